/** Buttons to choose from. A used button stays readable and reachable for screen readers, but does nothing. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./contract.mjs").Choice} Choice */

/**
 * @param {Choice[]} choices
 * @param {string} label of the group
 * @param {string[]} chosen tokens that were chosen before a reload
 * @param {(choice: Choice) => Promise<boolean>|false} onChoose says whether the choice was taken, and in the end
 *   whether the front door takes it no more
 */
export function choiceButtons(choices, label, chosen, onChoose) {
  const group = element("div", { class: "choices", role: "group", "aria-label": label });
  for (const choice of choices) {
    const button = pressable("choice", choice.title, async () => {
      const sending = button.getAttribute("aria-disabled") !== "true" && onChoose(choice);
      if (sending) {
        markUsed(group, button, true);
        markUsed(group, button, !(await sending));
      }
    });
    group.append(button);
    if (chosen.includes(choice.choice)) {
      markUsed(group, button, true);
    }
  }
  return group;
}

/**
 * @param {HTMLElement} group
 * @param {HTMLElement} chosen
 * @param {boolean} isUsed
 */
function markUsed(group, chosen, isUsed) {
  // Not `disabled`: the focus would fall back to the top of the page.
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", String(isUsed));
    button.tabIndex = isUsed ? -1 : 0;
  }
  chosen.classList.toggle("is-chosen", isUsed);
}
