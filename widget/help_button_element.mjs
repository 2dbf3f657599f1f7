/** `<kynnys-help-button data-need="bullying">`: asks a real person to get in touch; its form is loaded on use. */

import { element, pressable } from "./elements.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { dress } from "./style_sheets.mjs";
import { joinVisit } from "./visit.mjs";

export class KynnysHelpButton extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) {
      return;
    }
    const root = this.attachShadow({ mode: "open" });
    // Until it works, the page's own link between the tags does: to the form without JavaScript.
    root.append(element("slot"));
    this.visit = joinVisit(this.dataset);
    this.button = pressable("send", "", () => this.#open(), { part: "button", "aria-haspopup": "dialog" });
    this.failure = element("p", { role: "alert" });
    const isLight = this.visit.embedding.isLight ? " kynnys--light" : "";
    this.container = element("div", { class: `kynnys kynnys--button${isLight}` }, this.button, this.failure);
    this.visit.addEventListener("language", () => this.#label());
    try {
      await Promise.all([dress(root, ["theme", "base", "composer", "launcher"]), this.visit.loadPage()]);
    } catch (error) {
      console.error(error);
      return;
    }
    this.#label();
    root.replaceChildren(this.container);
  }

  #label() {
    const wording = this.visit?.wordings?.own;
    if (wording && this.button && this.container) {
      this.button.textContent = wording.tell("page.open_chat");
      this.container.lang = wording.language;
      this.container.dir = wording.direction;
    }
  }

  async #open() {
    const { visit, shadowRoot, container, failure } = this;
    if (!visit || !shadowRoot || !container || !failure) {
      return;
    }
    failure.textContent = "";
    if (!this.exit) {
      this.exit = new QuickExit(visit.embedding.exit, () => visit.abandon());
      this.exit.listen(document);
    }
    const { exit } = this;
    try {
      const { openHelpRequest } = await import("./help_request.mjs");
      const known = { ...visit.session.get("conversation")?.known, ...(this.dataset.need ? { need: this.dataset.need } : {}) };
      await openHelpRequest(visit, shadowRoot, () => container, exit, { known, serviceId: this.dataset.service ?? null });
    } catch (error) {
      console.error(error);
      failure.textContent = visit.wordings?.own.tell("widget.not_loaded") ?? "";
    }
  }
}
