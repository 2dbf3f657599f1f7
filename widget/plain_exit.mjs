/**
 * Leaves a page of plain forms at once; without this script its link leads away all the same.
 *
 * Stands alone: the chat's own quick exit would bring the whole chat along.
 * Source: https://design-system.service.gov.uk/components/exit-this-page/ (seen 2026-11-21).
 */

const PRESSES = 3;
const WITHIN_MS = 5000;

/** @type {number[]} when Shift was pressed, with nothing between */
let presses = [];

/** @param {string} address of another site */
function leave(address) {
  // Hidden first: nothing may stand on the screen while the next page loads.
  document.documentElement.style.setProperty("display", "none", "important");
  document.title = "\u200b";
  try {
    forget();
  } finally {
    // Replaced, so that Back does not lead here.
    window.location.replace(address);
  }
}

/** Take away a conversation that was had in this tab, from here and from the server. */
function forget() {
  const kept = sessionStorage.getItem("kynnys");
  sessionStorage.removeItem("kynnys");
  const { id, turns } = JSON.parse(kept ?? "null")?.conversation ?? {};
  // The key of a message whose reply did not come stands for the conversation that it may have begun.
  const keys = (turns ?? []).map((/** @type {{state?: string, key?: string}} */ { state, key }) => state !== "sent" && key);
  for (const name of [id, ...keys].filter(Boolean)) {
    fetch(`/v1/conversations/${encodeURIComponent(name)}`, { method: "DELETE", keepalive: true }).catch(() => {});
  }
}

/**
 * @param {KeyboardEvent} event
 * @param {string} address
 */
function count(event, address) {
  if (event.key !== "Shift") {
    presses = [];
  } else if (!event.repeat) {
    const now = Date.now();
    presses = [...presses.filter((at) => now - at < WITHIN_MS), now];
    if (presses.length === PRESSES) {
      leave(address);
    }
  }
}

const link = /** @type {HTMLAnchorElement|null} */ (document.querySelector("a.quick-exit"));
if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  document.addEventListener("keydown", (event) => count(event, link.href));
  document.querySelector("#exit-by-keys")?.removeAttribute("hidden");
}
