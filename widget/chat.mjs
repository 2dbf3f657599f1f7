/** The conversation with Kynnys, drawn into the shadow root of `<kynnys-chat>`. */

import { Announcer } from "./announcer.mjs";
import { Bar } from "./bar.mjs";
import { Composer } from "./composer.mjs";
import { Conversation, ConversationEvent } from "./conversation.mjs";
import { Deletion } from "./deletion.mjs";
import { element } from "./elements.mjs";
import { drawHelp, HelpNow } from "./help_now.mjs";
import { KeptDanger } from "./kept_danger.mjs";
import { KeptList } from "./kept_list.mjs";
import { drawMenu } from "./menu.mjs";
import { MessageLog } from "./message_log.mjs";
import { QuickExit } from "./quick_exit.mjs";
import { tellReply } from "./replies.mjs";
import { ViewSpace } from "./view_space.mjs";
// Named here although others need them: a chain of imports would cost a slow network one journey for each link.
import "./cards.mjs";
import "./choices.mjs";
import "./contacts.mjs";
import "./feedback.mjs";
import "./service_details.mjs";

/** @typedef {import("./conversation.mjs").Turn} Turn */
/** @typedef {import("./conversation.mjs").KynnysTurn} KynnysTurn */
/** @typedef {import("./conversation.mjs").PersonTurn} PersonTurn */
/** @typedef {import("./wording.mjs").Wording} Wording */
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
    this.exit = new QuickExit(embedding.exit, () => {
      visit.abandon();
      this.abandon();
    });
    if (frame !== "page") {
      this.exit.listen(document);
    }
    /** @type {import("./speech.mjs").Speech|null} */
    this.speech = null;
    /** @type {ReturnType<typeof setTimeout>[]} */
    this.waitingTimers = [];
    /** @type {ViewSpace|null} */
    this.space = null;
    this.#build();
    this.#listen();
    visit.addEventListener("language", () => this.#changeLanguage());
    window.addEventListener("online", () => this.conversation.catchUp());
  }

  /** @param {Begun} begun */
  begin({ reply, services, draft }) {
    this.conversation.restore();
    this.composer.fill(this.conversation.draft || (draft ?? ""));
    if (reply || services) {
      this.conversation.receive(reply ?? { parts: [{ type: "services", services: services ?? [] }] });
    }
  }

  /** Drop what is drawn: the person leaves (Visit.abandon deletes it on the server). */
  abandon() {
    this.conversation.abandon();
  }

  /** @returns {boolean} whether Escape closed something inside */
  closeInside() {
    return this.bar.closeMenu();
  }

  get #wordings() {
    return /** @type {import("./wording.mjs").Wordings} */ (this.visit.wordings);
  }

  #build() {
    const { page, own } = this.#wordings;
    this.announcer = new Announcer();
    this.keptDanger = new KeptDanger(own.tell("page.help_now_heading"));
    const request = (/** @type {string|null} */ need, /** @type {string|null} */ id) => this.#request(need, id);
    this.log = new MessageLog(own, page.greeting, page.themes, {
      onChoose: (choice, turn) => this.#choose(choice, turn),
      onResend: (turn) => {
        this.composer.focusQuietly();
        this.conversation.resend(turn);
      },
      onMend: (turn) => this.#mend(turn),
      onJudge: (turn, isRight) => this.conversation.judge(turn, isRight),
      onRequest: request,
      onListen: "speechSynthesis" in window ? (turn, wording, button) => this.#listenTo(turn, wording, button) : null,
      tools: { client: this.visit.client, kept: this.kept, onRequest: ({ needs, id }) => request(needs[0] ?? null, id) },
    });
    this.composer = new Composer(own, {
      onSend: (text) => this.#say(text),
      onDraft: (text) => this.conversation.keepDraft(text),
    });
    this.deletion = new Deletion(own, () => this.conversation.delete());
    const menu = drawMenu(page, own, {
      hasLanguages: this.frame !== "page",
      plainAddress: this.visit.plainAddress,
      kept: this.kept,
      onLanguage: (language) => this.visit.speak(language),
      onKept: () => this.#openKept(),
      onRequest: () => request(this.conversation.known.need ?? null, null),
    });
    const exitLabel = own.tell("page.quick_exit");
    this.bar = new Bar(own, this.frame, {
      exit: this.exit.makeLink(exitLabel),
      menu,
      onClose: () => this.host.dispatchEvent(new Event("close")),
    });
    const note = element(
      "div",
      { class: "composer-note" },
      element("span", { class: "with-keyboard", "aria-hidden": "true" }, own.tell("page.enter_sends")),
      this.deletion.button,
    );
    const isLight = this.visit.embedding.isLight ? " kynnys--light" : "";
    this.container = element(
      "div",
      { class: `kynnys kynnys--${this.frame}${isLight}`, part: "chat", lang: own.language, dir: own.direction },
      this.bar.section,
      menu,
      this.keptDanger.section,
      ...page.notices.filter(() => this.frame !== "page").map((text) => element("p", { class: "notice" }, text)),
      this.log.section,
      this.composer.form,
      note,
      this.deletion.dialog,
      this.announcer.region,
    );
    const help = { heading: own.tell("page.help_now_heading"), contents: drawHelp(page, own) };
    new HelpNow(this.bar.help, this.container, {
      ...help,
      closeLabel: own.tell("page.close"),
      exit: this.exit.makeLink(exitLabel),
    });
    this.root.replaceChildren(this.container);
    this.space?.stop();
    this.space = new ViewSpace(this.container, [this.bar.section, this.keptDanger.section], [this.composer.form]);
  }

  #listen() {
    // One after the other: a reply whose wording is still loading must not be overtaken.
    let queue = Promise.resolve();
    const on = (/** @type {string} */ name, /** @type {(detail: ConversationEvent["detail"]) => any} */ handle) =>
      this.conversation.addEventListener(name, (event) => {
        const { detail } = /** @type {ConversationEvent} */ (event);
        queue = queue.then(() => handle(detail));
      });
    on("turn", ({ turn, isRestored }) => turn && this.#draw(turn, isRestored ?? false));
    on("change", ({ turn }) => turn?.from === "person" && this.#redraw(turn));
    on("waiting", ({ isWaiting }) => this.#showWaiting(isWaiting ?? false));
    on("cleared", ({ isConfirmed }) => this.#clear(isConfirmed ?? false));
  }

  async #changeLanguage() {
    this.conversation.language = this.visit.language;
    this.#build();
    this.composer.fill(this.conversation.draft);
    this.#showWaiting(this.conversation.isWaiting);
    for (const turn of this.conversation.turns) {
      await this.#draw(turn, true);
    }
    // What the person had pressed is in its place again.
    this.bar.toggleMenu();
    const pressed = this.container.querySelector(`[data-language="${this.visit.language}"]`);
    /** @type {HTMLElement|null} */ (pressed)?.focus();
  }

  /**
   * @param {Turn} turn
   * @param {boolean} isRestored
   */
  async #draw(turn, isRestored) {
    if (turn.from === "person") {
      this.#show(this.log.addPerson(turn), isRestored);
      return;
    }
    const found = this.#wordings.find(turn.language);
    const wording = found instanceof Promise ? await found : found;
    this.keptDanger.keep(turn.parts, wording);
    const item = this.log.addReply(turn, wording);
    const before = item.previousElementSibling;
    // The person's own message stays in sight above a reply that fits; focus is never moved.
    const isAnswer = !isRestored && before?.classList.contains("turn--person");
    this.#show(isAnswer && before ? before : item, isRestored);
    if (!isRestored) {
      this.announcer.announce(tellReply(turn.parts, wording), turn.language);
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

  /** @param {PersonTurn} turn */
  #redraw(turn) {
    this.log.updatePerson(turn);
    if (turn.state === "failed") {
      this.announcer.announce(this.log.tellFailure(turn), this.#wordings.own.language);
    }
  }

  /** @param {boolean} isWaiting */
  #showWaiting(isWaiting) {
    const { own } = this.#wordings;
    this.waitingTimers.forEach(clearTimeout);
    this.waitingTimers = [];
    this.log.showTyping(isWaiting);
    this.composer.showWaiting(isWaiting);
    if (isWaiting) {
      const tell = () => this.announcer.announce(own.tell("page.typing"), own.language);
      const tellSlowness = () => {
        this.log.showSlowness();
        this.announcer.announce(own.tell("widget.slow"), own.language);
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
    if (this.conversation.isWaiting) {
      return false;
    }
    this.conversation.choose(choice, turn);
    this.composer.focusQuietly();
    return true;
  }

  /** @param {PersonTurn} turn */
  #mend(turn) {
    this.conversation.takeBack(turn);
    this.log.removePerson(turn);
    this.composer.fill(turn.text);
    this.composer.field.focus();
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

  async #openKept() {
    await this.#load(async () => {
      const { KeptServices } = await import("./kept_services.mjs");
      new KeptServices(this.kept, this.#wordings.own, this.container).open();
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
      await openHelpRequest(this.visit, this.root, this.container, this.exit, { known, serviceId });
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
      this.#note(this.#wordings.own.tell("widget.not_loaded"));
      console.error(error);
    }
  }

  /** @param {string} text */
  #note(text) {
    this.log.addNote(text);
    this.announcer.announce(text, this.#wordings.own.language);
  }

  /** @param {boolean} isConfirmed */
  #clear(isConfirmed) {
    const { own } = this.#wordings;
    this.log.clear();
    this.keptDanger.clear();
    this.composer.fill("");
    this.kept.dispatchEvent(new Event("change"));
    if (isConfirmed) {
      this.#note(own.tell("page.deleted"));
    }
  }
}
