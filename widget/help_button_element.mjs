/** `<kynnys-help-button data-need="bullying">`: asks a real person to get in touch; its form is loaded on use. */

import { element, pressable } from "./elements.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { dress } from "./style_sheets.mjs";
import { joinVisit } from "./visit.mjs";

/**
 * @param {HTMLElement & {inside?: HelpButton}} host keeps what was begun: tried again, it may be by another copy of
 *   this module (kynnys.mjs), which would else make a second inside
 * @throws {Error} the page's data or the styles could not be loaded; it may be tried again
 */
export async function beginHelpButton(host) {
  host.inside ??= new HelpButton(host);
  await host.inside.begin();
}

class HelpButton {
  /** @param {HTMLElement} host */
  constructor(host) {
    this.host = host;
    this.root = host.attachShadow({ mode: "open" });
    // Until it works, the page's own link between the tags does: to the form without JavaScript.
    this.root.append(element("slot"));
    this.visit = joinVisit(host.dataset);
    this.button = pressable("send", "", () => this.#open(), { part: "button", "aria-haspopup": "dialog" });
    this.failure = element("p", { role: "alert" });
    const isLight = this.visit.embedding.isLight ? " kynnys--light" : "";
    this.container = element("div", { class: `kynnys kynnys--button${isLight}` }, this.button, this.failure);
    this.visit.countCalls(this.root);
    this.visit.addEventListener("language", () => this.#label());
  }

  /** @throws {Error} something could not be loaded */
  async begin() {
    const { root, visit, container } = this;
    if (container.isConnected) {
      return;
    }
    await Promise.all([dress(root, ["theme", "base", "composer", "launcher"]), visit.loadPage()]);
    this.#label();
    // In place of the slot alone: the styles may stand before it (style_sheets.mjs).
    root.lastChild?.replaceWith(container);
  }

  #label() {
    const wording = this.visit.wordings?.own;
    if (wording) {
      this.button.textContent = wording.tell("page.open_chat");
      this.container.lang = wording.language;
      this.container.dir = wording.direction;
    }
  }

  async #open() {
    const { host, visit, root, container, failure } = this;
    failure.textContent = "";
    if (!this.exit) {
      this.exit = new QuickExit(visit.embedding.exit, () => visit.abandon());
      this.exit.listen(document);
    }
    const { exit } = this;
    try {
      const { openHelpRequest } = await import("./help_request.mjs");
      const known = { ...visit.session.get("conversation")?.known, ...(host.dataset.need ? { need: host.dataset.need } : {}) };
      await openHelpRequest(visit, root, () => container, exit, { known, serviceId: host.dataset.service ?? null });
    } catch (error) {
      console.error(error);
      failure.textContent = visit.known.own.tell("widget.not_loaded");
    }
  }
}
