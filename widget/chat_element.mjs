/** `<kynnys-chat data-language="fi" data-area="049">`: the conversation inside a page; loads its inside on use. */

import { element } from "./elements.mjs";
import { dress } from "./style_sheets.mjs";
import { joinVisit } from "./visit.mjs";

export const CHAT_SHEETS = ["theme", "base", "contacts", "cards", "chat", "composer", "dialogs", "bar"];

export class KynnysChat extends HTMLElement {
  /** @type {import("./chat.mjs").Chat|null} */
  chat = null;
  #isBeginning = false;

  connectedCallback() {
    if (!this.shadowRoot) {
      // Until the chat is there, the page's own words between the tags are shown.
      this.attachShadow({ mode: "open" }).append(element("slot"));
      window.addEventListener("online", () => this.begin());
    }
    this.begin();
  }

  /** Load what is missing and begin; without a network it is tried again when there is one. */
  async begin() {
    if (this.chat || this.#isBeginning || !this.shadowRoot) {
      return;
    }
    this.#isBeginning = true;
    try {
      const visit = joinVisit(this.dataset);
      const { page, ...begun } = this.#readPage();
      if (page) {
        visit.take(page);
      }
      // Some browsers never ask again for a module that did not come.
      const code = import("./chat.mjs").catch(() => import(`./chat.mjs?${Date.now()}`));
      const loaded = [code, visit.loadPage(), dress(this.shadowRoot, CHAT_SHEETS)];
      const [{ Chat }] = /** @type {[typeof import("./chat.mjs"), ...unknown[]]} */ (await Promise.all(loaded));
      this.chat = new Chat(this, this.shadowRoot, visit, this.#frame);
      // What stood in for the chat until now has done its work.
      this.replaceChildren();
      this.chat.begin(begun);
    } catch (error) {
      console.error(error);
      this.#showOnly112();
    } finally {
      this.#isBeginning = false;
    }
  }

  /** Forget everything at once, here and on the server: the person leaves. */
  abandon() {
    (this.chat ?? joinVisit(this.dataset)).abandon();
  }

  /** Put the focus where one writes. */
  focusField() {
    this.chat?.view.composer.field.focus();
  }

  /** @returns {import("./bar.mjs").Frame} */
  get #frame() {
    const { frame } = this.dataset;
    return frame === "panel" || frame === "page" ? frame : "block";
  }

  /**
   * What the server put into the page, so that it begins without a further request; what was typed before this
   * script ran is not lost.
   *
   * @returns {import("./chat.mjs").Begun & {page?: import("./contract.mjs").Page}}
   */
  #readPage() {
    const data = this.querySelector('script[type="application/json"]');
    const draft = this.querySelector("textarea")?.value ?? "";
    return { ...(data ? JSON.parse(data.textContent ?? "{}") : {}), draft };
  }

  #showOnly112() {
    if (!this.querySelector("[href='tel:112']") && !this.shadowRoot?.querySelector("a")) {
      this.shadowRoot?.append(element("p", {}, element("a", { href: "tel:112" }, "112")));
    }
  }
}
