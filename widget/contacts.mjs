/** Ways to get in touch, as real links. api/pages/contacts.html draws the same without JavaScript. */

import { element, icon, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").ContactCard} ContactCard */
/** @typedef {import("./wording.mjs").Wording} Wording */

/** @type {Record<ContactCard["type"], string>} */
const VERBS = { visit: "page.visit", phone: "page.call", sms: "page.text", chat: "page.chat", web: "page.web", email: "page.write" };
const SAYS_VALUE = ["phone", "sms"];
// 112 is known by its number.
const LONGEST_SHORT_NUMBER = 3;
// A form of address that a browser may open; anything else would be a mistake in the data.
const SAFE = /^(https:|tel:|sms:|mailto:)/;
const MAP = "https://www.openstreetmap.org/search";

/**
 * @param {ContactCard} contact
 * @param {string} name of what is contacted, for those who hear the link alone
 * @param {Wording} wording
 */
export function contactLink(contact, name, wording) {
  if (!contact.href || !SAFE.test(contact.href)) {
    return placeToVisit(contact, wording);
  }
  const verb = wording.tell(VERBS[contact.type] ?? "page.web");
  const text = SAYS_VALUE.includes(contact.type) ? `${verb} ${contact.value}` : verb;
  return element(
    "a",
    { class: `contact contact--${contact.type}`, href: contact.href, rel: "noreferrer" },
    icon(contact.type),
    element("span", {}, text, spoken(`: ${contact.label || name}`)),
  );
}

/**
 * @param {ContactCard} contact
 * @param {Wording} wording
 */
function placeToVisit({ value }, wording) {
  const map = `${MAP}?${new URLSearchParams({ query: value })}`;
  return element(
    "p",
    { class: "contact-place" },
    icon("visit"),
    element(
      "span",
      {},
      `${wording.tell("page.visit")}: ${value} `,
      element("a", { href: map, rel: "noreferrer" }, wording.tell("widget.map"), spoken(`: ${value}`)),
    ),
  );
}

/**
 * Contacts one below the other, each with what to know before calling.
 *
 * @param {ContactCard[]} contacts
 * @param {Wording} wording
 */
export function contactRows(contacts, wording) {
  const rows = contacts.map((contact) => {
    const { state, text } = contact.hours;
    const served = wording.tellLanguages(contact.languages);
    // The easy form of a language is that language. Some labels say it themselves.
    const isForeign = !contact.languages.includes(wording.language.slice(0, 2)) && !contact.label.endsWith(served);
    return element(
      "li",
      { class: "contact-row", "data-service": contact.service_id },
      element("p", { class: "contact-row__label" }, contact.label),
      element(
        "p",
        { class: "contact-row__facts" },
        state !== "unknown" && element("span", { class: `hours hours--${state}` }, text),
        contact.audience && element("span", {}, contact.audience),
        isForeign && element("span", {}, served),
      ),
      contactLink(contact, contact.label, wording),
    );
  });
  return element("ul", { class: "contact-rows", role: "list" }, ...rows);
}

/**
 * The contacts as small links in a row or two: each number once, 112 first.
 *
 * @param {ContactCard[]} contacts
 * @param {Wording} wording
 */
export function contactChips(contacts, wording) {
  const byAddress = new Map(contacts.map((contact) => [contact.href ?? "", contact]));
  const chips = [...byAddress]
    .filter(([href]) => SAFE.test(href))
    .sort(([, one], [, other]) => Number(isShort(other)) - Number(isShort(one)))
    .map(([, contact]) => element("li", { "data-service": contact.service_id }, contactChip(contact, wording)));
  return element("ul", { role: "list" }, ...chips);
}

/** @param {ContactCard} contact */
function isShort({ type, value }) {
  return SAYS_VALUE.includes(type) && value.length <= LONGEST_SHORT_NUMBER;
}

/**
 * @param {ContactCard} contact
 * @param {Wording} wording
 */
function contactChip(contact, wording) {
  const { type, href, label, value } = contact;
  const verb = wording.tell(VERBS[type] ?? "page.web");
  const seen = isShort(contact)
    ? [type === "sms" && `${wording.tell("page.text_message")} `, value, spoken(`: ${label}`)]
    : [spoken(`${verb}: `), label, SAYS_VALUE.includes(type) && element("span", { class: "chip-value" }, ` ${value}`)];
  return element("a", { href, rel: "noreferrer" }, icon(type), element("span", {}, ...seen));
}
