/** What the catalogue says of a service beyond its card. Loaded on use. */

import { element, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").ServiceDetails} ServiceDetails */
/** @typedef {import("./wording.mjs").Wording} Wording */

/**
 * @param {ServiceDetails} details
 * @param {Wording} wording
 */
export function drawDetails(details, wording) {
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
