/**
 * Leaves the page at once: by its link, or by Shift three times (Esc would stop the next page's loading).
 *
 * Source: https://design-system.service.gov.uk/components/exit-this-page/ (seen 2026-11-21).
 */

import { element, icon } from "./elements.mjs";

const PRESSES = 3;
const WITHIN_MS = 5000;

export class QuickExit {
  /**
   * @param {string} address of another site
   * @param {() => void} onLeave what to clear before leaving
   */
  constructor(address, onLeave) {
    this.address = address;
    this.onLeave = onLeave;
    /** @type {number[]} when Shift was pressed, with nothing between */
    this.presses = [];
  }

  /** @param {string} label */
  makeLink(label) {
    const link = element("a", { class: "quick-exit", href: this.address, rel: "noreferrer nofollow" }, label, icon("exit"));
    this.attach(link);
    return link;
  }

  /**
   * Let a link leave like this: nothing stays, and Back does not lead here.
   *
   * @param {HTMLAnchorElement} link leads there also without this script
   */
  attach(link) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      this.leave(link.href);
    });
  }

  /** @param {EventTarget} keys where Shift is listened for */
  listen(keys) {
    keys.addEventListener("keydown", (event) => this.count(/** @type {KeyboardEvent} */ (event)));
  }

  /** @param {string} [address] */
  leave(address = this.address) {
    // Hidden first: nothing may stand on the screen while the next page loads.
    document.documentElement.style.setProperty("display", "none", "important");
    document.title = "\u200b";
    window.speechSynthesis?.cancel();
    try {
      this.onLeave();
    } finally {
      // Replaced, so that Back does not lead here.
      window.location.replace(address);
    }
  }

  /** @param {Pick<KeyboardEvent, "key"|"repeat">} event */
  count(event) {
    if (event.key !== "Shift") {
      this.presses = [];
    } else if (!event.repeat) {
      const now = Date.now();
      this.presses = [...this.presses.filter((at) => now - at < WITHIN_MS), now];
      if (this.presses.length === PRESSES) {
        this.leave();
      }
    }
  }
}
