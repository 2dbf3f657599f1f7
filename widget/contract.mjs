/**
 * The front door's contract as types; docs/openapi.json is its source. Nothing here runs.
 *
 * @typedef {{state: "open"|"closed"|"by_appointment"|"unknown", until: string|null, next_opening: string|null,
 *   text: string}} Hours
 * @typedef {{id: string, type: "phone"|"sms"|"chat"|"web"|"email"|"visit", label: string, value: string,
 *   href: string|null, languages: string[], price: "free"|"normal"|"unknown", hours: Hours,
 *   audience: string|null}} ContactCard
 * @typedef {boolean|"depends"|null} Fact  null is unknown, never no
 * @typedef {{id: string, name: string, kind: string, general: boolean, needs: string[], summary: string,
 *   why: string[], contacts: ContactCard[], free: Fact, anonymous: Fact, referral_needed: Fact, walk_in: Fact,
 *   languages: string[], hours: Hours, assured_date: string|null, stale: boolean}} ServiceCard
 * @typedef {{title: string, choice: string}} Choice
 * @typedef {{type: "text", text: string}} TextPart
 * @typedef {{type: "choices", choices: Choice[]}} ChoicesPart
 * @typedef {{type: "services", services: ServiceCard[]}} ServicesPart
 * @typedef {{type: "danger", kind: string|null, level: "acute"|"concern", contacts: ContactCard[]}} DangerPart
 * @typedef {{type: "help_request", need: string|null, service_id: string|null}} HelpRequestPart
 * @typedef {TextPart|ChoicesPart|ServicesPart|DangerPart|HelpRequestPart} Part
 * @typedef {{conversation_id: string, language: string, status: string, parts: Part[],
 *   understood: {act: string|null}}} Reply
 * @typedef {{text?: string, choice?: string, conversation_id?: string, language?: string, area?: string}} Message
 * @typedef {{key: string, title: string, choice: string, needs: string[]}} Theme
 * @typedef {{language: string, languages: {code: string, name: string}[], greeting: string, notices: string[],
 *   themes: Theme[], texts: Record<string, string>, danger: {text: string, contacts: ContactCard[]}}} Page
 */

export {};
