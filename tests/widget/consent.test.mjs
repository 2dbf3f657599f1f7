import assert from "node:assert/strict";
import { test } from "node:test";

import { findMessage } from "../../widget/consent.mjs";
import { Conversation } from "../../widget/conversation.mjs";
import { Session } from "../../widget/session.mjs";
import { FrontDoor, REPLY, Shelf } from "./standins.mjs";

const UNCLEAR = { ...REPLY, status: "nothing_fits", may_be_kept: true };

function begin(...answers) {
  const shelf = new Shelf();
  const conversation = new Conversation(new FrontDoor(...answers), new Session(shelf), { language: "fi", area: null });
  return { conversation, shelf };
}

test("the words that may be kept are those the newest reply answers", async () => {
  const { conversation } = begin(UNCLEAR, UNCLEAR);
  await conversation.say("yksi");
  const [, first] = conversation.turns;
  assert.equal(findMessage(conversation, first), "yksi");

  await conversation.say("kaksi");
  assert.equal(findMessage(conversation, first), null);
  assert.equal(findMessage(conversation, conversation.turns.at(-1)), "kaksi");
});

test("nothing may be kept unless the front door says so", async () => {
  const { conversation } = begin(REPLY, { ...UNCLEAR, may_be_kept: false });
  for (const text of ["yksi", "kaksi"]) {
    await conversation.say(text);
    assert.equal(findMessage(conversation, conversation.turns.at(-1)), null);
  }
});

test("a reply that no written message stands before is asked nothing about", () => {
  const { conversation } = begin();
  conversation.receive(UNCLEAR);
  assert.equal(findMessage(conversation, conversation.turns[0]), null);
});

test("a reload asks about the newest message still", async () => {
  const { conversation, shelf } = begin(UNCLEAR);
  await conversation.say("yksi");
  const later = new Conversation(new FrontDoor(), new Session(shelf), { language: "fi", area: null });
  later.restore();
  assert.equal(findMessage(later, later.turns.at(-1)), "yksi");
});
