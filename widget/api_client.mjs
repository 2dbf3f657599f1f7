/** Talks to the front door. */

/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Page} Page */
/** @typedef {import("./contract.mjs").Part} Part */
/** @typedef {import("./contract.mjs").Reply} Reply */

// The front door answers within 4 seconds; the rest is for a slow network.
const LONGEST_WAIT_MS = 20000;

/** Nothing usable came back. `status` is 0 when the network failed. */
export class FrontDoorError extends Error {
  /**
   * @param {number} status
   * @param {string|null} sentence what the front door says to the person, if it said anything
   * @param {Part[]} parts what there is to show all the same
   * @param {{field: string, message: string}[]} fields of a form that need mending
   * @param {string|null} code
   */
  constructor(status, sentence = null, parts = [], fields = [], code = null) {
    super(`the front door answered ${status || "nothing"}`);
    this.status = status;
    this.sentence = sentence;
    this.parts = parts;
    this.fields = fields;
    this.code = code;
  }
}

export class ApiClient {
  /** @param {string} address of the front door, without a slash at its end; "" is the page's own. */
  constructor(address = "") {
    this.address = address;
  }

  /**
   * Send a message; sent again with the same key and body it is answered once.
   *
   * @param {string} body the message as JSON, kept to the letter for sending it again
   * @param {string} key
   * @returns {Promise<Reply>}
   * @throws {FrontDoorError}
   */
  async sendMessage(body, key) {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": key };
    return (await this.fetch("/v1/messages", { method: "POST", headers, body })).json();
  }

  /**
   * @param {string} language
   * @param {string|null} area
   * @returns {Promise<Page>}
   * @throws {FrontDoorError}
   */
  async getPage(language, area) {
    const query = new URLSearchParams({ language, ...(area ? { area } : {}) });
    return (await this.fetch(`/v1/page?${query}`)).json();
  }

  /**
   * Make the front door and the assistant forget a conversation.
   *
   * @param {string} id or the key of the message that began it, before its reply has told the id
   * @param {{isLeaving?: boolean}} [options] leaving: the request outlives the page
   * @throws {FrontDoorError}
   */
  async deleteConversation(id, { isLeaving = false } = {}) {
    await this.fetch(`/v1/conversations/${encodeURIComponent(id)}`, { method: "DELETE", keepalive: isLeaving });
  }

  /**
   * Count whether an answer was right; that it could not be counted troubles nobody.
   *
   * @param {boolean} helpful
   * @param {string|null} need
   * @param {string} language
   */
  countRight(helpful, need, language) {
    this.#count("/v1/feedback", { helpful, need, language });
  }

  /**
   * Count that a service was contacted.
   *
   * @param {string} service_id
   * @param {string} language
   */
  countCalled(service_id, language) {
    this.#count("/v1/events", { event: "called", service_id, language });
  }

  /**
   * @param {string} path
   * @param {object} counted
   */
  #count(path, counted) {
    this.post(path, counted, { keepalive: true }).catch(() => {});
  }

  /**
   * @param {string} path
   * @param {object} content
   * @param {RequestInit} [options] headers are added to
   * @returns {Promise<{json: () => any}>}
   * @throws {FrontDoorError}
   */
  post(path, content, options = {}) {
    const headers = { "Content-Type": "application/json", ...options.headers };
    return this.fetch(path, { ...options, method: "POST", headers, body: JSON.stringify(content) });
  }

  /**
   * @param {string} path
   * @param {RequestInit} [options]
   * @returns {Promise<{json: () => any}>}
   * @throws {FrontDoorError}
   */
  async fetch(path, options = {}) {
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), LONGEST_WAIT_MS);
    try {
      const response = await fetch(this.address + path, {
        ...options,
        credentials: "omit",
        signal: patience.signal,
      });
      // The body too may break off: it is read while the clock still runs.
      const content = await response.text();
      if (!response.ok) {
        throw toError(response.status, content);
      }
      return { json: () => parse(content) };
    } catch (error) {
      throw error instanceof FrontDoorError ? error : new FrontDoorError(0);
    } finally {
      clearTimeout(timer);
    }
  }
}

/**
 * @param {number} status
 * @param {string} content
 */
function toError(status, content) {
  try {
    const { error, parts, fields } = JSON.parse(content);
    // The proxy knows no language and speaks three: our own sentence is better.
    const sentence = error?.code === "unavailable" ? null : (error?.message ?? null);
    return new FrontDoorError(status, sentence, parts ?? [], fields ?? [], error?.code ?? null);
  } catch {
    return new FrontDoorError(status);
  }
}

/** @param {string} content */
function parse(content) {
  try {
    return JSON.parse(content);
  } catch {
    throw new FrontDoorError(0);
  }
}
