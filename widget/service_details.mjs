/** What the catalogue says of a service beyond its card. Loaded on use. */

import { element, spoken } from "./elements.mjs";

/** @typedef {import("./contract.mjs").ServiceDetails} ServiceDetails */
/** @typedef {import("./wording.mjs").Wording} Wording */

/**
 * @param {import("./api_client.mjs").ApiClient} client
 * @param {string} id of the service
 * @param {Wording} wording
 * @throws {import("./api_client.mjs").FrontDoorError}
 */
export async function drawDetails(client, id, wording) {
  const query = new URLSearchParams({ language: wording.language });
  /** @type {ServiceDetails} */
  const details = (await client.fetch(`/v1/services/${encodeURIComponent(id)}?${query}`)).json();
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
