/** Draws what Kynnys answered, part by part. */

import { serviceCards } from "./cards.mjs";
import { choiceButtons } from "./choices.mjs";
import { contactRows } from "./contacts.mjs";
import { element, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").Part} Part */
/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/**
 * @param {KynnysTurn} turn
 * @param {Wording} wording
 * @param {(choice: import("./contract.mjs").Choice) => boolean} onChoose
 */
export function drawReply(turn, wording, onChoose) {
  const drawn = turn.parts.map((part) => drawPart(part, turn, wording, onChoose));
  return element(
    "li",
    { class: "turn turn--kynnys", lang: turn.language, dir: directionOf(turn.language) },
    spoken(`${wording.tell("page.kynnys_said")}:`),
    ...drawn,
  );
}

/**
 * @param {string} language
 * @returns {"rtl"|"auto"}
 */
export function directionOf(language) {
  // "auto" alone would go by the first letters of a message, which may be Kynnys' own name.
  return RIGHT_TO_LEFT.includes(language) ? "rtl" : "auto";
}

/**
 * @param {Part} part
 * @param {KynnysTurn} turn
 * @param {Wording} wording
 * @param {(choice: import("./contract.mjs").Choice) => boolean} onChoose
 */
function drawPart(part, turn, wording, onChoose) {
  switch (part.type) {
    case "text":
      return element("p", { class: "bubble bubble--kynnys" }, part.text);
    case "services":
      return serviceCards(part.services, wording);
    case "danger":
      return element(
        "div",
        { class: `danger danger--${part.level}`, lang: wording.language, dir: "ltr" },
        element("h3", {}, wording.tell("page.help_now_heading")),
        contactRows(part.contacts, wording),
      );
    case "choices":
      return choiceButtons(part.choices, wording.tell("page.choices_label"), turn.chosen, onChoose);
    default:
      // A help request has no form yet: its contacts stand in the reply's cards.
      return null;
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
        return [`${wording.tell("page.help_now_heading")}: ${part.contacts.map(tellContact).join(", ")}.`];
      case "choices":
        return [`${wording.tell("page.choices_label")}: ${part.choices.map(({ title }) => title).join(", ")}.`];
      default:
        return [];
    }
  });
  return `${wording.tell("page.kynnys_said")}: ${sentences.join(" ")}`;
}

/** @param {import("./contract.mjs").ContactCard} contact */
function tellContact({ type, label, value }) {
  return type === "phone" || type === "sms" ? `${label} ${value}` : label;
}
