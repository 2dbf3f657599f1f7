import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { QuickExit } from "../../widget/quick_exit.mjs";

let exit;
let left;

beforeEach(() => {
  left = 0;
  exit = new QuickExit("https://example.fi/", () => {});
  exit.leave = () => (left += 1);
});

function press(...keys) {
  keys.forEach((key) => exit.count({ key, repeat: false }));
}

test("Shift three times leaves", () => {
  press("Shift", "Shift", "Shift");
  assert.equal(left, 1);
});

test("capital letters, a held key and slow presses do not", () => {
  press("Shift", "A", "Shift", "B", "Shift", "C");
  exit.count({ key: "Shift", repeat: true });
  exit.count({ key: "Shift", repeat: true });
  assert.equal(left, 0);

  press("x");
  mock.timers.enable({ apis: ["Date"] });
  press("Shift", "Shift");
  mock.timers.tick(6000);
  press("Shift");
  mock.timers.reset();
  assert.equal(left, 0);
});
