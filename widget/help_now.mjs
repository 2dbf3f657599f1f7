/** Opens danger contacts that are already there: needs no bot, no network and no understanding. */

import { contactRows } from "./contacts.mjs";
import { element, pressable } from "./elements.mjs";

/** @typedef {import("./wording.mjs").Wording} Wording */

export class HelpNow {
  /**
   * @param {HTMLElement} control
   * @param {Node} place to put the dialog
   * @param {{heading: string, contents: Node[], closeLabel: string, exit: HTMLElement}} shown `exit`: the page's
   *   own is out of reach while the dialog is open
   */
  constructor(control, place, { heading, contents, closeLabel, exit }) {
    const close = pressable("plain-button", closeLabel, () => this.dialog.close());
    this.dialog = element(
      "dialog",
      { class: "panel--danger", "aria-label": heading },
      ...contents,
      element("div", { class: "dialog__buttons" }, close, exit),
    );
    place.appendChild(this.dialog);
    control.setAttribute("aria-haspopup", "dialog");
    control.addEventListener("click", (event) => {
      // A jump to the section would add an entry to the browser's history.
      event.preventDefault();
      this.dialog.showModal();
    });
  }
}

/**
 * What the page's data has for everybody, whatever is said.
 *
 * @param {import("./contract.mjs").Page} page
 * @param {Wording} wording
 */
export function drawHelp(page, wording) {
  return [
    element("h2", {}, wording.tell("page.help_now_heading")),
    element("p", {}, page.danger.text),
    contactRows(page.danger.contacts, wording),
  ];
}
