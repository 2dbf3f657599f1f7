/**
 * Asks before a conversation is deleted, and says when it could not be. It is not modal: the quick exit and
 * 112 stay in reach. Loaded on use.
 */

import { element, pressable } from "./elements.mjs";

// As long as a reply takes, from which alone a conversation that just began can be known. It goes on after that.
const PATIENCE_MS = 8000;

export class Deletion {
  /**
   * @param {import("./wording.mjs").Wording} wording
   * @param {HTMLElement} button that asks for it
   * @param {import("./conversation.mjs").Conversation} conversation
   */
  constructor(wording, button, conversation) {
    this.wording = wording;
    this.button = button;
    this.conversation = conversation;
    this.failure = element("p", { class: "bubble bubble--error", role: "alert", hidden: true });
    this.yes = pressable("send", wording.tell("choice.delete_yes"), () => this.#delete());
    this.dialog = element(
      "dialog",
      {
        class: "deletion",
        "aria-labelledby": "kynnys-delete",
        onclose: () => this.#leave(),
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

  #fail() {
    this.failure.textContent = this.wording.tell("error.deletion_incomplete");
    this.failure.hidden = false;
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.key === "Escape") {
      // Only the question closes, not the chat around it.
      event.preventDefault();
      this.dialog.close();
    }
  }

  /** Ask; where it is asked already, once is enough. */
  open() {
    const place = this.button.parentElement;
    if (!place?.nextElementSibling?.matches(".deletion")) {
      place?.after(this.dialog);
      this.dialog.show();
      this.dialog.scrollIntoView({ block: "nearest" });
    }
  }

  #leave() {
    this.dialog.remove();
    this.button.focus();
  }

  async #delete() {
    if (this.yes.getAttribute("aria-disabled") === "true") {
      return;
    }
    this.yes.setAttribute("aria-disabled", "true");
    this.failure.hidden = true;
    const patience = setTimeout(() => this.#fail(), PATIENCE_MS);
    try {
      await deleteConversation(this.conversation);
      // The focus goes back to the button that opened it.
      this.dialog.close();
    } catch {
      this.#fail();
    } finally {
      clearTimeout(patience);
      this.yes.setAttribute("aria-disabled", "false");
    }
  }
}

/**
 * Delete it on the server, then here.
 *
 * @param {import("./conversation.mjs").Conversation} conversation
 * @throws {import("./api_client.mjs").FrontDoorError} the server did not confirm; nothing was deleted here
 */
export async function deleteConversation(conversation) {
  const { client, id, turns } = conversation;
  const ids = new Set(id ? [id] : []);
  for (const turn of turns) {
    if (turn.from === "person" && mayHaveBegun(turn)) {
      // Its reply alone tells by what id the conversation is known there; with its key it is answered once.
      ids.add((await client.sendMessage(turn.body, turn.key)).conversation_id);
    }
  }
  for (const known of ids) {
    await client.deleteConversation(known);
  }
  conversation.clear({ isConfirmed: true });
}

/**
 * Whether a conversation may have begun on the server of which no reply told.
 *
 * @param {import("./conversation.mjs").PersonTurn} turn
 */
function mayHaveBegun({ state, failure, body }) {
  const isRefused = failure && failure.status >= 400 && failure.status < 500;
  return state !== "sent" && !isRefused && !JSON.parse(body).conversation_id;
}
