/** What is always in reach at the top of the chat: 112, help at once, the way out, the menu. */

import { element, icon, pressable, spoken } from "./elements.mjs";

/** @typedef {import("./wording.mjs").Wording} Wording */
/** @typedef {"panel"|"block"|"page"} Frame  opened by the launcher; inside a city's page; on Kynnys' own page,
 *   which has these links itself */

export class Bar {
  /**
   * @param {Wording} wording
   * @param {Frame} frame
   * @param {{exit: HTMLElement, menu: HTMLElement, onClose: () => void}} parts
   */
  constructor(wording, frame, { exit, menu, onClose }) {
    this.menu = menu;
    this.menuButton = iconButton("menu", wording.tell("widget.menu"), () => this.toggleMenu());
    this.help = element("button", { class: "open-help-now", type: "button" }, wording.tell("page.help_now"));
    const close = frame === "panel" && iconButton("close", wording.tell("page.close_chat"), onClose);
    const call = element("a", { class: "call-112", href: "tel:112" }, icon("phone"), `${wording.tell("page.call")} 112`);
    this.section = element(
      "div",
      { class: `bar bar--${frame}`, part: "bar" },
      element("div", { class: "bar__title" }, frame === "panel" && element("h2", {}, "Kynnys"), this.menuButton, close),
      frame !== "page" &&
        element(
          "div",
          { class: "bar__quick", role: "group", "aria-label": wording.tell("page.in_emergency") },
          call,
          this.help,
          exit,
        ),
    );
    this.#showMenu(false);
  }

  toggleMenu() {
    this.#showMenu(this.menu.hidden);
  }

  /** @returns {boolean} whether there was a menu to close */
  closeMenu() {
    if (this.menu.hidden) {
      return false;
    }
    this.#showMenu(false);
    this.menuButton.focus();
    return true;
  }

  /** @param {boolean} isShown */
  #showMenu(isShown) {
    this.menu.hidden = !isShown;
    this.menuButton.setAttribute("aria-expanded", String(isShown));
    if (isShown) {
      this.menu.scrollIntoView({ block: "start" });
    }
  }
}

/**
 * @param {"menu"|"close"} name
 * @param {string} label
 * @param {() => void} onPress
 */
function iconButton(name, label, onPress) {
  const button = pressable("icon-button", "", onPress, { title: label });
  button.append(icon(name), spoken(label));
  return button;
}
