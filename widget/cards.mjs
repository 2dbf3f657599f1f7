/** Service cards. api/pages/cards.html draws the same without JavaScript. */

import { contactLink } from "./contacts.mjs";
import { element, pressable, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").ServiceCard} ServiceCard */
/** @typedef {import("./wording.mjs").Wording} Wording */
/**
 * @typedef {{client: import("./api_client.mjs").ApiClient, kept: import("./kept_list.mjs").KeptList,
 *   onRequest: (service: ServiceCard) => void}} CardTools  what the buttons of a card need
 */

// Field, and the keys for yes, depends and no. Unknown is left out: it must never read as "no".
const FACTS = /** @type {const} */ ([
  ["free", "page.free", "page.free_depends", "page.not_free"],
  ["anonymous", "page.anonymous", "page.anonymous_depends", "page.not_anonymous"],
  ["referral_needed", "page.referral_needed", "page.referral_depends", "page.no_referral"],
  ["walk_in", "page.walk_in", "page.walk_in_depends", "page.not_walk_in"],
]);

/**
 * @param {ServiceCard[]} services
 * @param {Wording} wording
 * @param {CardTools} tools
 */
export function serviceCards(services, wording, tools) {
  return element(
    "ul",
    {
      class: "cards",
      role: "list",
      lang: wording.language,
      dir: wording.direction,
      "aria-label": wording.tell("page.services_heading"),
    },
    ...services.map((service) => element("li", {}, serviceCard(service, wording, tools))),
  );
}

/**
 * @param {ServiceCard} service
 * @param {Wording} wording
 * @param {CardTools} tools
 */
export function serviceCard(service, wording, tools) {
  const audience = findCommonAudience(service);
  const facts = tellFacts(service, wording).map((fact) => element("li", {}, fact));
  return element(
    "article",
    { class: "card", part: "card" },
    element("h3", { class: "card__name", dir: "auto" }, service.name),
    element("p", { class: "card__summary", dir: "auto" }, service.summary),
    service.why.length > 0 &&
      element(
        "p",
        { class: "card__why" },
        element("strong", {}, `${wording.tell("page.why")}:`),
        ` ${service.why.join(". ")}.`.replace(/\.\.+$/, "."),
      ),
    facts.length > 0 && element("ul", { class: "card__facts", role: "list" }, ...facts),
    element(
      "p",
      { class: "card__when" },
      element("span", { class: `hours hours--${service.hours.state}` }, service.hours.text),
      element("span", {}, wording.tellLanguages(service.languages)),
      audience && element("span", {}, audience),
    ),
    element(
      "ul",
      { class: "card__contacts", role: "list", "data-service": service.id },
      ...service.contacts.map((contact) =>
        element("li", {}, contactLink(contact, service.name, wording), contactNote(contact, service, audience, wording)),
      ),
    ),
    detailsOf(service, wording, tools.client),
    element("div", { class: "card__tools" }, ...cardButtons(service, wording, tools)),
    element("p", { class: "card__fresh" }, tellFreshness(service, wording)),
  );
}

/**
 * "How it goes when you get in touch": loaded when it is opened, and tried anew until it is there.
 *
 * @param {ServiceCard} service
 * @param {Wording} wording
 * @param {CardTools["client"]} client
 */
function detailsOf(service, wording, client) {
  const content = element("div", { class: "details__content" });
  const summary = element("summary", {}, wording.tell("page.how_it_goes"), spoken(`: ${service.name}`));
  const details = element("details", { class: "details" }, summary, content);
  let isThere = false;
  details.addEventListener("toggle", async () => {
    if (!details.open || isThere) {
      return;
    }
    content.replaceChildren(element("p", {}, wording.tell("widget.loading")));
    try {
      const { drawDetails } = await import("./service_details.mjs");
      content.replaceChildren(...(await drawDetails(client, service.id, wording)));
      isThere = true;
    } catch {
      content.replaceChildren(element("p", { role: "alert" }, wording.tell("widget.details_failed")));
    }
  });
  return details;
}

/**
 * @param {ServiceCard} service
 * @param {Wording} wording
 * @param {CardTools} tools
 */
function cardButtons(service, wording, { kept, onRequest }) {
  const name = () => spoken(`: ${service.name}`);
  const keep = pressable("small-button", wording.tell("widget.keep"), () => kept.toggle(service, wording.language));
  keep.append(name());
  const show = () => keep.setAttribute("aria-pressed", String(kept.has(service.id)));
  kept.addEventListener("change", show);
  show();
  if (!service.contact_request) {
    return [keep];
  }
  const request = pressable("small-button", wording.tell("choice.contact_me"), () => onRequest(service), {
    "aria-haspopup": "dialog",
  });
  request.append(name());
  return [request, keep];
}

/**
 * For whom the service is when all its contacts are for the same; else each contact says it.
 *
 * @param {ServiceCard} service
 */
function findCommonAudience({ contacts }) {
  const audience = contacts[0]?.audience ?? null;
  return contacts.every((contact) => contact.audience === audience) ? audience : null;
}

/**
 * What sets this contact apart from the service as a whole.
 *
 * @param {import("./contract.mjs").ContactCard} contact
 * @param {ServiceCard} service
 * @param {string|null} audience of the whole service
 * @param {Wording} wording
 */
function contactNote(contact, service, audience, wording) {
  const notes = [];
  if (contact.label && contact.label !== service.name) {
    notes.push(contact.label);
  }
  if (contact.hours.state !== "unknown" && contact.hours.text !== service.hours.text) {
    notes.push(contact.hours.text);
  }
  if (contact.audience && contact.audience !== audience) {
    notes.push(contact.audience);
  }
  if (contact.warning) {
    notes.push(contact.warning);
  }
  if (contact.type === "phone" && contact.price === "normal") {
    notes.push(wording.tell("page.call_normal"));
  }
  if (contact.type === "phone" && contact.price === "free" && service.free !== true) {
    notes.push(wording.tell("page.call_free"));
  }
  return notes.length
    ? element("p", { class: "contact-note" }, ...notes.map((note) => element("span", {}, note)))
    : null;
}

/**
 * @param {ServiceCard} service
 * @param {Wording} wording
 * @returns {string[]}
 */
function tellFacts(service, wording) {
  return FACTS.flatMap(([field, yes, depends, no]) => {
    const fact = service[field];
    return (fact ?? null) === null ? [] : [wording.tell(fact === true ? yes : fact === "depends" ? depends : no)];
  });
}

/**
 * @param {ServiceCard} service
 * @param {Wording} wording
 */
function tellFreshness(service, wording) {
  const checked = service.assured_date
    ? wording.tell("page.checked", { date: wording.tellDate(service.assured_date) })
    : wording.tell("page.not_checked");
  const sentences = service.stale ? [checked, wording.tell("page.stale")] : [checked];
  return sentences.map((sentence) => sentence.replace(/\.?$/, ".")).join(" ");
}
