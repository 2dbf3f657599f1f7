import assert from "node:assert/strict";
import { test } from "node:test";

import { Wording, Wordings } from "../../widget/wording.mjs";

const PAGE = { language: "fi", languages: [{ code: "fi" }, { code: "sv" }, { code: "en" }], texts: { a: "suomi" } };

test("places in braces are filled, and an unknown key is nothing rather than its name", () => {
  const wording = new Wording("fi", { hello: "Hei {name}, {other}." });

  assert.equal(wording.tell("hello", { name: "sinä" }), "Hei sinä, .");
  assert.equal(wording.tell("missing"), "");
});

test("languages are listed as people list them", () => {
  const texts = { "page.served_in": "Palvelee {languages}", "facts.language.fi": "suomeksi", "facts.language.sv": "ruotsiksi" };

  assert.equal(new Wording("fi", texts).tellLanguages(["fi", "sv"]), "Palvelee suomeksi ja ruotsiksi");
  assert.equal(new Wording("fi", texts).tellLanguages([]), "");
});

test("hours that were true once are unknown when their time has passed", () => {
  const wording = new Wording("fi", { "page.hours_unknown": "Tarkista" });
  const tell = (hours) => wording.refresh([{ contacts: [{ hours }], text: "muu" }])[0].contacts[0].hours;
  const open = { state: "open", until: "2020-01-01T16:00:00+02:00", next_opening: null, text: "Auki nyt" };
  const closed = { state: "closed", until: null, next_opening: "2020-01-01T16:00:00+02:00", text: "Nyt kiinni" };

  for (const hours of [open, closed]) {
    assert.deepEqual(tell(hours), { ...hours, state: "unknown", text: "Tarkista" });
  }
  for (const hours of [
    { ...open, until: null },
    { ...open, until: "2999-01-01T16:00:00+02:00" },
    { ...closed, next_opening: "2999-01-01T16:00:00+02:00" },
    { ...closed, next_opening: null },
  ]) {
    assert.deepEqual(tell(hours), hours);
  }
});

test("Arabic runs from right to left", () => {
  assert.equal(new Wording("ar", {}).direction, "rtl");
  assert.equal(new Wording("sv", {}).direction, "ltr");
});

test("another language is loaded once, a failed one again, and meanwhile the page's own serves", async () => {
  let asked = 0;
  const client = {
    getPage: async (language) => {
      asked += 1;
      if (asked === 1) {
        throw new Error("lost");
      }
      return { language, texts: { a: "svenska" } };
    },
  };
  const wordings = new Wordings(PAGE, client);

  assert.equal((await wordings.find("sv")).language, "fi");
  assert.equal((await wordings.find("sv")).language, "sv");
  assert.equal((await wordings.find("sv")).tell("a"), "svenska");
  assert.equal(asked, 2);
  assert.equal(wordings.find("fi").language, "fi");
});

test("a reply in a language that is not offered has its cards in English", async () => {
  const client = { getPage: async (language) => ({ language, texts: {} }) };

  assert.equal((await new Wordings(PAGE, client).find("so")).language, "en");
});
