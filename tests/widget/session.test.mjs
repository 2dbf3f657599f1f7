import assert from "node:assert/strict";
import { test } from "node:test";

import { KeptList } from "../../widget/kept_list.mjs";
import { Session } from "../../widget/session.mjs";
import { Shelf } from "./standins.mjs";

test("each thing is kept under its name and forgotten together", () => {
  const shelf = new Shelf();
  const session = new Session(shelf);
  session.set("language", "sv");
  session.set("open", true);
  session.set("open", null);

  assert.equal(new Session(shelf).get("language"), "sv");
  assert.equal(session.get("open"), null);
  session.clear();
  assert.equal(shelf.items.size, 0);
});

test("a full, forbidden or broken storage stops nobody", () => {
  const full = new Shelf();
  full.setItem = () => {
    throw new Error("full");
  };
  const session = new Session(full);
  session.set("language", "sv");
  assert.equal(session.get("language"), null);

  const broken = new Shelf();
  broken.setItem("kynnys", "{");
  assert.equal(new Session(broken).get("language"), null);
});

test("a service is kept once and taken away again", () => {
  const list = new KeptList(new Session(new Shelf()));
  let changes = 0;
  list.addEventListener("change", () => (changes += 1));
  list.toggle({ id: "a" }, "fi");
  assert.equal(list.has("a"), true);
  list.toggle({ id: "a" }, "fi");

  assert.deepEqual(list.all, []);
  assert.equal(changes, 2);
});
