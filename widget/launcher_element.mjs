/** `<kynnys-launcher>`: a button in the corner of any page that opens the chat above it. */

import { element, icon, pressable } from "./elements.mjs";
import { dress } from "./style_sheets.mjs";
import { joinVisit } from "./visit.mjs";

// There the chat takes the whole screen, and the page behind it is out of reach.
const SMALL_SCREEN = "(max-width: 40em), (max-height: 30em)";

export class KynnysLauncher extends HTMLElement {
  button = pressable("launcher", "", () => this.toggle(), { part: "launcher", "aria-expanded": "false" });
  panel = element("dialog", { class: "panel", part: "panel", tabindex: "-1", onclose: () => this.#onClosed() });
  container = element("div", {}, this.button, this.panel);
  chat = /** @type {import("./chat_element.mjs").KynnysChat} */ (document.createElement("kynnys-chat"));

  /** What the elements of the page share; not before this one stands in it, and has its attributes. */
  get visit() {
    return joinVisit(this.dataset);
  }

  async connectedCallback() {
    if (this.shadowRoot) {
      return;
    }
    const root = this.attachShadow({ mode: "open" });
    const { visit, button, panel, chat } = this;
    this.container.className = `kynnys kynnys--launcher${visit.embedding.isLight ? " kynnys--light" : ""}`;
    chat.dataset.frame = "panel";
    chat.setAttribute("exportparts", "chat, bar, menu, message, reply, card, danger, field, send");
    chat.addEventListener("close", () => this.close());
    panel.addEventListener("keydown", (event) => this.#onKey(event));
    visit.addEventListener("language", () => this.#label());
    for (const name of ["pointerenter", "focus", "touchstart"]) {
      // By the time the finger is lifted much of it is there.
      button.addEventListener(name, () => void import("./chat.mjs").catch(() => {}), { once: true, passive: true });
    }
    for (const name of ["resize", "scroll"]) {
      window.visualViewport?.addEventListener(name, () => this.#fit());
    }
    await this.#begin(root);
  }

  /** @param {ShadowRoot} root */
  async #begin(root) {
    const { visit } = this;
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
    this.chat.append(element("p", {}, close, own.tell("widget.opening"), call));
    root.append(this.container);
    if (visit.session.get("open")) {
      this.#show(false);
    }
  }

  toggle() {
    if (this.panel.open) {
      this.close();
    } else {
      this.#show(true);
    }
  }

  close() {
    this.panel.close();
  }

  #label() {
    const { own } = this.visit.known;
    this.button.replaceChildren(icon("chat"), own.tell("widget.launcher"));
    this.panel.setAttribute("aria-label", `Kynnys: ${own.tell("page.conversation_label")}`);
    this.container.lang = own.language;
    this.container.dir = own.direction;
  }

  /** @param {boolean} isAskedFor by the person just now, who then expects the focus there */
  #show(isAskedFor) {
    const { panel, chat } = this;
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
    this.button.setAttribute("aria-expanded", "true");
    this.visit.session.set("open", true);
    this.#fit();
  }

  #onClosed() {
    this.chat.chat?.speech?.stop();
    this.button.setAttribute("aria-expanded", "false");
    this.visit.session.set("open", null);
    this.button.focus();
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
    if (!this.chat.chat?.closeInside()) {
      this.close();
    }
  }

  /** A phone's keyboard may cover the page instead of shrinking it (iOS): the panel keeps to what is seen. */
  #fit() {
    const view = window.visualViewport;
    // Not while somebody has zoomed in with two fingers: they see a part of the page by their own wish.
    if (view && view.scale === 1) {
      this.panel.style.setProperty("--view-height", `${Math.round(view.height)}px`);
      this.panel.style.setProperty("--view-top", `${Math.round(view.offsetTop)}px`);
    }
  }
}

