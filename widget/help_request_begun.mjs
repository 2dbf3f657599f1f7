/** What the form begins with: what was typed before, what the conversation understood, and its dangers. */

/**
 * All that was answered in this tab: where a button beside the chat opens the form, its dangers are found there.
 *
 * @param {{turns?: import("./conversation.mjs").Turn[]}|null} conversation as it was kept
 */
export function listParts(conversation) {
  return (conversation?.turns ?? []).flatMap((turn) => (turn.from === "kynnys" ? turn.parts : []));
}

/**
 * What was begun before, for what the form is opened for now: asked for another service or matter, only what was
 * typed stays. Nobody has consented to the new one yet.
 *
 * @typedef {{values?: Record<string, any>, key?: string, service_id: string|null, need: string|null}} Draft  `need`
 *   and `service_id` as the form was opened with them
 * @param {Draft|null} draft
 * @param {import("./conversation.mjs").Known} known
 * @param {string|null} serviceId
 * @returns {Draft}
 */
export function takeUp(draft, known, serviceId) {
  const isSameNeed = !known.need || known.need === draft?.need;
  if (draft && isSameNeed && (!serviceId || serviceId === draft.service_id)) {
    return draft;
  }
  const need = known.need ?? null;
  const values = draft && { ...draft.values, ...(need ? { need } : {}), may_hand_over: false, consent: false };
  return { ...draft, values: values ?? {}, service_id: serviceId, need };
}

/**
 * What the form begins with: what was typed before, else what was understood in the conversation.
 *
 * @param {import("./contract.mjs").RequestForm} form
 * @param {import("./conversation.mjs").Known} known
 * @param {Record<string, any>} [typed]
 * @returns {Record<string, any>}
 */
export function fill(form, known, typed) {
  const place = form.municipalities.find(({ name }) => name === known.municipality);
  return {
    need: known.need ?? "",
    about: known.about ?? "",
    age: known.age === undefined ? "" : String(known.age),
    municipality: place?.code ?? known.municipality ?? "",
    ...typed,
  };
}
