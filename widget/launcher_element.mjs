/** `<kynnys-launcher>`: a button in the corner of any page that opens the chat above it. */

import { element, icon, pressable } from "./elements.mjs";
import { dress } from "./style_sheets.mjs";
import { joinVisit } from "./visit.mjs";

// There the chat takes the whole screen, and the page behind it is out of reach.
const SMALL_SCREEN = "(max-width: 40em), (max-height: 30em)";

export class KynnysLauncher extends HTMLElement {
  async connectedCallback() {
    if (this.shadowRoot) {
      return;
    }
    const root = this.attachShadow({ mode: "open" });
    this.visit = joinVisit(this.dataset);
    this.button = pressable("launcher", "", () => this.toggle(), { part: "launcher", "aria-expanded": "false" });
    this.chat = /** @type {import("./chat_element.mjs").KynnysChat} */ (document.createElement("kynnys-chat"));
    this.chat.dataset.frame = "panel";
    this.chat.setAttribute("exportparts", "chat, bar, menu, message, reply, card, danger, field, send");
    this.panel = element("dialog", { class: "panel", part: "panel", tabindex: "-1", onclose: () => this.#onClosed() });
    const isLight = this.visit.embedding.isLight ? " kynnys--light" : "";
    this.container = element("div", { class: `kynnys kynnys--launcher${isLight}` }, this.button, this.panel);
    this.chat.addEventListener("close", () => this.close());
    this.panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.visit.addEventListener("language", () => this.#label());
    for (const name of ["pointerenter", "focus", "touchstart"]) {
      // By the time the finger is lifted much of it is there.
      this.button.addEventListener(name, () => void import("./chat.mjs").catch(() => {}), { once: true, passive: true });
    }
    for (const name of ["resize", "scroll"]) {
      window.visualViewport?.addEventListener(name, () => this.#fit());
    }
    await this.#begin(root);
  }

  /** @param {ShadowRoot} root */
  async #begin(root) {
    const { visit, container } = this;
    if (!visit || !container) {
      return;
    }
    try {
      await Promise.all([dress(root, ["theme", "base", "launcher"]), visit.loadPage()]);
    } catch (error) {
      // The front door can't be reached: there is nobody to talk with yet. The page's own links remain.
      console.error(error);
      window.addEventListener("online", () => this.#begin(root), { once: true });
      return;
    }
    this.#label();
    // In place of the chat, while it is loaded or when it can't be: it closes what covers the whole of a phone.
    const { own } = visit.known;
    const close = pressable("", own.tell("page.close_chat"), () => this.close());
    const call = element("a", { href: "tel:112" }, `${own.tell("page.call")} 112`);
    this.chat?.append(element("p", {}, close, own.tell("widget.opening"), call));
    root.append(container);
    if (visit.session.get("open")) {
      this.#show(false);
    }
  }

  toggle() {
    if (this.panel?.open) {
      this.close();
    } else {
      this.#show(true);
    }
  }

  close() {
    this.panel?.close();
  }

  #label() {
    const wording = this.visit?.wordings?.own;
    if (wording && this.button && this.panel && this.container) {
      this.button.replaceChildren(icon("chat"), wording.tell("widget.launcher"));
      this.panel.setAttribute("aria-label", `Kynnys: ${wording.tell("page.conversation_label")}`);
      this.container.lang = wording.language;
      this.container.dir = wording.direction;
    }
  }

  /** @param {boolean} isAskedFor by the person just now, who then expects the focus there */
  #show(isAskedFor) {
    const { panel, button, chat, visit } = this;
    if (!panel || !button || !chat || !visit) {
      return;
    }
    if (chat.isConnected) {
      chat.begin();
    } else {
      panel.append(chat);
    }
    if (matchMedia(SMALL_SCREEN).matches) {
      panel.showModal();
    } else {
      panel.show();
    }
    if (isAskedFor) {
      panel.focus();
    } else if (!panel.matches(":modal")) {
      // After a reload the person is on the page, not in the chat.
      /** @type {HTMLElement|null} */ (this.shadowRoot?.activeElement)?.blur();
    }
    button.setAttribute("aria-expanded", "true");
    visit.session.set("open", true);
    this.#fit();
  }

  #onClosed() {
    this.chat?.chat?.speech?.stop();
    this.button?.setAttribute("aria-expanded", "false");
    this.visit?.session.set("open", null);
    this.button?.focus();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key !== "Escape" || event.defaultPrevented) {
      return;
    }
    const isInside = event
      .composedPath()
      .some((place) => place instanceof HTMLDialogElement && place.open && place !== this.panel);
    if (isInside) {
      return;
    }
    event.preventDefault();
    if (!this.chat?.chat?.closeInside()) {
      this.close();
    }
  }

  /** A phone's keyboard may cover the page instead of shrinking it (iOS): the panel keeps to what is seen. */
  #fit() {
    const view = window.visualViewport;
    // Not while somebody has zoomed in with two fingers: they see a part of the page by their own wish.
    if (view && view.scale === 1 && this.panel) {
      this.panel.style.setProperty("--view-height", `${Math.round(view.height)}px`);
      this.panel.style.setProperty("--view-top", `${Math.round(view.offsetTop)}px`);
    }
  }
}

