/** What the elements on one page share: the front door, the tab's session, the language and the page's data. */

import { ApiClient } from "./api_client.mjs";
import { readEmbedding } from "./embedding.mjs";
import { Session } from "./session.mjs";
import { Wordings } from "./wording.mjs";

/** @typedef {import("./contract.mjs").Page} Page */

/** Announces `language` when the person has chosen another one. */
export class Visit extends EventTarget {
  /** @param {import("./embedding.mjs").Embedding} embedding */
  constructor(embedding) {
    super();
    this.embedding = embedding;
    this.client = new ApiClient(embedding.address);
    this.session = new Session();
    /** @type {string} */
    this.language = this.session.get("language") ?? embedding.language;
    /** @type {Promise<Page>|null} */
    this.loading = null;
    /** @type {Wordings|null} */
    this.wordings = null;
    window.addEventListener("pageshow", ({ persisted }) => persisted && this.#drawAnew());
  }

  /** Back shows this page as the browser kept it; what was deleted since must not stand there again. */
  #drawAnew() {
    if (this.session.isChanged) {
      document.documentElement.style.display = "none";
      window.location.reload();
    }
  }

  /**
   * Count each use of a service's contact in there, wherever it is shown.
   *
   * @param {Node} place
   */
  countCalls(place) {
    place.addEventListener("click", ({ target }) => {
      const link = /** @type {any} */ (target).closest("[data-service] a");
      if (link) {
        this.client.countCalled(link.closest("[data-service]").dataset.service, link.closest("[lang]").lang);
      }
    });
  }

  /**
   * @returns {Promise<Page>}
   * @throws {import("./api_client.mjs").FrontDoorError} it may be asked again
   */
  async loadPage() {
    this.loading ??= this.client.getPage(this.language, this.embedding.area);
    try {
      const page = await this.loading;
      this.take(page);
      return page;
    } catch (error) {
      this.loading = null;
      throw error;
    }
  }

  /** @param {Page} page that the server put into its own page, or that was loaded */
  take(page) {
    if (this.wordings?.page === page) {
      return;
    }
    this.language = page.language;
    this.loading = Promise.resolve(page);
    this.wordings = new Wordings(page, this.client);
  }

  /**
   * Go on in another language, also after a reload.
   *
   * @param {string} language
   * @throws {import("./api_client.mjs").FrontDoorError} everything stays as it was
   */
  async speak(language) {
    const page = await this.client.getPage(language, this.embedding.area);
    this.session.set("language", page.language);
    this.take(page);
    this.dispatchEvent(new Event("language"));
  }

  /**
   * Forget everything at once, here and on the server: the person leaves.
   *
   * Of a message whose reply did not come nobody here knows which conversation it began; its key stands for that.
   *
   * @param {{id: string|null, turns: {from: string, state?: string, key?: string}[]}|null} [conversation] where it
   *   is known: storage may be forbidden or full
   */
  abandon(conversation = this.session.get("conversation")) {
    const { id, turns } = conversation ?? {};
    for (const name of [id, ...(turns ?? []).map(({ state, key }) => state !== "sent" && key)]) {
      if (name) {
        this.client.deleteConversation(name, { isLeaving: true }).catch(() => {});
      }
    }
    this.session.clear();
  }

  /**
   * @returns {Wordings}
   * @throws {TypeError} where it is used: no page was loaded yet
   */
  get known() {
    return /** @type {Wordings} */ (this.wordings);
  }

  /** @param {string} path of a page that needs no script */
  findPlain(path) {
    return `${this.embedding.address}/${path}?language=${this.language}`;
  }
}

/** @type {Visit|null} */
let joined = null;

/** @param {DOMStringMap} [own] data attributes of the element; those of the first one hold for the page */
export function joinVisit(own) {
  joined ??= new Visit(readEmbedding(own));
  return joined;
}
