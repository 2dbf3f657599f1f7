import assert from "node:assert/strict";
import test from "node:test";

import { FrontDoorError } from "../../widget/api_client.mjs";
import { Conversation } from "../../widget/conversation.mjs";
import { Session } from "../../widget/session.mjs";
import { Visit } from "../../widget/visit.mjs";
import { FrontDoor, REPLY, Shelf } from "./standins.mjs";

const EMBEDDING = { address: "", language: "fi", area: null, exit: "https://example.fi", isLight: false, hasLauncher: true };

/** @param {...any} answers */
function begin(...answers) {
  const visit = new Visit(EMBEDDING);
  const door = new FrontDoor(...answers);
  visit.session = new Session(new Shelf());
  visit.client = door;
  return { visit, door, conversation: new Conversation(door, visit.session, { language: "fi", area: null }) };
}

test("who leaves before the first reply has the conversation deleted by the keys of the messages", async () => {
  const { visit, door, conversation } = begin(new FrontDoorError(0), new Promise(() => {}));
  await conversation.say("yksi");
  conversation.say("kaksi");
  visit.abandon();

  assert.deepEqual(door.deleted, door.sent.map(({ key }) => key));
  assert.equal(door.deleted.length, 2);
  assert.equal(visit.session.get("conversation"), null);
});

test("who leaves later has it deleted by its id, also where nothing could be stored", async () => {
  const { visit, door, conversation } = begin(REPLY);
  await conversation.say("yksi");
  visit.session.clear();
  visit.abandon(conversation);

  assert.deepEqual(door.deleted, ["c1"]);
});

test("who leaves after a lost first reply has both conversations deleted that may have begun", async () => {
  const { visit, door, conversation } = begin(new FrontDoorError(0), REPLY);
  await conversation.say("yksi");
  await conversation.say("kaksi");
  visit.abandon();

  assert.deepEqual(door.deleted, ["c1", door.sent[0].key]);
});

test("who leaves before writing has nothing to delete", () => {
  const { visit, door } = begin();
  visit.abandon();

  assert.deepEqual(door.deleted, []);
});
