/**
 * Leaves the page at once: by its button, or by Shift three times (Esc would stop the next page's loading).
 *
 * Source: https://design-system.service.gov.uk/components/exit-this-page/ (seen 2026-11-21).
 */

const EXIT = "quick-exit";
const PRESSES = 3;
const WITHIN_MS = 5000;

export class QuickExit {
  /**
   * @param {HTMLAnchorElement} link leads to the other site also without this script; copies of it work too
   * @param {() => void} onLeave what to clear before leaving
   */
  constructor(link, onLeave) {
    this.link = link;
    this.onLeave = onLeave;
    this.presses = 0;
    this.firstPressAt = 0;
    document.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest(`.${EXIT}`)) {
        event.preventDefault();
        this.leave();
      }
    });
    document.addEventListener("keydown", (event) => this.#count(event));
  }

  leave() {
    // Hidden first: nothing may stand on the screen while the next page loads.
    document.documentElement.classList.add("is-leaving");
    document.title = "\u200b";
    try {
      this.onLeave();
    } finally {
      // Replaced, so that Back does not lead here.
      window.location.replace(this.link.href);
    }
  }

  /** @param {KeyboardEvent} event */
  #count(event) {
    if (event.key !== "Shift") {
      this.presses = 0;
      return;
    }
    if (event.repeat) {
      return;
    }
    const now = Date.now();
    if (this.presses === 0 || now - this.firstPressAt > WITHIN_MS) {
      this.presses = 0;
      this.firstPressAt = now;
    }
    this.presses += 1;
    if (this.presses === PRESSES) {
      this.leave();
    }
  }
}
