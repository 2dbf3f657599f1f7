/**
 * Keeps the conversation for a reload in the same tab, and for nothing else: sessionStorage ends with the tab.
 * Families and schools share devices, so nothing is written to localStorage or cookies.
 */

const NAME = "kynnys.conversation";

export class Session {
  /** @returns {Record<string, any>|null} what was kept, if it can be read */
  load() {
    try {
      return JSON.parse(sessionStorage.getItem(NAME) ?? "null");
    } catch {
      return null;
    }
  }

  /** @param {Record<string, any>} state */
  save(state) {
    try {
      sessionStorage.setItem(NAME, JSON.stringify(state));
    } catch {
      // Storage may be full or forbidden; the conversation goes on without it.
    }
  }

  clear() {
    try {
      sessionStorage.removeItem(NAME);
    } catch {
      // Where storage is forbidden nothing was kept.
    }
  }
}
