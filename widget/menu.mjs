/** What is needed now and then: language, kept services, a contact request, and how things are. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./wording.mjs").Wording} Wording */

const NOTE = "kynnys-leaves";

/**
 * @param {import("./contract.mjs").Page} page
 * @param {Wording} wording
 * @param {{exit: import("./quick_exit.mjs").QuickExit|null, visit: import("./visit.mjs").Visit,
 *   kept: import("./kept_list.mjs").KeptList, onLanguage: (language: string) => Promise<void>, onKept: () => void, onRequest: () => void}} given  `exit` where the page around is a city's
 */
export function drawMenu(page, wording, { exit, visit, kept, onLanguage, onKept, onRequest }) {
  const keptButton = pressable("plain-button", "", onKept, { "aria-haspopup": "dialog" });
  const count = () => {
    keptButton.textContent = `${wording.tell("widget.kept_heading")} (${kept.all.length})`;
  };
  kept.addEventListener("change", count);
  count();
  const link = (/** @type {string} */ path, /** @type {string} */ key) =>
    element("p", {}, linkOut(visit.findPlain(path), wording.tell(key), exit, NOTE));
  return element(
    "section",
    { class: "menu", part: "menu", "aria-label": wording.tell("widget.menu"), hidden: true },
    exit && drawLanguages(page, wording, onLanguage),
    element(
      "div",
      { class: "choices" },
      keptButton,
      pressable("plain-button", wording.tell("choice.contact_me"), onRequest, { "aria-haspopup": "dialog" }),
    ),
    element("p", {}, wording.tell("page.privacy_note")),
    element("p", {}, `${wording.tell("page.quick_exit_explained")} ${wording.tell("page.quick_exit_shift")}`),
    exit && element("p", { id: NOTE }, wording.tell("widget.leaves_chat")),
    link("", "widget.plain_page"),
    link("help-request/status", "page.check_request"),
  );
}

/**
 * A link to one of Kynnys' plain pages. From a city's page it leaves like the quick exit: what was written there
 * would stay behind Back, where the quick exit of the plain page, on another site, could not delete it.
 *
 * @param {string} address
 * @param {string} text
 * @param {import("./quick_exit.mjs").QuickExit|null} exit where the page around is a city's
 * @param {string} note id of what says so there
 */
export function linkOut(address, text, exit, note) {
  const link = element("a", { href: address, rel: "noreferrer", "aria-describedby": exit && note }, text);
  exit?.attach(link);
  return link;
}

/**
 * @param {import("./contract.mjs").Page} page
 * @param {Wording} wording
 * @param {(language: string) => Promise<void>} onLanguage
 */
export function drawLanguages(page, wording, onLanguage) {
  const failure = element("p", { role: "alert" });
  const switchTo = async (/** @type {string} */ code) => {
    failure.textContent = "";
    try {
      await onLanguage(code);
    } catch {
      failure.textContent = wording.tell("widget.language_failed");
    }
  };
  const buttons = page.languages.map(({ code, name }) =>
    pressable("plain-button", name, () => switchTo(code), {
      lang: code,
      "data-language": code,
      "aria-pressed": String(code === wording.language),
    }),
  );
  return element(
    "div",
    { class: "choices", role: "group", "aria-label": wording.tell("page.language") },
    ...buttons,
    failure,
  );
}
