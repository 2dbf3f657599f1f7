/** The danger contacts of the conversation, kept in view at its top after an alarm. */

import { contactChips } from "./contacts.mjs";
import { element } from "./elements.mjs";

/** @typedef {import("./contract.mjs").DangerPart} DangerPart */

export class KeptDanger {
  /** @param {string} label */
  constructor(label) {
    this.section = element("section", { class: "kept-danger", "aria-label": label, hidden: true });
    /** @type {DangerPart|null} */
    this.part = null;
  }

  /**
   * Keep the contacts of a reply; those of an acute danger are not replaced by those of a concern.
   *
   * @param {import("./contract.mjs").Part[]} parts
   * @param {import("./wording.mjs").Wording} wording
   */
  keep(parts, wording) {
    const part = /** @type {DangerPart|undefined} */ (parts.find(({ type }) => type === "danger"));
    // Without a kind they are the contacts shown to everybody, and no alarm.
    if (!part?.kind || (this.part?.level === "acute" && part.level !== "acute")) {
      return;
    }
    this.part = part;
    this.section.lang = wording.language;
    this.section.dir = wording.direction;
    this.section.classList.toggle("kept-danger--concern", part.level === "concern");
    this.section.replaceChildren(contactChips(part.contacts, wording));
    this.section.hidden = false;
  }

  clear() {
    this.part = null;
    this.section.hidden = true;
    this.section.replaceChildren();
  }
}
