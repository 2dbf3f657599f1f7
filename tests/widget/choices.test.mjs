import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceButtons, markChosen } from "../../widget/choices.mjs";
import { standInForDocument } from "./standins.mjs";

standInForDocument();

const CHOICES = [
  { title: "Kyllä", choice: "yes" },
  { title: "En", choice: "no" },
];

/** @param {string[]} chosen before a reload */
function begin(chosen) {
  const pressed = [];
  const group = choiceButtons(CHOICES, "Valitse", chosen, ({ choice }) => pressed.push(choice));
  return { pressed, group, buttons: group.querySelectorAll("button") };
}

test("a used button and those beside it do nothing until it may be chosen again", () => {
  const { pressed, group, buttons } = begin(["yes"]);
  const [yes, no] = buttons;
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [-1, -1]);
  assert.deepEqual(buttons.map(({ classes }) => classes.has("is-chosen")), [true, false]);
  yes.press();
  no.press();
  assert.deepEqual(pressed, []);

  markChosen(group, []);
  assert.deepEqual(buttons.map(({ tabIndex }) => tabIndex), [0, 0]);
  assert.equal(yes.classes.size, 0);
  no.press();
  assert.deepEqual(pressed, ["no"]);
});

test("what was chosen in another reply uses up nothing here", () => {
  const { pressed, buttons } = begin(["theme:money"]);
  buttons[0].press();
  assert.deepEqual(pressed, ["yes"]);
});
