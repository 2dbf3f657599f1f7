/** The danger contacts of the form: above the step, with the shortest way to them kept in view. */

import { Announcer } from "./announcer.mjs";
import { contactRows } from "./contacts.mjs";
import { element } from "./elements.mjs";
import { KeptDanger } from "./kept_danger.mjs";
import { tellDanger } from "./replies.mjs";

/** @typedef {import("./contract.mjs").DangerPart} DangerPart */

export class RequestDanger {
  /** @param {import("./wording.mjs").Wording} wording */
  constructor(wording) {
    this.wording = wording;
    this.heading = wording.tell("page.help_now_heading");
    this.announcer = new Announcer();
    this.kept = new KeptDanger(this.heading);
    this.section = element("div", { class: "request__danger" });
    /** @type {DangerPart|null} */
    this.part = null;
  }

  /**
   * Show the contacts and leave them there, told politely. Whoever writes goes on writing: no focus moves.
   *
   * @param {import("./contract.mjs").Part[]} parts
   */
  show(parts) {
    const part = /** @type {DangerPart|undefined} */ (parts.find(({ type }) => type === "danger"));
    if (!part || isSame(part, this.part) || (this.part?.level === "acute" && part.level !== "acute")) {
      return;
    }
    const { wording } = this;
    const texts = parts.flatMap((other) => (other.type === "text" ? [other.text] : []));
    this.part = part;
    this.kept.keep(parts, wording);
    this.section.replaceChildren(
      element(
        "div",
        { class: `danger danger--${part.level}` },
        element("h3", {}, this.heading),
        ...texts.map((text) => element("p", {}, text)),
        contactRows(part.contacts, wording),
      ),
    );
    this.announcer.announce([tellDanger(part, wording), ...texts].join(" "), wording.language);
    // What came above must not push the words being written out of sight.
    const place = /** @type {ShadowRoot|Document} */ (this.section.getRootNode());
    place.activeElement?.scrollIntoView({ block: "nearest" });
  }
}

/**
 * @param {DangerPart} part
 * @param {DangerPart|null} shown
 */
function isSame(part, shown) {
  const describe = (/** @type {DangerPart|null} */ danger) =>
    danger && [danger.kind, danger.level, ...danger.contacts.map(({ id }) => id)].join();
  return describe(part) === describe(shown);
}
