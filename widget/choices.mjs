/** Buttons to choose from. A used button stays readable and reachable for screen readers, but does nothing. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./contract.mjs").Choice} Choice */

/**
 * @param {Choice[]} choices
 * @param {string} label of the group
 * @param {string[]} chosen tokens that were chosen before a reload
 * @param {(choice: Choice) => boolean} onChoose says whether the choice was taken
 */
export function choiceButtons(choices, label, chosen, onChoose) {
  const group = element("div", { class: "choices", role: "group", "aria-label": label });
  for (const choice of choices) {
    const button = pressable("choice", choice.title, () => {
      if (button.getAttribute("aria-disabled") !== "true" && onChoose(choice)) {
        markUsed(group, button);
      }
    });
    group.append(button);
    if (chosen.includes(choice.choice)) {
      markUsed(group, button);
    }
  }
  return group;
}

/**
 * @param {HTMLElement} group
 * @param {HTMLElement} chosen
 */
function markUsed(group, chosen) {
  // Not `disabled`: the focus would fall back to the top of the page.
  for (const button of group.querySelectorAll("button")) {
    button.setAttribute("aria-disabled", "true");
    button.tabIndex = -1;
  }
  chosen.classList.add("is-chosen");
}
