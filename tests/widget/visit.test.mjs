import assert from "node:assert/strict";
import { mock, test } from "node:test";

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

test("a page that Back brings as it was is loaded anew only when something on it was deleted since", () => {
  const standins = { documentElement: { style: {} } };
  const reload = mock.fn();
  globalThis.document = standins;
  globalThis.window.location = { reload };
  const { visit } = begin();
  const shelf = new Shelf();
  visit.session = new Session(shelf);
  const comeBack = (persisted) => globalThis.window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));

  comeBack(true);
  assert.equal(reload.mock.callCount(), 0, "nobody wrote here");
  visit.session.set("open", true);
  comeBack(true);
  assert.equal(reload.mock.callCount(), 0, "it is still there");
  shelf.removeItem("kynnys");
  comeBack(false);
  assert.equal(reload.mock.callCount(), 0, "it was loaded just now");
  comeBack(true);
  assert.equal(reload.mock.callCount(), 1);
  assert.equal(standins.documentElement.style.display, "none");
  visit.session.clear();
  comeBack(true);
  assert.equal(reload.mock.callCount(), 1, "deleted here, and seen to be");
});

test("what an earlier page of the tab kept is changed by a later one, whatever it keeps instead", () => {
  const shelf = new Shelf();
  new Session(shelf).set("conversation", { turns: ["isä lyö"] });
  const earlier = new Session(shelf);
  assert.equal(earlier.isChanged, false);

  const later = new Session(shelf);
  later.clear();
  assert.equal(earlier.isChanged, true, "deleted");
  later.set("open", null);
  assert.equal(earlier.isChanged, true, "deleted, and the panel closed");
  later.set("conversation", { turns: ["moi"] });
  assert.equal(earlier.isChanged, true, "deleted, and begun anew");
  assert.equal(later.isChanged, false);
});

test("nothing counts as changed where nothing can be kept", () => {
  const full = new Session({ getItem: () => null, setItem: () => assert.fail("full"), removeItem: () => {} });
  full.set("open", true);
  assert.equal(full.isChanged, false);
});

test("the use of a contact is counted by the service and the language around it", () => {
  const { visit } = begin();
  const place = new EventTarget();
  visit.client.countCalled = mock.fn();
  visit.countCalls(place);
  const press = (link) => {
    const event = new Event("click");
    Object.defineProperty(event, "target", { value: { closest: () => link } });
    place.dispatchEvent(event);
  };
  const around = { "[data-service]": { dataset: { service: "x" } }, "[lang]": { lang: "sv" } };
  press({ closest: (selector) => around[selector] });
  press(null);

  assert.deepEqual(visit.client.countCalled.mock.calls.map((call) => call.arguments), [["x", "sv"]]);
});
