import assert from "node:assert/strict";
import { test } from "node:test";

import { FrontDoorError } from "../../widget/api_client.mjs";
import { Conversation } from "../../widget/conversation.mjs";
import { deleteConversation } from "../../widget/deletion.mjs";
import { Session } from "../../widget/session.mjs";
import { FrontDoor, REPLY, Shelf } from "./standins.mjs";

const PLACE = { language: "fi", area: "049" };
const YES = { title: "Kyllä", choice: "token" };
const OFFER = { ...REPLY, parts: [{ type: "choices", choices: [YES] }] };
const WISH = { need: null, act: "delete_my_data", age: null, about: null, municipality: null };

function begin(...answers) {
  const door = new FrontDoor(...answers);
  const session = new Session(new Shelf());
  return { door, session, conversation: new Conversation(door, session, PLACE) };
}

test("a message goes out with language, area and a key of its own", async () => {
  const { door, conversation } = begin(REPLY, REPLY);
  await conversation.say("yksi");
  await conversation.say("kaksi");

  const [first, second] = door.sent.map(({ body }) => JSON.parse(body));
  assert.deepEqual(first, { text: "yksi", language: "fi", area: "049" });
  assert.equal(second.conversation_id, "c1");
  assert.notEqual(door.sent[0].key, door.sent[1].key);
});

test("what was lost goes out again to the letter, with the same key", async () => {
  const { door, conversation } = begin(new FrontDoorError(0), REPLY);
  await conversation.say("apua");
  assert.equal(conversation.turns[0].state, "failed");
  await conversation.resend(conversation.turns[0]);

  assert.deepEqual(door.sent[0], door.sent[1]);
  assert.equal(conversation.turns[0].state, "sent");
});

test("only what the network lost is sent by itself when the network is back", async () => {
  const refused = begin(new FrontDoorError(422), REPLY);
  await refused.conversation.say("apua");
  refused.conversation.catchUp();
  assert.equal(refused.door.sent.length, 1);

  const lost = begin(new FrontDoorError(0), REPLY);
  await lost.conversation.say("apua");
  lost.conversation.catchUp();
  assert.equal(lost.door.sent.length, 2);
});

test("nothing is sent while a reply is awaited", async () => {
  const { door, conversation } = begin(REPLY);
  const sending = conversation.say("yksi");
  conversation.say("kaksi");
  await sending;

  assert.equal(door.sent.length, 1);
});

test("what was understood is remembered, and nothing unknown replaces it", async () => {
  const later = { ...REPLY, understood: { need: null, act: null, age: null, about: "self", municipality: null } };
  const { conversation } = begin(REPLY, later);
  await conversation.say("yksi");
  await conversation.say("kaksi");

  assert.deepEqual(conversation.known, { need: "bullying", age: 14, municipality: "Espoo", about: "self" });
});

test("a reload goes on where the tab was", async () => {
  const { session, conversation } = begin(REPLY);
  await conversation.say("yksi");
  conversation.keepDraft("kesken");
  const again = new Conversation(new FrontDoor(), session, PLACE);
  again.restore();

  assert.equal(again.turns.length, 2);
  assert.equal(again.draft, "kesken");
  assert.deepEqual(again.known, conversation.known);
});

test("a message that was on its way at the reload goes out again with its key", async () => {
  const { door, session, conversation } = begin(new Promise(() => {}));
  conversation.say("yksi");
  const nextDoor = new FrontDoor(REPLY);
  new Conversation(nextDoor, session, PLACE).restore();

  assert.deepEqual(nextDoor.sent, door.sent);
});

test("a reply to what was said before a deletion is dropped", async () => {
  let answer = () => {};
  const { conversation, session } = begin(new Promise((resolve) => (answer = () => resolve(REPLY))));
  const sending = conversation.say("yksi");
  conversation.clear({ isConfirmed: false });
  answer();
  await sending;

  assert.deepEqual(conversation.turns, []);
  assert.equal(session.get("conversation"), null);
});

test("a conversation whose first reply is awaited or was lost is deleted by the id that its key brings", async () => {
  for (const first of [new Promise(() => {}), new FrontDoorError(0), new FrontDoorError(502)]) {
    const { door, conversation } = begin(first, REPLY);
    const sending = conversation.say("apua");
    if (first instanceof Error) {
      await sending;
    }
    await deleteConversation(conversation);

    assert.deepEqual(door.sent[1], door.sent[0]);
    assert.deepEqual(door.deleted, ["c1"]);
    assert.deepEqual(conversation.turns, []);
  }
});

test("nothing is called deleted while nobody knows what the server holds", async () => {
  const { door, conversation } = begin(new FrontDoorError(0), new FrontDoorError(0));
  await conversation.say("apua");
  await assert.rejects(deleteConversation(conversation), FrontDoorError);

  assert.deepEqual(door.deleted, []);
  assert.equal(conversation.turns.length, 1);
});

test("a message that was refused began nothing, and is not sent again to delete it", async () => {
  const { door, conversation } = begin(new FrontDoorError(422));
  await conversation.say("apua");
  await deleteConversation(conversation);

  assert.equal(door.sent.length, 1);
  assert.deepEqual(conversation.turns, []);
});

test("a choice that the front door refuses may be made again, also after a reload", async () => {
  for (const [status, chosen] of [[422, []], [503, ["token"]]]) {
    const { session, conversation } = begin(OFFER, new FrontDoorError(status));
    await conversation.say("hei");
    const [, turn] = conversation.turns;

    await conversation.choose(YES, turn);
    assert.deepEqual(turn.chosen, chosen);
    assert.deepEqual(session.get("conversation").turns[1].chosen, chosen);
  }
});

test("a choice that was lost and is refused when sent again may be made again, also after a reload", async () => {
  const { session, conversation } = begin(OFFER, OFFER, new FrontDoorError(0), new FrontDoorError(422));
  await conversation.say("hei");
  await conversation.choose(YES, conversation.turns[1]);
  await conversation.choose(YES, conversation.turns[3]);
  assert.deepEqual(conversation.turns[3].chosen, ["token"]);
  const changed = [];
  conversation.addEventListener("change", ({ detail: { turn } }) => changed.push(turn));
  await conversation.resend(conversation.turns[4]);

  assert.ok(changed.includes(conversation.turns[3]));
  const chosen = session.get("conversation").turns.map((turn) => turn.chosen);
  assert.deepEqual(chosen, [undefined, ["token"], undefined, [], undefined]);
});

test("a mistake of our own leaves no message unsettled, and is told to those who mend it", async (t) => {
  const told = t.mock.method(console, "error", () => {});
  const { conversation } = begin(OFFER, new TypeError("ours"));
  await conversation.say("hei");
  await conversation.choose(YES, conversation.turns[1]);

  assert.equal(conversation.turns[2].state, "failed");
  assert.equal(conversation.isWaiting, false);
  assert.equal(told.mock.callCount(), 1);
});

test("words that the bot says it deleted are kept nowhere", async () => {
  const { session, conversation } = begin(REPLY, { ...REPLY, understood: WISH, deleted: true });
  let cleared = 0;
  conversation.addEventListener("cleared", () => (cleared += 1));
  await conversation.say("salaisuus");
  await conversation.say("poista tietoni");

  assert.doesNotMatch(JSON.stringify(session.get("conversation")), /salaisuus|poista tietoni|bullying/);
  assert.equal(cleared, 1);
  assert.equal(conversation.turns.length, 1);
});

test("a question whether to delete deletes nothing", async () => {
  const { session, conversation } = begin(REPLY, { ...REPLY, understood: WISH });
  session.set("kept", ["linja"]);
  session.set("request", { values: { message: "kesken" } });
  await conversation.say("salaisuus");
  await conversation.say("ota se kuva pois");

  assert.equal(conversation.turns.length, 4);
  assert.equal(conversation.known.need, "bullying");
  assert.match(JSON.stringify(session.get("conversation")), /salaisuus/);
  assert.deepEqual([session.get("kept"), session.get("request").values.message], [["linja"], "kesken"]);
});

test("a message taken back is a draft again", async () => {
  const { conversation } = begin(new FrontDoorError(413));
  await conversation.say("pitkä");
  conversation.takeBack(conversation.turns[0]);

  assert.deepEqual(conversation.turns, []);
  assert.equal(conversation.draft, "pitkä");
});

test("a message taken back stands before what was written since", async () => {
  const { conversation } = begin(new FrontDoorError(413));
  await conversation.say("pitkä");
  conversation.keepDraft("ja vielä");
  conversation.takeBack(conversation.turns[0]);

  assert.equal(conversation.draft, "pitkä\nja vielä");
});

test("a judgement is counted by need and language alone", async () => {
  const { door, conversation } = begin(REPLY);
  await conversation.say("yksi");
  conversation.judge(conversation.turns[1], true);

  assert.deepEqual(door.judged, [[true, "bullying", "sv"]]);
});
