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
    this.known = this.#read();
  }

  /** Whether another page of the tab has kept or forgotten something since this one last did. */
  get isChanged() {
    return this.#read() !== this.known;
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
    try {
      this.storage?.setItem(NAME, JSON.stringify({ ...this.#load(), [name]: value ?? undefined }));
    } catch {
      // Storage may be full or forbidden; the conversation goes on without it.
    }
    this.known = this.#read();
  }

  /** Forget everything. */
  clear() {
    this.storage?.removeItem(NAME);
    this.known = null;
  }

  /** @returns {Record<string, any>} */
  #load() {
    try {
      return JSON.parse(this.#read() ?? "{}");
    } catch {
      return {};
    }
  }

  #read() {
    return this.storage?.getItem(NAME) ?? null;
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
