/** "Was this right?" under the cards. Counted by need and language, never described in words. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */

/**
 * @param {KynnysTurn} turn
 * @param {import("./wording.mjs").Wording} wording
 * @param {(isRight: boolean) => void} onAnswer
 */
export function feedbackButtons(turn, wording, onAnswer) {
  const thanks = element("p", { class: "feedback__thanks", role: "status" });
  const group = element("div", { class: "feedback", role: "group", "aria-label": wording.tell("widget.right_question") });
  const answer = (/** @type {boolean} */ isRight) => {
    if (turn.isRight === null) {
      onAnswer(isRight);
      show();
    }
  };
  const yes = pressable("small-button", wording.tell("widget.right_yes"), () => answer(true));
  const no = pressable("small-button", wording.tell("widget.right_no"), () => answer(false));
  const show = () => {
    if (turn.isRight === null) {
      return;
    }
    for (const button of [yes, no]) {
      // Not `disabled`: the focus would fall back to the top of the page.
      button.setAttribute("aria-disabled", "true");
      button.setAttribute("aria-pressed", String(button === (turn.isRight ? yes : no)));
    }
    thanks.textContent = wording.tell(turn.isRight ? "widget.right_thanks" : "widget.right_sorry");
  };
  group.append(element("span", { "aria-hidden": "true" }, wording.tell("widget.right_question")), yes, no, thanks);
  show();
  return group;
}
