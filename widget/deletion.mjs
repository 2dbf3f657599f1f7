/**
 * Asks before a conversation is deleted, and says when it could not be. It is not modal: the quick exit and
 * 112 stay in reach.
 */

import { element, pressable } from "./elements.mjs";

export class Deletion {
  /**
   * @param {import("./wording.mjs").Wording} wording
   * @param {() => Promise<void>} onDelete
   */
  constructor(wording, onDelete) {
    this.wording = wording;
    this.onDelete = onDelete;
    this.button = pressable("delete-conversation", wording.tell("page.delete_conversation"), () => this.#open(), {
      "aria-haspopup": "dialog",
    });
    this.failure = element("p", { class: "bubble bubble--error", role: "alert", hidden: true });
    this.yes = pressable("send", wording.tell("choice.delete_yes"), () => this.#delete());
    this.dialog = element(
      "dialog",
      {
        class: "deletion",
        "aria-labelledby": "kynnys-delete",
        onclose: () => this.button.focus(),
        onkeydown: (/** @type {KeyboardEvent} */ event) => this.#onKey(event),
      },
      element("h2", { id: "kynnys-delete" }, wording.tell("page.delete_conversation")),
      element("p", {}, wording.tell("page.delete_confirm")),
      this.failure,
      element(
        "div",
        { class: "dialog__buttons" },
        this.yes,
        pressable("plain-button", wording.tell("choice.delete_no"), () => this.dialog.close()),
      ),
    );
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") {
      // Only the question closes, not the chat around it.
      event.preventDefault();
      this.dialog.close();
    }
  }

  #open() {
    this.failure.hidden = true;
    this.dialog.show();
    this.dialog.scrollIntoView({ block: "nearest" });
  }

  async #delete() {
    if (this.yes.getAttribute("aria-disabled") === "true") {
      return;
    }
    this.yes.setAttribute("aria-disabled", "true");
    try {
      await this.onDelete();
      // The focus goes back to the button that opened it.
      this.dialog.close();
    } catch {
      this.failure.textContent = this.wording.tell("error.deletion_incomplete");
      this.failure.hidden = false;
    } finally {
      this.yes.setAttribute("aria-disabled", "false");
    }
  }
}
