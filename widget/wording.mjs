/** The sentences of the page, in the language of each reply. */

/** @typedef {import("./contract.mjs").Page} Page */

const RIGHT_TO_LEFT = ["ar", "fa", "he", "ur"];

/**
 * @param {string} language
 * @returns {"rtl"|"ltr"}
 */
export function directionOf(language) {
  return RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr";
}

/** The texts of one language. */
export class Wording {
  /**
   * @param {string} language
   * @param {Record<string, string>} texts
   */
  constructor(language, texts) {
    this.language = language;
    this.texts = texts;
    this.direction = directionOf(language);
  }

  /**
   * @param {string} key
   * @param {Record<string, string>} [values] for the places in braces
   * @returns {string} the sentence; empty when it was never written
   */
  tell(key, values = {}) {
    return (this.texts[key] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
  }

  /** @param {string[]} codes of languages that a service serves in */
  tellLanguages(codes) {
    const names = codes.map((code) => this.texts[`facts.language.${code}`] ?? code);
    if (!names.length) {
      return "";
    }
    const list = new Intl.ListFormat(this.language, { type: "conjunction" }).format(names);
    return this.tell("page.served_in", { languages: list });
  }

  /**
   * @template Told
   * @param {Told} told parts or cards, perhaps days ago
   * @returns {Told} the same; hours whose time has passed since are unknown
   */
  refresh(told) {
    return JSON.parse(JSON.stringify(told), (_, value) =>
      Date.parse(value?.until ?? value?.next_opening) < Date.now()
        ? { ...value, state: "unknown", text: this.tell("page.hours_unknown") }
        : value,
    );
  }

  /** @param {string} date as 2026-11-21 */
  tellDate(date) {
    return new Intl.DateTimeFormat(this.language, { timeZone: "UTC" }).format(new Date(date));
  }
}

/** Loads the texts of further languages on use. */
export class Wordings {
  /**
   * @param {Page} page in the language of the page
   * @param {import("./api_client.mjs").ApiClient} client
   */
  constructor(page, client) {
    this.page = page;
    this.client = client;
    this.own = new Wording(page.language, page.texts);
    /** @type {Map<string, Promise<Wording>>} */
    this.others = new Map();
  }

  /**
   * @param {string} language
   * @returns {Wording|Promise<Wording>} at once in the page's own language; when another one cannot be
   *   had, in the page's own
   */
  find(language) {
    // Cards are written in the supported languages; in a reply in any other they are in English.
    const code = this.page.languages.some((offered) => offered.code === language) ? language : "en";
    if (code === this.own.language) {
      return this.own;
    }
    const known = this.others.get(code);
    if (known) {
      return known;
    }
    const loading = this.client.getPage(code, null).then(
      (page) => new Wording(page.language, page.texts),
      () => {
        this.others.delete(code);
        return this.own;
      },
    );
    this.others.set(code, loading);
    return loading;
  }
}
