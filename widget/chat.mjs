/** The conversation with Kynnys, drawn into the shadow root of `<kynnys-chat>`. */

import { ChatView } from "./chat_view.mjs";
import { Conversation } from "./conversation.mjs";
import { KeptList } from "./kept_list.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { tellReply } from "./replies.mjs";

/** @typedef {import("./conversation.mjs").Turn} Turn */
/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./conversation.mjs").PersonTurn} PersonTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */
/** @typedef {import("./conversation.mjs").ConversationEvent} ConversationEvent */
/** @typedef {{reply?: Partial<import("./contract.mjs").Reply>|null, draft?: string,
 *   services?: import("./contract.mjs").ServiceCard[]|null}} Begun  what stood there before this script ran */

const TELL_WAITING_AFTER_MS = 1500;
const SLOW_AFTER_MS = 6000;

export class Chat {
  /**
   * @param {HTMLElement} host is told `close` when the person closes the chat
   * @param {ShadowRoot} root
   * @param {import("./visit.mjs").Visit} visit with its page loaded
   * @param {import("./bar.mjs").Frame} frame
   */
  constructor(host, root, visit, frame) {
    const { client, session, language, embedding } = visit;
    this.host = host;
    this.root = root;
    this.visit = visit;
    this.frame = frame;
    this.conversation = new Conversation(client, session, { language, area: embedding.area });
    this.kept = new KeptList(session);
    this.exit = new QuickExit(embedding.exit, () => this.abandon());
    if (frame !== "page") {
      this.exit.listen(document);
    }
    /** @type {import("./speech.mjs").Speech|null} */
    this.speech = null;
    /** @type {ReturnType<typeof setTimeout>[]} */
    this.waitingTimers = [];
    this.view = this.#drawView();
    this.#listen();
    visit.countCalls(root);
    visit.addEventListener("language", () => this.#changeLanguage());
    window.addEventListener("online", () => this.conversation.catchUp());
  }

  /** @param {Begun} begun */
  begin({ reply, services, draft }) {
    this.conversation.restore();
    this.view.composer.fill(this.conversation.draft || (draft ?? ""));
    if (reply || services) {
      this.conversation.receive(reply ?? { parts: [{ type: "services", services: services ?? [] }] });
    }
  }

  /** Forget everything at once, here and on the server: the person leaves. */
  abandon() {
    this.visit.abandon(this.conversation);
    this.conversation.clear({ isConfirmed: false });
  }

  /** @returns {boolean} whether Escape closed something inside */
  closeInside() {
    return this.view.bar.closeMenu();
  }

  #drawView() {
    const { visit, conversation } = this;
    const request = (/** @type {string|null} */ need, /** @type {string|null} */ id) => this.#request(need, id);
    const view = new ChatView(visit, this.frame, this.exit, this.kept, {
      log: {
        onChoose: (choice, turn) => this.#choose(choice, turn),
        onResend: (turn) => {
          this.view.composer.focusQuietly();
          conversation.resend(turn);
        },
        onMend: (turn) => this.#mend(turn),
        onJudge: (turn, isRight) => conversation.judge(turn, isRight),
        onRequest: request,
        onListen: "speechSynthesis" in window ? (turn, wording, button) => this.#listenTo(turn, wording, button) : null,
        // Of the matter talked about last, where that service helps with it.
        tools: { client: visit.client, kept: this.kept, onRequest: ({ needs, id }) => request(needs.includes(conversation.known.need ?? "") ? null : (needs[0] ?? null), id) },
      },
      onSend: (text) => this.#say(text),
      onDraft: (text) => conversation.keepDraft(text),
      onDelete: (button) => this.#askDeletion(button),
      onLanguage: (language) => visit.speak(language),
      onKept: () => this.#openKept(),
      onRequest: () => request(conversation.known.need ?? null, null),
      onClose: () => this.host.dispatchEvent(new Event("close")),
    });
    // What stood here before was the last; the styles may stand before it (style_sheets.mjs).
    this.root.lastChild?.replaceWith(view.container);
    return view;
  }

  #listen() {
    // One after the other: a reply whose wording is still loading must not be overtaken.
    let queue = Promise.resolve();
    const on = (/** @type {string} */ name, /** @type {(detail: Required<ConversationEvent["detail"]>) => any} */ handle) =>
      this.conversation.addEventListener(name, (event) => {
        queue = queue.then(() => handle(/** @type {any} */ (event).detail));
      });
    on("turn", ({ turn, isRestored }) => this.#draw(turn, isRestored));
    on("change", ({ turn }) => this.#redraw(turn));
    on("waiting", ({ isWaiting }) => this.#showWaiting(isWaiting));
    on("cleared", ({ isConfirmed }) => this.#clear(isConfirmed));
  }

  async #changeLanguage() {
    this.conversation.language = this.visit.language;
    const { hidden } = this.view.bar.menu;
    this.view.space.stop();
    this.view = this.#drawView();
    this.view.composer.fill(this.conversation.draft);
    this.#showWaiting(this.conversation.isWaiting);
    for (const turn of this.conversation.turns) {
      await this.#draw(turn, true);
    }
    if (!hidden) {
      // What the person had pressed is in its place again.
      this.view.bar.toggleMenu();
      const pressed = this.view.container.querySelector(`[data-language="${this.visit.language}"]`);
      /** @type {HTMLElement|null} */ (pressed)?.focus();
    }
  }

  /**
   * @param {Turn} turn
   * @param {boolean} isRestored
   */
  async #draw(turn, isRestored) {
    if (turn.from === "person") {
      this.#show(this.view.log.addPerson(turn), isRestored);
      return;
    }
    const wording = await this.visit.known.find(turn.language);
    if (isRestored) {
      turn.parts = wording.refresh(turn.parts);
    }
    this.view.keptDanger.keep(turn.parts, wording);
    const item = this.view.log.addReply(turn, wording);
    const before = item.previousElementSibling;
    // The person's own message stays in sight above a reply that fits; focus is never moved.
    const isAnswer = !isRestored && before?.classList.contains("turn--person");
    this.#show(isAnswer && before ? before : item, isRestored);
    if (!isRestored) {
      this.view.announcer.announce(tellReply(turn.parts, wording), turn.language);
    }
    if (turn.mayBeKept) {
      // When it can't be loaded nothing is asked, and nothing kept.
      import("./consent.mjs")
        .then(({ askForConsent }) => askForConsent(this, item, turn, wording))
        .catch(() => {});
    }
  }

  /**
   * @param {Element} item
   * @param {boolean} isRestored
   */
  #show(item, isRestored) {
    if (isRestored && this.frame === "block") {
      // Somebody came for the page around: it must not run away beneath them.
      return;
    }
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
    const scroll = () => item.scrollIntoView({ block: "start", behavior });
    // Two frames later what stays in view has been measured anew (view_space.mjs).
    requestAnimationFrame(() => requestAnimationFrame(scroll));
  }

  /** @param {Turn} turn */
  #redraw(turn) {
    this.view.log.update(turn);
    if (turn.from === "person" && turn.state === "failed") {
      this.#announce(this.view.log.tellFailure(turn));
    }
  }

  /** @param {boolean} isWaiting */
  #showWaiting(isWaiting) {
    const { own } = this.visit.known;
    this.waitingTimers.forEach(clearTimeout);
    this.waitingTimers = [];
    this.view.log.showTyping(isWaiting);
    this.view.composer.showWaiting(isWaiting);
    if (isWaiting) {
      const tell = () => this.#announce(own.tell("page.typing"));
      const tellSlowness = () => {
        this.view.log.showSlowness();
        this.#announce(own.tell("widget.slow"));
      };
      this.waitingTimers = [setTimeout(tell, TELL_WAITING_AFTER_MS), setTimeout(tellSlowness, SLOW_AFTER_MS)];
    }
  }

  /** @param {string} text */
  #say(text) {
    if (this.conversation.isWaiting) {
      return false;
    }
    this.conversation.say(text);
    return true;
  }

  /**
   * @param {import("./contract.mjs").Choice} choice
   * @param {KynnysTurn} [turn]
   */
  #choose(choice, turn) {
    if (!this.conversation.isWaiting) {
      this.conversation.choose(choice, turn);
      this.view.composer.focusQuietly();
    }
  }

  /** @param {PersonTurn} turn */
  #mend(turn) {
    this.conversation.takeBack(turn);
    this.view.log.removePerson(turn);
    this.view.composer.fill(this.conversation.draft);
    this.view.composer.field.focus();
  }

  /**
   * @param {KynnysTurn} turn
   * @param {Wording} wording
   * @param {HTMLElement} button
   */
  async #listenTo(turn, wording, button) {
    await this.#load(async () => {
      const { Speech } = await import("./speech.mjs");
      this.speech ??= new Speech();
      const isSpoken = this.speech.toggle(turn, wording, button);
      if (!isSpoken) {
        this.#note(wording.tell("widget.no_voice"));
      }
    });
  }

  /** @param {HTMLElement} button that asks for it */
  async #askDeletion(button) {
    await this.#load(async () => {
      const { Deletion } = await import("./deletion.mjs");
      new Deletion(this.visit.known.own, button, this.conversation).open();
    });
  }

  async #openKept() {
    await this.#load(async () => {
      const { KeptServices } = await import("./kept_services.mjs");
      new KeptServices(this.kept, this.visit.known.own, this.view.container, this.exit, this.view.keptDanger.part).open();
    });
  }

  /**
   * @param {string|null} need
   * @param {string|null} serviceId
   */
  async #request(need, serviceId) {
    await this.#load(async () => {
      const { openHelpRequest } = await import("./help_request.mjs");
      const known = { ...this.conversation.known, ...(need ? { need } : {}) };
      const danger = this.view.keptDanger.part;
      await openHelpRequest(this.visit, this.root, () => this.view.container, this.exit, { known, serviceId, danger });
    });
  }

  /**
   * What is loaded on use may fail to load.
   *
   * @param {() => Promise<void>} use
   */
  async #load(use) {
    try {
      await use();
    } catch (error) {
      this.#note(this.visit.known.own.tell("widget.not_loaded"));
      console.error(error);
    }
  }

  /** @param {string} text */
  #note(text) {
    this.view.log.addNote(text);
    this.#announce(text);
  }

  /** @param {string} text in the language of the page */
  #announce(text) {
    this.view.announcer.announce(text, this.visit.known.own.language);
  }

  /** @param {boolean} isConfirmed */
  #clear(isConfirmed) {
    const { own } = this.visit.known;
    this.speech?.stop();
    this.view.log.clear();
    this.view.keptDanger.clear();
    this.view.composer.fill("");
    this.kept.dispatchEvent(new Event("change"));
    if (isConfirmed) {
      this.#note(own.tell("page.deleted"));
    }
  }
}
