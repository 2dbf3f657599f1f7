/** Brings the page at "/" to life; each of its controls also works without this script. */

import "./kynnys.mjs";
import { HelpNow } from "./help_now.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { joinVisit } from "./visit.mjs";
// Loaded beside, not after: this page always shows the chat.
import "./chat.mjs";

/** An element that every page has is not there: the template and this script do not belong together. */
class PageError extends Error {}

/**
 * @template {Element} T
 * @param {string} selector
 * @returns {T}
 */
function get(selector) {
  const found = document.querySelector(selector);
  if (!found) {
    throw new PageError(`the page has no ${selector}`);
  }
  return /** @type {T} */ (found);
}

/** @type {import("./chat_element.mjs").KynnysChat} */
const chat = get("kynnys-chat");
/** @type {HTMLElement} */
const bar = get(".quick-actions");
/** @type {HTMLAnchorElement} */
const exitLink = get("a.quick-exit");
/** @type {HTMLElement} */
const help = get("#help-now");

const exit = new QuickExit(exitLink.href, () => chat.abandon());
exit.attach(exitLink);
exit.listen(document);

const contents = /** @type {HTMLElement} */ (help.cloneNode(true));
for (const copy of contents.querySelectorAll("[id]")) {
  copy.removeAttribute("id");
}
new HelpNow(get(".open-help-now"), document.body, {
  heading: contents.querySelector("h2")?.textContent ?? "",
  contents: [...contents.childNodes],
  closeLabel: bar.dataset.close ?? "",
  exit: exit.makeLink(exitLink.textContent?.trim() ?? ""),
});

// The chat's own contacts are counted there.
joinVisit(chat.dataset).countCalls(document);

new ResizeObserver(() => {
  const isKept = getComputedStyle(bar).position === "sticky";
  document.documentElement.style.setProperty("--bar-height", `${isKept ? bar.offsetHeight : 0}px`);
}).observe(bar);

for (const link of document.querySelectorAll("a[data-language]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    // Replaced: the page adds no entries to the browser's history. The conversation outlives the reload.
    window.location.replace(/** @type {HTMLAnchorElement} */ (link).href);
  });
}

get(".skip-link").addEventListener("click", (event) => {
  event.preventDefault();
  chat.focusField();
});
