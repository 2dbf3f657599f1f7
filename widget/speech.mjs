/** Reads replies aloud with the browser's own voices; nothing is sent anywhere by Kynnys. Loaded on use. */

import { tellContact, tellDanger } from "./replies.mjs";

/** @typedef {import("./contract.mjs").Part} Part */
/** @typedef {import("./wording.mjs").Wording} Wording */

export class Speech {
  /** @type {HTMLElement|null} */
  #button = null;

  /**
   * Read a reply aloud, or stop when it is being read.
   *
   * @param {import("./conversation.mjs").KynnysTurn} turn
   * @param {Wording} wording
   * @param {HTMLElement} button that shows whether it speaks
   * @returns {boolean} false when the device has no voice for the language
   */
  toggle(turn, wording, button) {
    const wasSpeaking = this.#button === button;
    this.stop();
    if (wasSpeaking) {
      return true;
    }
    const voices = speechSynthesis.getVoices();
    // Easy Finnish ("fi-x-easy") is read by the voice of Finnish.
    const language = turn.language.slice(0, 2);
    const voice = voices.find(({ lang }) => lang.toLowerCase().startsWith(language)) ?? null;
    // Some browsers tell of their voices only later; then the language alone must do.
    if (voices.length && !voice) {
      return false;
    }
    const utterance = new SpeechSynthesisUtterance(tellAll(turn.parts, wording));
    utterance.lang = voice?.lang ?? language;
    utterance.voice = voice;
    utterance.onend = () => this.#button === button && this.#end();
    utterance.onerror = utterance.onend;
    this.#button = button;
    button.setAttribute("aria-pressed", "true");
    speechSynthesis.speak(utterance);
    return true;
  }

  /** Whoever closes, deletes or leaves wants nothing more of it heard. */
  stop() {
    speechSynthesis.cancel();
    this.#end();
  }

  #end() {
    this.#button?.setAttribute("aria-pressed", "false");
    this.#button = null;
  }
}

/**
 * @param {Part[]} parts
 * @param {Wording} wording
 * @returns {string} everything that can be seen, cards too
 */
function tellAll(parts, wording) {
  return parts
    .flatMap((part) => {
      switch (part.type) {
        case "text":
          return [part.text];
        case "danger":
          return [tellDanger(part, wording)];
        case "services":
          return part.services.flatMap(({ name, summary, why, hours, contacts }) => [
            `${name}.`,
            summary,
            why.length ? `${wording.tell("page.why")}: ${why.join(". ")}.` : "",
            `${hours.text}.`,
            `${contacts.map(tellContact).join(", ")}.`,
          ]);
        case "choices":
          return [`${wording.tell("page.choices_label")}: ${part.choices.map(({ title }) => title).join(", ")}.`];
        default:
          return [];
      }
    })
    .filter(Boolean)
    .join(" ");
}
