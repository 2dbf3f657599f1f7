/**
 * The front door's contract as types; docs/openapi.json is its source. Nothing here runs.
 *
 * @typedef {{state: "open"|"closed"|"by_appointment"|"unknown", until: string|null, next_opening: string|null,
 *   text: string}} Hours
 * @typedef {{id: string, type: "phone"|"sms"|"chat"|"web"|"email"|"visit", label: string, value: string,
 *   href: string|null, languages: string[], price: "free"|"normal"|"unknown", hours: Hours,
 *   audience: string|null, warning?: string|null, service_id?: string|null}} ContactCard  service_id: whose it is,
 *   where it stands without its service
 * @typedef {boolean|"depends"|null} Fact  null is unknown, never no
 * @typedef {{id: string, name: string, kind: string, general: boolean, needs: string[], summary: string,
 *   why: string[], contacts: ContactCard[], free: Fact, anonymous: Fact, referral_needed: Fact, walk_in: Fact,
 *   languages: string[], hours: Hours, assured_date: string|null, stale: boolean,
 *   contact_request?: boolean}} ServiceCard
 * @typedef {ServiceCard & {description: string, eligibility_description: string, application_process: string,
 *   organization: string, source_url: string|null, source_date: string|null}} ServiceDetails
 * @typedef {{title: string, choice: string}} Choice
 * @typedef {{type: "text", text: string}} TextPart
 * @typedef {{type: "choices", choices: Choice[]}} ChoicesPart
 * @typedef {{type: "services", services: ServiceCard[]}} ServicesPart
 * @typedef {{type: "danger", kind: string|null, level: "acute"|"concern", contacts: ContactCard[]}} DangerPart
 * @typedef {{type: "help_request", need: string|null, service_id: string|null}} HelpRequestPart
 * @typedef {TextPart|ChoicesPart|ServicesPart|DangerPart|HelpRequestPart} Part
 * @typedef {{conversation_id: string, language: string, status: string, parts: Part[],
 *   understood: Understood, deleted?: boolean, may_be_kept?: boolean}} Reply
 * @typedef {{need: string|null, act: string|null, age: number|null, about: "self"|"child"|"other"|null,
 *   municipality: string|null}} Understood
 * @typedef {{text?: string, choice?: string, conversation_id?: string, language?: string, area?: string}} Message
 * @typedef {{key: string, title: string, choice: string, needs: string[]}} Theme
 * @typedef {{language: string, languages: {code: string, name: string}[], greeting: string, notices: string[],
 *   themes: Theme[], area: {codes: string[]}, texts: Record<string, string>, danger: {text: string, contacts: ContactCard[]}}} Page
 *
 * Help requests, after docs/help-requests.md:
 * @typedef {{language: string, texts: Record<string, string>, needs: {key: string, title: string}[],
 *   about: {key: string, title: string}[], municipalities: {code: string, name: string}[],
 *   longest: Record<string, number>}} RequestForm
 * @typedef {{working_days: number, by: string, text: string}} Promised
 * @typedef {{text: string, source: string}} LegalLimit
 * @typedef {{can_send: boolean, banner: string|null, text: string, promise: Promised|null,
 *   legal_limits: LegalLimit[], cannot_wait: string, trusted_adult: string|null, services: ServiceCard[],
 *   parts?: Part[]}} Route
 * @typedef {{reference: string, banner: string|null, title: string, next_steps: string[], reference_note: string,
 *   legal_limits: LegalLimit[], cannot_wait: string, parts?: Part[]}} Receipt
 */

export {};
