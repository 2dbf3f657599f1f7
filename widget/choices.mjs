/** Buttons to choose from. A used button stays readable and reachable for screen readers, but does nothing. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./contract.mjs").Choice} Choice */

/**
 * @param {Choice[]} choices
 * @param {string} label of the group
 * @param {string[]} chosen tokens that were chosen before a reload
 * @param {(choice: Choice) => void} onChoose
 */
export function choiceButtons(choices, label, chosen, onChoose) {
  const buttons = choices.map((choice) => {
    const choose = () => button.getAttribute("aria-disabled") !== "true" && onChoose(choice);
    const button = pressable("choice", choice.title, choose, { value: choice.choice });
    return button;
  });
  const group = element("div", { class: "choices", role: "group", "aria-label": label }, ...buttons);
  markChosen(group, chosen);
  return group;
}

/**
 * Show which button was used; those beside it are used with it, until it may be chosen again.
 *
 * @param {Element} group
 * @param {string[]} chosen tokens
 */
export function markChosen(group, chosen) {
  const buttons = [...group.querySelectorAll("button")];
  const isUsed = buttons.some(({ value }) => chosen.includes(value));
  for (const button of buttons) {
    // Not `disabled`: the focus would fall back to the top of the page.
    button.setAttribute("aria-disabled", String(isUsed));
    button.tabIndex = isUsed ? -1 : 0;
    button.classList.toggle("is-chosen", chosen.includes(button.value));
  }
}
