import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { Shelf } from "./standins.mjs";

afterEach(() => mock.restoreAll());

/** A plain page with its link, and what the tab has kept of a conversation. */
async function begin(conversation) {
  let press = () => {};
  const link = { href: "https://example.fi/", addEventListener: (_, listener) => (press = listener) };
  const shelf = new Shelf();
  shelf.setItem("kynnys", JSON.stringify({ conversation }));
  const left = [];
  const standins = {
    document: {
      documentElement: { style: { setProperty() {} } },
      querySelector: (selector) => (selector === "a.quick-exit" ? link : null),
      addEventListener() {},
    },
    window: { location: { replace: (address) => left.push(address) } },
    sessionStorage: shelf,
  };
  for (const [name, value] of Object.entries(standins)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  const fetched = mock.method(globalThis, "fetch", async () => new Response());
  await import("../../widget/plain_exit.mjs");
  press({ preventDefault() {} });
  return { left, shelf, deleted: fetched.mock.calls.map(({ arguments: [address] }) => address) };
}

test("who leaves a plain form has every conversation deleted that may have begun", async () => {
  const turns = [
    { from: "person", state: "failed", key: "lost" },
    { from: "person", state: "sent", key: "answered" },
    { from: "kynnys", parts: [] },
  ];
  const { left, shelf, deleted } = await begin({ id: "c1", turns });

  assert.deepEqual(deleted, ["/v1/conversations/c1", "/v1/conversations/lost"]);
  assert.deepEqual(left, ["https://example.fi/"]);
  assert.equal(shelf.items.size, 0);
});
