import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";

import { ApiClient, FrontDoorError } from "../../widget/api_client.mjs";

const client = new ApiClient("https://kynnys.example");

beforeEach(() => mock.method(globalThis, "fetch", async () => new Response("{}")));
afterEach(() => mock.restoreAll());

function answer(content, status = 200) {
  globalThis.fetch.mock.mockImplementation(async () => new Response(content, { status }));
}

test("a message is sent to the front door with its key and no cookies", async () => {
  await client.sendMessage('{"text":"hei"}', "key");

  const [address, options] = globalThis.fetch.mock.calls[0].arguments;
  assert.equal(address, "https://kynnys.example/v1/messages");
  assert.equal(options.headers["Idempotency-Key"], "key");
  assert.equal(options.credentials, "omit");
  assert.equal(options.body, '{"text":"hei"}');
});

test("an error carries its sentence, its parts and its fields", async () => {
  const fields = [{ field: "reach", message: "Anna yksi" }];
  answer(JSON.stringify({ error: { code: "help_request_invalid", message: "Korjaa" }, parts: [{ type: "danger" }], fields }), 422);

  await assert.rejects(client.post("/v1/help-requests", {}), (error) => {
    assert.ok(error instanceof FrontDoorError);
    assert.equal(error.sentence, "Korjaa");
    assert.equal(error.code, "help_request_invalid");
    assert.deepEqual(error.fields, fields);
    assert.equal(error.parts.length, 1);
    return true;
  });
});

test("half an answer, no answer and a page of a proxy are all the network's failure", async () => {
  answer("{");
  await assert.rejects(client.sendMessage("{}", "k"), { status: 0 });
  globalThis.fetch.mock.mockImplementation(async () => {
    throw new TypeError("lost");
  });
  await assert.rejects(client.getPage("fi", null), { status: 0 });
  answer("<html>", 502);
  await assert.rejects(client.getPage("fi", null), { status: 502, sentence: null });
  answer('{"error": {"code": "unavailable", "message": "in three languages"}}', 502);
  await assert.rejects(client.getPage("fi", null), { status: 502, sentence: null });
});

test("a count that fails troubles nobody", async () => {
  answer("", 500);
  client.countRight(true, "bullying", "fi");
  client.countCalled("x", "fi");
  await new Promise((resolve) => setTimeout(resolve, 5));

  assert.deepEqual(JSON.parse(globalThis.fetch.mock.calls[0].arguments[1].body), {
    helpful: true,
    need: "bullying",
    language: "fi",
  });
});
