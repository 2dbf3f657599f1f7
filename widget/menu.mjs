/** What is needed now and then: language, kept services, a contact request, and how things are. */

import { element, pressable } from "./elements.mjs";

/** @typedef {import("./wording.mjs").Wording} Wording */

/**
 * @param {import("./contract.mjs").Page} page
 * @param {Wording} wording
 * @param {{hasLanguages: boolean, visit: import("./visit.mjs").Visit, kept: import("./kept_list.mjs").KeptList,
 *   onLanguage: (language: string) => Promise<void>, onKept: () => void, onRequest: () => void}} given
 */
export function drawMenu(page, wording, { hasLanguages, visit, kept, onLanguage, onKept, onRequest }) {
  const keptButton = pressable("plain-button", "", onKept, { "aria-haspopup": "dialog" });
  const count = () => {
    keptButton.textContent = `${wording.tell("widget.kept_heading")} (${kept.all.length})`;
  };
  kept.addEventListener("change", count);
  count();
  const link = (/** @type {string} */ path, /** @type {string} */ key) =>
    element("p", {}, element("a", { href: visit.findPlain(path), rel: "noreferrer" }, wording.tell(key)));
  return element(
    "section",
    { class: "menu", part: "menu", "aria-label": wording.tell("widget.menu"), hidden: true },
    hasLanguages && drawLanguages(page, wording, onLanguage),
    element(
      "div",
      { class: "choices" },
      keptButton,
      pressable("plain-button", wording.tell("choice.contact_me"), onRequest, { "aria-haspopup": "dialog" }),
    ),
    link("help-request/status", "page.check_request"),
    element("p", {}, wording.tell("page.privacy_note")),
    element("p", {}, `${wording.tell("page.quick_exit_explained")} ${wording.tell("page.quick_exit_shift")}`),
    link("", "widget.plain_page"),
  );
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
