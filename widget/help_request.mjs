/** Asking a real person to get in touch: opens the form above everything else. Loaded on use. */

import { HelpRequestDialog } from "./help_request_dialog.mjs";
import { dress } from "./style_sheets.mjs";

/** @typedef {import("./contract.mjs").RequestForm} RequestForm */
/** @typedef {import("./visit.mjs").Visit} Visit */

const SHEETS = ["theme", "base", "contacts", "cards", "chat", "composer", "dialogs", "bar", "help_request"];

// One form at a time: a second press while the first one loads opens no other above it.
let isOpening = false;

/**
 * @param {Visit} visit
 * @param {ShadowRoot} root to be dressed for it
 * @param {() => HTMLElement} findPlace to put the dialog; another one in another language
 * @param {import("./quick_exit.mjs").QuickExit} exit
 * @param {import("./help_request_dialog.mjs").Begun} begun what the form begins with
 * @throws {Error} it could not be loaded; it may be tried again
 */
export async function openHelpRequest(visit, root, findPlace, exit, begun) {
  // Uses of the button are counted apart from those in the chat.
  let opened_from = root.host.localName === "kynnys-help-button" ? "button" : "chat";
  const load = async (/** @type {string} */ language) => {
    const query = new URLSearchParams({ language, area: visit.embedding.area ?? "", opened_from });
    // The same form in another language was opened already.
    opened_from = "again";
    return (await visit.client.fetch(`/v1/help-requests/form?${query}`)).json();
  };
  const { language } = visit;
  // Kynnys' own page is written by the server: when the form is left, the page around it comes in its new language.
  const isOwnPage = /** @type {HTMLElement} */ (root.host).dataset.frame === "page";
  const leave = () => {
    if (visit.language !== language && isOwnPage) {
      window.location.replace(`?${new URLSearchParams({ language: visit.language, area: visit.embedding.area ?? "" })}`);
    }
  };
  const open = async (/** @type {RequestForm} */ form) => {
    const onLanguage = async (/** @type {string} */ other) => {
      const translated = await load(other);
      await visit.speak(other);
      request.onLeave = () => {};
      request.dialog.close();
      const again = await open(translated);
      again.form.goTo(request.form.step);
    };
    const request = new HelpRequestDialog(visit, form, exit, begun, { onLanguage, onLeave: leave, isOwnPage });
    findPlace().append(request.dialog);
    request.dialog.showModal();
    request.ask();
    return request;
  };
  if (isOpening) {
    return;
  }
  isOpening = true;
  try {
    const [form] = await Promise.all([load(visit.known.own.language), dress(root, SHEETS)]);
    await open(form);
  } finally {
    isOpening = false;
  }
}
