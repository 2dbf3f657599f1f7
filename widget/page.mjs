/** Brings the page at "/" to life; each of its controls also works without this script. */

import { HelpNow } from "./help_now.mjs";
import "./kynnys.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { StickySpace } from "./sticky_space.mjs";

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

/** @type {import("./kynnys.mjs").KynnysChat} */
const chat = get("kynnys-chat");
/** @type {HTMLElement} */
const bar = get(".quick-actions");
/** @type {HTMLAnchorElement} */
const exit = get("a.quick-exit");

new QuickExit(exit, () => chat.abandon());
new HelpNow(get(".open-help-now"), get("#help-now"), exit, bar.dataset.close ?? "");
new StickySpace(bar, chat);

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
