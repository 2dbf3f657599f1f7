/**
 * Style sheets for shadow roots. They are constructed, not written into the page: a strict policy of the page
 * around forbids that, and its own styles reach neither way.
 */

/** @type {Map<string, Promise<CSSStyleSheet>>} by name; several names may lead to one sheet that holds them all */
const loading = new Map();

/**
 * @param {ShadowRoot} root
 * @param {string[]} names without their ending, in the order they count
 * @throws {Error} a sheet could not be loaded; it may be asked for again
 */
export async function dress(root, names) {
  if (!root.adoptedStyleSheets) {
    // Safari before 16.4; the page's policy must then allow styles from here.
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = toAddress(names);
    root.prepend(link);
    return;
  }
  const missing = names.filter((name) => !loading.has(name));
  if (missing.length) {
    const begun = fetchSheet(missing);
    missing.forEach((name) => loading.set(name, begun));
    begun.catch(() => missing.forEach((name) => loading.delete(name)));
  }
  const sheets = await Promise.all(names.map((name) => /** @type {Promise<CSSStyleSheet>} */ (loading.get(name))));
  root.adoptedStyleSheets = [...new Set([...root.adoptedStyleSheets, ...sheets])];
}

/** @param {string[]} names */
async function fetchSheet(names) {
  const response = await fetch(toAddress(names), { credentials: "omit" });
  if (!response.ok) {
    throw new Error(`${names}.css: ${response.status}`);
  }
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(await response.text());
  return sheet;
}

/** @param {string[]} names */
function toAddress(names) {
  return new URL(`${names.join("+")}.css`, import.meta.url).href;
}
