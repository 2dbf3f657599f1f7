import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";

import { beginHelpButton } from "../../widget/help_button_element.mjs";
import { StandinElement, standInForDocument } from "./standins.mjs";

standInForDocument();
afterEach(() => mock.restoreAll());

const PAGE = JSON.stringify({ language: "fi", languages: [], texts: { "page.open_chat": "Avaa" } });

/** The front door answers each request for the page's data by what comes next here; null is no network. */
function answerWith(...answers) {
  mock.method(globalThis, "fetch", async () => {
    const answer = answers.shift();
    if (answer === null) {
      throw new TypeError("lost");
    }
    return new Response(answer);
  });
}

test("another copy of its code goes on with the button that the first one began", async () => {
  answerWith(null, PAGE);
  const host = new StandinElement("kynnys-help-button");
  await assert.rejects(beginHelpButton(host));
  assert.deepEqual(host.shadowRoot.querySelectorAll("slot").length, 1);

  const another = await import("../../widget/help_button_element.mjs?another");
  assert.notEqual(another.beginHelpButton, beginHelpButton);
  await another.beginHelpButton(host);
  const [container] = host.shadowRoot.querySelectorAll("div");
  assert.equal(container.querySelectorAll("button")[0].textContent, "Avaa");
});

test("a browser that has its styles by a link keeps them", async () => {
  answerWith(PAGE);
  const host = new StandinElement("kynnys-help-button");
  await beginHelpButton(host);

  assert.deepEqual(host.shadowRoot.children.map(({ localName }) => localName), ["link", "div"]);
  assert.match(host.shadowRoot.children[0].href, /theme\+base\+composer\+launcher\.css$/);
});
