/** Draws what Kynnys answered, part by part. */

import { serviceCards } from "./cards.mjs";
import { choiceButtons } from "./choices.mjs";
import { contactRows } from "./contacts.mjs";
import { element, pressable, spoken } from "./elements.mjs";
import { feedbackButtons } from "./feedback.mjs";
import { directionOf } from "./wording.mjs";

/** @typedef {import("./contract.mjs").Part} Part */
/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */

/**
 * @typedef {object} ReplyActions
 * @property {(choice: import("./contract.mjs").Choice) => void} onChoose
 * @property {(isRight: boolean) => void} onJudge
 * @property {(need: string|null, serviceId: string|null) => void} onRequest
 * @property {((button: HTMLElement) => void)|null} onListen null where the browser can't speak
 * @property {import("./cards.mjs").CardTools} tools
 */

/**
 * @param {KynnysTurn} turn
 * @param {Wording} wording
 * @param {ReplyActions} actions
 */
export function drawReply(turn, wording, actions) {
  const { onListen } = actions;
  const listen = pressable("small-button", wording.tell("widget.listen"), () => onListen?.(listen), {
    "aria-pressed": "false",
  });
  return element(
    "li",
    { class: "turn turn--kynnys", part: "reply", lang: turn.language, dir: directionOf(turn.language) },
    spoken(`${wording.tell("page.kynnys_said")}:`),
    ...turn.parts.map((part) => drawPart(part, turn, wording, actions)),
    onListen && turn.parts.length > 0 && element("div", { class: "turn__tools", lang: wording.language }, listen),
  );
}

/**
 * @param {Part} part
 * @param {KynnysTurn} turn
 * @param {Wording} wording
 * @param {ReplyActions} actions
 */
function drawPart(part, turn, wording, { onChoose, onJudge, onRequest, tools }) {
  switch (part.type) {
    case "text":
      return element("p", { class: "bubble bubble--kynnys", dir: "auto" }, part.text);
    case "services":
      return element(
        "div",
        { class: "services" },
        serviceCards(part.services, wording, tools),
        feedbackButtons(turn, wording, onJudge),
      );
    case "danger":
      return element(
        "div",
        { class: `danger danger--${part.level}`, part: "danger", lang: wording.language, dir: wording.direction },
        element("h3", {}, wording.tell("page.help_now_heading")),
        contactRows(part.contacts, wording),
      );
    case "choices":
      return choiceButtons(part.choices, wording.tell("page.choices_label"), turn.chosen, onChoose);
    case "help_request":
      return pressable("send", wording.tell("choice.contact_me"), () => onRequest(part.need, part.service_id), {
        "aria-haspopup": "dialog",
      });
  }
}

/**
 * The reply as one who cannot see it should hear it: everything but the details of cards.
 *
 * @param {Part[]} parts
 * @param {Wording} wording
 */
export function tellReply(parts, wording) {
  const sentences = parts.flatMap((part) => {
    switch (part.type) {
      case "text":
        return [part.text];
      case "services":
        return [`${wording.tell("page.services_heading")}: ${part.services.map(({ name }) => name).join(", ")}.`];
      case "danger":
        return [tellDanger(part, wording)];
      case "choices":
        return [`${wording.tell("page.choices_label")}: ${part.choices.map(({ title }) => title).join(", ")}.`];
      default:
        return [];
    }
  });
  return `${wording.tell("page.kynnys_said")}: ${sentences.join(" ")}`;
}

/**
 * @param {import("./contract.mjs").DangerPart} part
 * @param {Wording} wording
 */
export function tellDanger({ contacts }, wording) {
  return `${wording.tell("page.help_now_heading")}: ${contacts.map(tellContact).join(", ")}.`;
}

/** @param {import("./contract.mjs").ContactCard} contact */
export function tellContact({ type, label, value }) {
  return type === "phone" || type === "sms" ? `${label} ${value}` : label;
}
