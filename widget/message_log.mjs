/** The conversation as it is seen: who said what, in the order it was said. */

import { markChosen } from "./choices.mjs";
import { element, pressable, spoken } from "./elements.mjs";
import { drawReply } from "./replies.mjs";

/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./conversation.mjs").PersonTurn} PersonTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */
/**
 * @typedef {object} LogActions
 * @property {(choice: import("./contract.mjs").Choice, turn?: KynnysTurn) => void} onChoose
 * @property {(turn: PersonTurn) => void} onResend
 * @property {(turn: PersonTurn) => void} onMend
 * @property {(turn: KynnysTurn, isRight: boolean) => void} onJudge
 * @property {(need: string|null, serviceId: string|null) => void} onRequest
 * @property {((turn: KynnysTurn, wording: Wording, button: HTMLElement) => void)|null} onListen
 * @property {import("./cards.mjs").CardTools} tools
 */

// What a message can't be sent as it is: too long, or nothing in it that can be read.
const TO_MEND = [400, 413, 422];

export class MessageLog {
  /**
   * @param {Wording} wording
   * @param {string} greeting
   * @param {import("./contract.mjs").Theme[]} themes
   * @param {LogActions} actions
   */
  constructor(wording, greeting, themes, actions) {
    this.wording = wording;
    this.actions = actions;
    /** @type {WeakMap<import("./conversation.mjs").Turn, HTMLElement>} */
    this.drawn = new WeakMap();
    this.list = element("ol", { class: "turns", role: "list" });
    this.typingText = element("span", {}, wording.tell("page.typing"));
    this.typing = element(
      "p",
      { class: "typing", hidden: true },
      element("span", { class: "typing__dots", "aria-hidden": "true" }, dot(), dot(), dot()),
      this.typingText,
    );
    this.opening = this.#drawOpening(greeting, themes);
    this.section = element(
      "section",
      { class: "conversation", "aria-label": wording.tell("page.conversation_label") },
      element("h2", { class: "visually-hidden" }, wording.tell("page.conversation_label")),
      this.list,
      this.typing,
    );
    this.clear();
  }

  clear() {
    this.list.replaceChildren(this.opening);
  }

  /** @param {PersonTurn} turn */
  addPerson(turn) {
    const item = element("li", { class: "turn turn--person" });
    this.drawn.set(turn, item);
    this.list.append(item);
    this.update(turn);
    return item;
  }

  /** @param {PersonTurn|KynnysTurn} turn that was sent or failed, or whose choice was made or may be made again */
  update(turn) {
    const item = this.drawn.get(turn);
    if (turn.from === "kynnys") {
      item?.querySelectorAll(".choices").forEach((group) => markChosen(group, turn.chosen));
      return;
    }
    if (!item) {
      return;
    }
    const said = element(
      "p",
      { class: "bubble", part: "message", lang: turn.language, dir: "auto" },
      spoken(`${this.wording.tell("page.you_said")}: `),
      turn.text,
    );
    item.replaceChildren(said);
    if (turn.state === "failed") {
      item.append(this.#drawFailure(turn));
    }
  }

  /**
   * @param {KynnysTurn} turn
   * @param {Wording} wording of the reply's language
   */
  addReply(turn, wording) {
    const { onChoose, onJudge, onRequest, onListen, tools } = this.actions;
    const item = drawReply(turn, wording, {
      onChoose: (choice) => onChoose(choice, turn),
      onJudge: (isRight) => onJudge(turn, isRight),
      onRequest,
      onListen: onListen && ((button) => onListen(turn, wording, button)),
      tools,
    });
    this.drawn.set(turn, item);
    this.list.append(item);
    return item;
  }

  /** @param {PersonTurn} turn */
  removePerson(turn) {
    this.drawn.get(turn)?.remove();
  }

  /** @param {string} text that belongs to no turn */
  addNote(text) {
    this.list.append(element("li", { class: "turn" }, element("p", { class: "bubble" }, text)));
  }

  /** @param {boolean} isWaiting */
  showTyping(isWaiting) {
    this.typing.hidden = !isWaiting;
    this.typingText.textContent = this.wording.tell("page.typing");
  }

  /** The answer takes its time: the network, or many who ask at once. */
  showSlowness() {
    this.typingText.textContent = this.wording.tell("widget.slow");
  }

  /**
   * What to tell of a message that did not get through.
   *
   * @param {PersonTurn} turn
   */
  tellFailure(turn) {
    return turn.failure?.sentence ?? this.wording.tell("error.network");
  }

  /** @param {PersonTurn} turn */
  #drawFailure(turn) {
    const isToMend = TO_MEND.includes(turn.failure?.status ?? 0);
    const again = isToMend
      ? pressable("plain-button", this.wording.tell("widget.mend"), () => this.actions.onMend(turn))
      : pressable("plain-button", this.wording.tell("error.resend"), () => this.actions.onResend(turn));
    return element(
      "div",
      { class: "failure" },
      element("p", { class: "bubble bubble--error", dir: "auto" }, this.tellFailure(turn)),
      again,
    );
  }

  /**
   * @param {string} greeting
   * @param {import("./contract.mjs").Theme[]} themes
   */
  #drawOpening(greeting, themes) {
    const buttons = themes.map((theme) =>
      pressable("choice", theme.title, () => this.actions.onChoose(theme)),
    );
    return element(
      "li",
      { class: "turn turn--kynnys", lang: this.wording.language, dir: this.wording.direction },
      spoken(`${this.wording.tell("page.kynnys_said")}:`),
      element("p", { class: "bubble bubble--kynnys" }, greeting),
      element("h3", { class: "themes-heading" }, this.wording.tell("page.themes_heading")),
      element("div", { class: "themes", role: "group", "aria-label": this.wording.tell("page.themes_heading") }, ...buttons),
    );
  }
}

function dot() {
  return element("span");
}
