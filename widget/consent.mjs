/**
 * Asks, under a message that found nothing, whether staff may read it. Nothing is sent before the person has
 * ticked the box and pressed the button; the front door checks everything again. Loaded on use.
 */

import { FrontDoorError } from "./api_client.mjs";
import { element, pressable } from "./elements.mjs";
import { dress } from "./style_sheets.mjs";

/** @typedef {import("./conversation.mjs").Conversation} Conversation */
/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */

// What the front door will not keep, however often it is asked.
const REFUSED = [400, 409, 422];

/**
 * Ask under the newest reply; of earlier messages nothing can be kept any more.
 *
 * @param {{conversation: Conversation, root: ShadowRoot}} chat
 * @param {HTMLElement} item the reply, as drawn
 * @param {KynnysTurn} turn
 * @param {Wording} wording of the reply's language
 * @throws {Error} the styles could not be loaded
 */
export async function askForConsent({ conversation, root }, item, turn, wording) {
  await dress(root, ["consent"]);
  const text = findMessage(conversation, turn);
  if (text !== null) {
    item.append(new Consent(text, turn, conversation, wording).section);
  }
}

/**
 * The words that a reply answers, while they are the newest.
 *
 * @param {{turns: import("./conversation.mjs").Turn[]}} conversation
 * @param {KynnysTurn} turn
 * @returns {string|null}
 */
export function findMessage({ turns }, turn) {
  const said = turns.at(-2);
  return turns.at(-1) === turn && turn.mayBeKept && said?.from === "person" ? said.text : null;
}

class Consent {
  /**
   * @param {string} text
   * @param {KynnysTurn} turn
   * @param {Conversation} conversation
   * @param {Wording} wording
   */
  constructor(text, turn, conversation, wording) {
    this.text = text;
    this.turn = turn;
    this.conversation = conversation;
    this.wording = wording;
    this.isSending = false;
    this.failure = element("p", { class: "bubble bubble--error", role: "alert", hidden: true });
    this.tick = element("input", { type: "checkbox", "aria-describedby": "kynnys-consent" });
    this.button = pressable("small-button", wording.tell("keep_message.send"), () => this.#send());
    this.section = element(
      "fieldset",
      { class: "consent", lang: wording.language, dir: wording.direction },
      element("legend", {}, wording.tell("keep_message.question")),
      element("p", { id: "kynnys-consent" }, wording.tell("keep_message.note")),
      element("label", {}, this.tick, element("span", {}, wording.tell("keep_message.agree"))),
      this.failure,
      this.button,
    );
    // Whatever is said next, this message is no longer the one that may be kept.
    const leave = () => this.section.remove();
    conversation.addEventListener("turn", leave, { once: true });
  }

  async #send() {
    if (this.isSending) {
      return;
    }
    if (!this.tick.checked) {
      this.#tellFailure(this.wording.tell("keep_message.untold"));
      this.tick.focus();
      return;
    }
    this.isSending = true;
    this.failure.hidden = true;
    this.button.setAttribute("aria-disabled", "true");
    try {
      const { conversation, text, turn } = this;
      const sent = { conversation_id: conversation.id, text, consent: true, language: turn.language };
      const kept = (await conversation.client.post("/v1/messages/keep", sent)).json();
      this.#close(element("p", { class: "bubble", tabindex: "-1" }, kept.text));
    } catch (error) {
      this.#fail(error instanceof FrontDoorError ? error : new FrontDoorError(0));
    } finally {
      this.isSending = false;
      this.button.removeAttribute("aria-disabled");
    }
  }

  /** @param {FrontDoorError} error */
  #fail({ status, sentence, parts }) {
    const told = sentence ?? this.wording.tell("error.network");
    if (parts.length) {
      // Danger found on second sight is answered as in any message.
      this.conversation.receive({ language: this.turn.language, parts: [...parts, { type: "text", text: told }] });
    } else if (REFUSED.includes(status)) {
      this.#close(element("p", { class: "bubble bubble--error", tabindex: "-1" }, told));
    } else {
      this.#tellFailure(told);
    }
  }

  /** @param {string} sentence */
  #tellFailure(sentence) {
    this.failure.textContent = sentence;
    this.failure.hidden = false;
  }

  /**
   * Ask no more, not after a reload either.
   *
   * @param {HTMLElement} answer takes the focus that the button had
   */
  #close(answer) {
    this.turn.mayBeKept = false;
    if (this.conversation.turns.includes(this.turn)) {
      this.conversation.keepDraft(this.conversation.draft);
    }
    this.section.replaceWith(answer);
    answer.focus();
  }
}
