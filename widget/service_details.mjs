/** "How it goes when you get in touch": what the catalogue says beyond the card, loaded when it is opened. */

import { element, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").ServiceCard} ServiceCard */
/** @typedef {import("./contract.mjs").ServiceDetails} ServiceDetails */
/** @typedef {import("./wording.mjs").Wording} Wording */

/**
 * @param {ServiceCard} service
 * @param {Wording} wording
 * @param {import("./api_client.mjs").ApiClient} client
 */
export function serviceDetails(service, wording, client) {
  const content = element("div", { class: "details__content" });
  const opened = element(
    "details",
    { class: "details" },
    element("summary", {}, wording.tell("page.how_it_goes"), spoken(`: ${service.name}`)),
    content,
  );
  opened.addEventListener("toggle", async () => {
    // Tried anew at every opening until it is there.
    if (!opened.open || content.dataset.isThere) {
      return;
    }
    content.replaceChildren(element("p", {}, wording.tell("widget.loading")));
    try {
      const details = await client.getService(service.id, wording.language);
      content.replaceChildren(...drawDetails(details, wording));
      content.dataset.isThere = "true";
    } catch {
      content.replaceChildren(element("p", { role: "alert" }, wording.tell("widget.details_failed")));
    }
  });
  return opened;
}

/**
 * @param {ServiceDetails} details
 * @param {Wording} wording
 */
function drawDetails(details, wording) {
  const told = [details.application_process, details.description, details.eligibility_description];
  const sentences = told.filter(Boolean).map((text) => element("p", {}, text));
  const source =
    details.source_url?.startsWith("https://") &&
    element("a", { href: details.source_url, rel: "noreferrer" }, wording.tell("page.source"), spoken(`: ${details.name}`));
  return [
    ...(sentences.length ? sentences : [element("p", {}, wording.tell("widget.details_nothing"))]),
    ...(source ? [element("p", {}, source)] : []),
  ];
}
