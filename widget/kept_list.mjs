/** The services a person wants to keep, as long as the tab is open. Draws nothing. */

/** @typedef {import("./contract.mjs").ServiceCard} ServiceCard */
/** @typedef {{service: ServiceCard, language: string}} Kept */

/** Announces `change`. */
export class KeptList extends EventTarget {
  /** @param {import("./session.mjs").Session} session */
  constructor(session) {
    super();
    this.session = session;
  }

  /** @returns {Kept[]} */
  get all() {
    return this.session.get("kept") ?? [];
  }

  /** @param {string} id */
  has(id) {
    return this.all.some(({ service }) => service.id === id);
  }

  /**
   * Keep it, or take it from the list.
   *
   * @param {ServiceCard} service
   * @param {string} language of the card
   */
  toggle(service, language) {
    const others = this.all.filter((kept) => kept.service.id !== service.id);
    this.session.set("kept", this.has(service.id) ? others : [...others, { service, language }]);
    this.dispatchEvent(new Event("change"));
  }
}
