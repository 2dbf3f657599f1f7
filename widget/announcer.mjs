/**
 * Tells screen readers what arrived, from a region of its own. The visible conversation is no live region:
 * it would be read from its beginning again and again.
 *
 * Source: https://github.com/microsoft/BotFramework-WebChat/blob/main/docs/ACCESSIBILITY.md
 */

import { element } from "./elements.mjs";

// Shorter than this, Chrome with TalkBack misses it.
const STAYS_MS = 1500;

export class Announcer {
  constructor() {
    this.region = element("div", { class: "visually-hidden", "aria-live": "polite", "aria-atomic": "false" });
  }

  /**
   * @param {string} text
   * @param {string} language
   */
  announce(text, language) {
    const line = element("p", { lang: language, dir: "auto" }, text);
    this.region.append(line);
    setTimeout(() => line.remove(), STAYS_MS);
  }
}
