/**
 * Keeps the conversation for a reload in the same tab, and for nothing else: sessionStorage ends with the tab.
 * Families and schools share devices, so nothing is written to localStorage or cookies.
 */

const NAME = "kynnys";

/** What is kept, each under its own name: "conversation", "language", "open", "kept", "request". */
export class Session {
  /** @param {Storage} [storage] */
  constructor(storage) {
    this.storage = storage ?? findStorage();
    this.isUsed = false;
  }

  /** Whether all that this page kept was forgotten on another page of the tab, which somebody left quickly. */
  get isGone() {
    return this.isUsed && !this.storage?.getItem(NAME);
  }

  /**
   * @param {string} name
   * @returns {any} what was kept, or null
   */
  get(name) {
    return this.#load()[name] ?? null;
  }

  /**
   * @param {string} name
   * @param {unknown} value null forgets it
   */
  set(name, value) {
    this.isUsed = true;
    try {
      this.storage?.setItem(NAME, JSON.stringify({ ...this.#load(), [name]: value ?? undefined }));
    } catch {
      // Storage may be full or forbidden; the conversation goes on without it.
    }
  }

  /** Forget everything. */
  clear() {
    this.isUsed = false;
    this.storage?.removeItem(NAME);
  }

  /** @returns {Record<string, any>} */
  #load() {
    try {
      const kept = this.storage?.getItem(NAME);
      this.isUsed ||= Boolean(kept);
      return JSON.parse(kept ?? "{}");
    } catch {
      return {};
    }
  }
}

/** @returns {Storage|null} null where the browser forbids it */
function findStorage() {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}
