/** Makes elements; text is always set as text, so nothing that was sent is ever read as markup. */

import { ICONS } from "./icons.mjs";

const SVG = "http://www.w3.org/2000/svg";

/** @typedef {Node|string|null|undefined|false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string|boolean|null|undefined|((event: any) => void)>} [attributes] `on…` listens;
 *   null, undefined and false are left out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(key.slice(2), value);
    } else if ((value ?? false) !== false) {
      made.setAttribute(key, value === true ? "" : /** @type {string} */ (value));
    }
  }
  made.append(.../** @type {(Node|string)[]} */ (children.filter(Boolean)));
  return made;
}

/**
 * A button that does something and looks like any other.
 *
 * @param {string} name of its style
 * @param {string} text
 * @param {(event: MouseEvent) => void} onPress
 * @param {Record<string, string|boolean>} [attributes]
 */
export function pressable(name, text, onPress, attributes = {}) {
  return element("button", { type: "button", class: name, onclick: onPress, ...attributes }, text);
}

/**
 * Drawn as an element: a strict policy of the page around may forbid images from elsewhere.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", ICONS[name]);
  drawing.append(line);
  return drawing;
}

/** @param {string} text for screen readers only */
export function spoken(text) {
  return element("span", { class: "visually-hidden" }, text);
}
