/**
 * Style sheets for shadow roots. They are constructed, not written into the page: a strict policy of the page
 * around forbids that, and its own styles reach neither way.
 */

/** @type {Map<string, Promise<CSSStyleSheet>>} */
const loading = new Map();

/**
 * @param {ShadowRoot} root
 * @param {string[]} names without their ending, in the order they count
 * @throws {Error} a sheet could not be loaded; it may be asked for again
 */
export async function dress(root, names) {
  if (!root.adoptedStyleSheets) {
    // Safari before 16.4; the page's policy must then allow styles from here.
    root.prepend(...names.map(toLink));
    return;
  }
  const sheets = await Promise.all(names.map(load));
  const added = sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet));
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, ...added];
}

/** @param {string} name */
function load(name) {
  const known = loading.get(name);
  if (known) {
    return known;
  }
  const begun = fetchSheet(name);
  loading.set(name, begun);
  begun.catch(() => loading.delete(name));
  return begun;
}

/** @param {string} name */
async function fetchSheet(name) {
  const response = await fetch(toAddress(name), { credentials: "omit" });
  if (!response.ok) {
    throw new Error(`${name}.css was answered with ${response.status}`);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}

/** @param {string} name */
function toLink(name) {
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = toAddress(name);
  return link;
}

/** @param {string} name */
function toAddress(name) {
  return new URL(`${name}.css`, import.meta.url).href;
}
