/** What was said, what is under way, and what failed. Draws nothing. */

import { FrontDoorError } from "./api_client.mjs";

/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Part} Part */
/** @typedef {import("./contract.mjs").Reply} Reply */

/**
 * @typedef {{from: "person", text: string, language: string, state: "waiting"|"sent"|"failed",
 *   failure: {status: number, sentence: string|null}|null, body: string, key: string}} PersonTurn
 * @typedef {{from: "kynnys", language: string, parts: Part[], chosen: string[], need: string|null,
 *   isRight: boolean|null, mayBeKept?: boolean}} KynnysTurn  isRight: what the person said of it; mayBeKept: staff
 *   may be let read what it answers
 * @typedef {PersonTurn|KynnysTurn} Turn
 * @typedef {{need?: string, age?: number, about?: string, municipality?: string}} Known  of the person, as far
 *   as it was understood
 * @typedef {CustomEvent<{turn?: Turn, isRestored?: boolean, isWaiting?: boolean, isConfirmed?: boolean}>
 *   } ConversationEvent  something happened in the conversation
 */

/** Announces `turn` (a new one), `change` (of one), `waiting` and `cleared`, each as a ConversationEvent. */
export class Conversation extends EventTarget {
  // Replies to what was said before a deletion are dropped.
  #generation = 0;

  /**
   * @param {import("./api_client.mjs").ApiClient} client
   * @param {import("./session.mjs").Session} session
   * @param {{language: string, area: string|null}} place
   */
  constructor(client, session, { language, area }) {
    super();
    this.client = client;
    this.session = session;
    this.language = language;
    this.area = area;
    this.draft = "";
    this.isWaiting = false;
    /** @type {string|null} */
    this.id = null;
    /** @type {Turn[]} */
    this.turns = [];
    /** @type {Known} */
    this.known = {};
  }

  /** Take up what the same tab held before a reload; what was on its way then is sent again, not twice. */
  restore() {
    const kept = this.session.get("conversation");
    if (!kept || !Array.isArray(kept.turns)) {
      return;
    }
    Object.assign(this, kept);
    for (const turn of this.turns) {
      this.#tell("turn", { turn, isRestored: true });
    }
    const last = this.turns.at(-1);
    if (last?.from === "person" && last.state === "waiting") {
      last.state = "failed";
      this.resend(last);
    }
  }

  /** The network is back: what it lost goes out again, with its key. */
  catchUp() {
    const last = this.turns.at(-1);
    if (last?.from === "person" && last.failure?.status === 0) {
      this.resend(last);
    }
  }

  /**
   * Take back a message that can't be sent as it is; the person mends it, before what was written since.
   *
   * @param {PersonTurn} turn
   */
  takeBack(turn) {
    this.turns = this.turns.filter((other) => other !== turn);
    this.keepDraft([turn.text, this.draft].join("\n").trim());
  }

  /**
   * @param {KynnysTurn} turn
   * @param {boolean} isRight
   */
  judge(turn, isRight) {
    turn.isRight = isRight;
    this.#save();
    this.client.countRight(isRight, turn.need, turn.language);
  }

  /** @param {string} text */
  say(text) {
    return this.#begin(text, { text });
  }

  /**
   * @param {import("./contract.mjs").Choice} choice
   * @param {KynnysTurn} [turn] that offered it
   */
  choose({ title, choice }, turn) {
    if (turn && !this.isWaiting) {
      turn.chosen.push(choice);
      this.#tell("change", { turn });
    }
    return this.#begin(title, { choice });
  }

  /**
   * Let a choice that the front door takes no more be made again, or another beside it.
   *
   * @param {PersonTurn} turn by which it was sent
   */
  #free({ body }) {
    const { choice } = JSON.parse(body);
    for (const turn of [...this.turns].reverse()) {
      if (turn.from === "kynnys" && turn.chosen.includes(choice)) {
        turn.chosen = turn.chosen.filter((other) => other !== choice);
        this.#tell("change", { turn });
        return;
      }
    }
  }

  /** @param {PersonTurn} turn */
  async resend(turn) {
    if (this.isWaiting || turn.state !== "failed") {
      return;
    }
    turn.state = "waiting";
    turn.failure = null;
    this.#tell("change", { turn });
    await this.#send(turn);
  }

  /**
   * Take up a reply that the server drew into the page before this script ran.
   *
   * @param {Partial<Reply>} reply
   */
  receive(reply) {
    this.id = reply.conversation_id ?? this.id;
    this.#remember(reply.understood);
    this.#add({
      from: "kynnys",
      language: reply.language ?? this.language,
      parts: reply.parts ?? [],
      chosen: [],
      need: this.known.need ?? null,
      isRight: null,
      mayBeKept: reply.may_be_kept,
    });
  }

  /** @param {import("./contract.mjs").Understood} [understood] */
  #remember(understood) {
    const { need, age, about, municipality } = understood ?? {};
    const told = Object.entries({ need, age, about, municipality }).filter(([, value]) => (value ?? null) !== null);
    this.known = { ...this.known, ...Object.fromEntries(told) };
  }

  /** @param {string} text what is being written */
  keepDraft(text) {
    this.draft = text;
    this.#save();
  }

  /**
   * Drop everything at once, here: the person leaves (Visit.abandon), or has deleted it (deletion.mjs, or in words).
   *
   * @param {{isConfirmed: boolean}} detail whether it is to be told that the server has deleted it
   */
  clear(detail) {
    this.#generation += 1;
    this.id = null;
    this.turns = [];
    this.known = {};
    this.draft = "";
    this.#wait(false);
    this.session.clear();
    this.#tell("cleared", detail);
  }

  /**
   * @param {string} text
   * @param {Message} message
   */
  async #begin(text, message) {
    if (this.isWaiting) {
      return;
    }
    const body = JSON.stringify({
      ...message,
      conversation_id: this.id ?? undefined,
      language: this.language,
      area: this.area ?? undefined,
    });
    /** @type {PersonTurn} */
    const turn = { from: "person", text, language: this.language, state: "waiting", failure: null, body, key: newKey() };
    this.#add(turn);
    return this.#send(turn);
  }

  /** @param {PersonTurn} turn */
  async #send(turn) {
    const generation = this.#generation;
    this.#wait(true);
    try {
      const reply = await this.client.sendMessage(turn.body, turn.key);
      if (generation !== this.#generation) {
        // Deleted meanwhile, there too: by its id, or by this very key.
        return;
      }
      this.#wait(false);
      this.#settle(turn, "sent", null, reply.language);
      if (reply.deleted) {
        // What the bot says it has deleted must not stand on the screen, nor come back with a reload.
        this.clear({ isConfirmed: false });
      }
      this.receive(reply);
    } catch (error) {
      if (generation !== this.#generation) {
        return;
      }
      this.#wait(false);
      const { status, sentence, parts } = error instanceof FrontDoorError ? error : new FrontDoorError(0);
      if (status === 422) {
        this.#free(turn);
      }
      this.#settle(turn, "failed", { status, sentence });
      if (parts.length) {
        this.receive({ parts });
      }
      if (!(error instanceof FrontDoorError)) {
        // A mistake of our own: told to those who mend it, while the person may send it again.
        console.error(error);
      }
    }
  }

  /**
   * @param {PersonTurn} turn
   * @param {"sent"|"failed"} state
   * @param {PersonTurn["failure"]} failure
   * @param {string} [language]
   */
  #settle(turn, state, failure, language) {
    turn.state = state;
    turn.failure = failure;
    turn.language = language ?? turn.language;
    this.#save();
    this.#tell("change", { turn });
  }

  /** @param {Turn} turn */
  #add(turn) {
    this.turns.push(turn);
    this.#save();
    this.#tell("turn", { turn, isRestored: false });
  }

  /** @param {boolean} isWaiting */
  #wait(isWaiting) {
    this.isWaiting = isWaiting;
    this.#tell("waiting", { isWaiting });
  }

  #save() {
    const { id, turns, draft, known } = this;
    this.session.set("conversation", { id, turns, draft, known });
  }

  /**
   * @param {string} name
   * @param {ConversationEvent["detail"]} detail
   */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A key by which a message sent again is known. */
export function newKey() {
  // crypto.randomUUID is missing on pages without https, where this must work too.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
