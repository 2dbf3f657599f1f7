/** Makes elements; text is always set as text, so nothing that was sent is ever read as markup. */

/**
 * @param {string} name
 * @param {Record<string, string|boolean|null|undefined|((event: any) => void)>} [attributes] `on…` listens;
 *   null, undefined and false are left out
 * @param {...(Node|string|null|undefined|false)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(key.slice(2), value);
    } else if (value !== null && value !== undefined && value !== false) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** @param {string} name of the icon in icons.css */
export function icon(name) {
  return element("span", { class: `icon icon--${name}`, "aria-hidden": "true" });
}

/** @param {string} text for screen readers only */
export function spoken(text) {
  return element("span", { class: "visually-hidden" }, text);
}
