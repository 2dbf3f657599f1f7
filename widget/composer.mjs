/** Where the person writes. Enter sends, Shift and Enter breaks the line. */

import { element } from "./elements.mjs";

export class Composer {
  /**
   * @param {import("./wording.mjs").Wording} wording
   * @param {{onSend: (text: string) => boolean, onDraft: (text: string) => void}} actions `onSend` says
   *   whether the text was taken; otherwise it stays
   */
  constructor(wording, actions) {
    this.actions = actions;
    const id = "kynnys-text";
    this.field = element("textarea", {
      id,
      rows: "1",
      autocomplete: "off",
      placeholder: wording.tell("page.input_label"),
      "aria-describedby": "kynnys-enter",
      enterkeyhint: "send",
      part: "field",
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      oninput: () => actions.onDraft(this.field.value),
      onpointerdown: () => this.#letKeyboardOpen(),
      onblur: () => this.#letKeyboardOpen(),
    });
    this.button = element("button", { class: "send", part: "send", type: "submit" }, wording.tell("page.send"));
    this.form = element(
      "form",
      { class: "composer", onsubmit: (/** @type {Event} */ event) => this.#onSubmit(event) },
      element("label", { for: id, class: "visually-hidden" }, wording.tell("page.input_label")),
      element("span", { id: "kynnys-enter", hidden: true }, wording.tell("page.enter_sends")),
      element("div", { class: "composer__row" }, this.field, this.button),
    );
  }

  /** @param {string} text */
  fill(text) {
    this.field.value = text;
  }

  /** @param {boolean} isWaiting */
  showWaiting(isWaiting) {
    this.button.setAttribute("aria-disabled", String(isWaiting));
  }

  /** Take the focus without covering a phone's screen with its keyboard. */
  focusQuietly() {
    this.field.inputMode = "none";
    this.field.focus({ preventScroll: true });
  }

  #letKeyboardOpen() {
    this.field.inputMode = "text";
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    this.#letKeyboardOpen();
    // While a word is being composed, Enter accepts the word.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.form.requestSubmit();
    }
  }

  /** @param {Event} event */
  #onSubmit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (text && this.actions.onSend(text)) {
      this.fill("");
      this.actions.onDraft("");
      this.field.focus({ preventScroll: true });
    }
  }
}
