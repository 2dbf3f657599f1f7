/** Opens the danger contacts that stand in the page itself: needs no bot, no network and no understanding. */

import { element } from "./elements.mjs";

export class HelpNow {
  /**
   * @param {HTMLElement} control
   * @param {HTMLElement} section with the contacts
   * @param {HTMLElement} exit is out of reach while the dialog is open, so the dialog has one too
   * @param {string} closeLabel
   */
  constructor(control, section, exit, closeLabel) {
    const content = /** @type {HTMLElement} */ (section.cloneNode(true));
    const heading = content.querySelector("h2");
    for (const copy of [content, ...content.querySelectorAll("[id]")]) {
      copy.removeAttribute("id");
    }
    const close = element(
      "button",
      { type: "button", class: "plain-button", onclick: () => this.dialog.close() },
      closeLabel,
    );
    this.dialog = /** @type {HTMLDialogElement} */ (
      element(
        "dialog",
        { class: "panel--danger", "aria-label": heading?.textContent },
        ...content.childNodes,
        element("div", { class: "dialog__buttons" }, close, exit.cloneNode(true)),
      )
    );
    document.body.append(this.dialog);
    control.setAttribute("aria-haspopup", "dialog");
    control.addEventListener("click", (event) => {
      // A jump to the section would add an entry to the browser's history.
      event.preventDefault();
      this.dialog.showModal();
    });
  }
}
