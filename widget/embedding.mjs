/** How a page embeds Kynnys: what its one line of script says, or the element itself. */

const ENTRY = new URL("kynnys.mjs", import.meta.url).href;
// Weather: the page of somebody who was just looking out of the window.
const EXIT = "https://www.ilmatieteenlaitos.fi/";

/**
 * @typedef {{address: string, language: string, area: string|null, exit: string, isLight: boolean,
 *   hasLauncher: boolean}} Embedding  address of the front door, without a slash at its end; exit is where
 *   quick exit leads
 */

/**
 * @param {DOMStringMap} [own] data attributes of an element, which go before those of the script
 * @returns {Embedding}
 */
export function readEmbedding(own = {}) {
  const script = [...document.scripts].find(({ src }) => src.split("?")[0] === ENTRY);
  const { language, area, exit, colours, launcher } = { ...script?.dataset, ...own };
  return {
    address: new URL("..", import.meta.url).href.replace(/\/$/, ""),
    language: language || document.documentElement.lang.slice(0, 2) || "fi",
    area: area || null,
    exit: exit?.startsWith("https://") ? exit : EXIT,
    isLight: colours === "light",
    hasLauncher: launcher !== "none",
  };
}
