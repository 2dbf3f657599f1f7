import assert from "node:assert/strict";
import { test } from "node:test";

import { DangerWatch } from "../../widget/danger_watch.mjs";

/** A form whose front door answers when the test lets it. */
function begin(message = "") {
  const form = { message };
  const asked = [];
  const answers = [];
  const watch = new DangerWatch(
    () => ({ message: form.message }),
    (texts) => {
      asked.push(texts.message);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    },
  );
  return { form, asked, answers, watch };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("it asks when the typing has rested, once for many letters", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { form, asked, watch } = begin();
  for (const message of ["e", "en", "en jaksa"]) {
    form.message = message;
    watch.wait();
    t.mock.timers.tick(1000);
  }
  assert.deepEqual(asked, []);
  t.mock.timers.tick(500);
  assert.deepEqual(asked, ["en jaksa"]);
});

test("one question is under way, and the last words are asked about", async () => {
  const { form, asked, answers, watch } = begin("yksi");
  watch.look();
  for (const message of ["kaksi", "kolme"]) {
    form.message = message;
    watch.look();
  }
  assert.deepEqual(asked, ["yksi"]);
  answers[0].resolve();
  await settle();
  assert.deepEqual(asked, ["yksi", "kolme"]);
});

test("the same words are asked about once, unless no answer came", async () => {
  const { asked, answers, watch } = begin("apua");
  watch.look();
  answers[0].reject(new Error("lost"));
  await settle();
  watch.look();
  answers[1].resolve();
  await settle();
  watch.look();
  assert.deepEqual(asked, ["apua", "apua"]);
});

test("nothing is asked without words, nor after the form is closed", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { form, asked, watch } = begin("  ");
  watch.look();
  form.message = "apua";
  watch.wait();
  watch.stop();
  t.mock.timers.tick(5000);
  watch.look();
  assert.deepEqual(asked, []);
});
