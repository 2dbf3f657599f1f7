/** `<kynnys-chat data-language="fi" data-area="049">`: the conversation with Kynnys, inside a page. */

import { Announcer } from "./announcer.mjs";
import { ApiClient } from "./api_client.mjs";
import { Composer } from "./composer.mjs";
import { Conversation } from "./conversation.mjs";
import { Deletion } from "./deletion.mjs";
import { element } from "./elements.mjs";
import { KeptDanger } from "./kept_danger.mjs";
import { MessageLog } from "./message_log.mjs";
import { tellReply } from "./replies.mjs";
import { Session } from "./session.mjs";
import { Wordings } from "./wording.mjs";

/** @typedef {import("./conversation.mjs").Turn} Turn */

const TELL_WAITING_AFTER_MS = 1500;

export class KynnysChat extends HTMLElement {
  /** @type {Conversation|null} */
  conversation = null;

  async connectedCallback() {
    if (this.conversation) {
      return;
    }
    const client = new ApiClient(this.dataset.address ?? "");
    const area = this.dataset.area ?? null;
    const begun = this.#readPage() ?? { page: await client.getPage(this.dataset.language ?? "fi", area) };
    const { page } = begun;
    this.wordings = new Wordings(page, client);
    this.conversation = new Conversation(client, new Session(), { language: page.language, area });
    this.#build(page);
    this.#listen(this.conversation);
    this.conversation.restore();
    this.composer.fill(this.conversation.draft || this.unsent);
    if (begun.reply || begun.services) {
      this.conversation.receive(begun.reply ?? { parts: [{ type: "services", services: begun.services }] });
    }
  }

  /** Forget the conversation at once, here and on the server: the person leaves. */
  abandon() {
    this.conversation?.abandon();
  }

  /** Put the focus where one writes. */
  focusField() {
    this.composer?.field.focus();
  }

  /** What the server put into the page, so that it begins without a further request. */
  #readPage() {
    const data = this.querySelector('script[type="application/json"]');
    return data ? JSON.parse(data.textContent ?? "") : null;
  }

  /** @param {import("./contract.mjs").Page} page */
  #build(page) {
    const wording = this.wordings.own;
    // What was typed before this script ran is not lost.
    this.unsent = this.querySelector("textarea")?.value ?? "";
    this.announcer = new Announcer();
    this.keptDanger = new KeptDanger(wording.tell("page.help_now_heading"));
    this.log = new MessageLog(wording, page.greeting, page.themes, {
      onChoose: (choice, turn) => this.#choose(choice, turn),
      onResend: (turn) => {
        this.composer.focusQuietly();
        this.conversation.resend(turn);
      },
    });
    this.composer = new Composer(wording, {
      onSend: (text) => this.#say(text),
      onDraft: (text) => this.conversation.keepDraft(text),
    });
    this.deletion = new Deletion(wording, () => this.conversation.delete());
    this.replaceChildren(
      this.keptDanger.section,
      this.log.section,
      this.composer.form,
      element(
        "div",
        { class: "composer-note" },
        element("span", { class: "with-keyboard", "aria-hidden": "true" }, wording.tell("page.enter_sends")),
        this.deletion.button,
      ),
      this.deletion.dialog,
      this.announcer.region,
    );
  }

  /** @param {Conversation} conversation */
  #listen(conversation) {
    // One after the other: a reply whose wording is still loading must not be overtaken.
    let queue = Promise.resolve();
    const on = (name, handle) =>
      conversation.addEventListener(name, ({ detail }) => {
        queue = queue.then(() => handle(detail));
      });
    on("turn", ({ turn, isRestored }) => this.#draw(turn, isRestored));
    on("change", ({ turn }) => this.#redraw(turn));
    on("waiting", ({ isWaiting }) => this.#showWaiting(isWaiting));
    on("cleared", ({ isConfirmed }) => this.#clear(isConfirmed));
  }

  /**
   * @param {Turn} turn
   * @param {boolean} isRestored
   */
  async #draw(turn, isRestored) {
    if (turn.from === "person") {
      show(this.log.addPerson(turn));
      return;
    }
    const found = this.wordings.find(turn.language);
    const wording = found instanceof Promise ? await found : found;
    this.keptDanger.keep(turn.parts, wording);
    const item = this.log.addReply(turn, wording);
    if (isRestored) {
      show(item);
      return;
    }
    // The person's own message stays in sight above a reply that fits; focus is never moved.
    show(item.previousElementSibling?.classList.contains("turn--person") ? item.previousElementSibling : item);
    this.announcer.announce(tellReply(turn.parts, wording), turn.language);
  }

  /** @param {import("./conversation.mjs").PersonTurn} turn */
  #redraw(turn) {
    this.log.updatePerson(turn);
    if (turn.state === "failed") {
      this.announcer.announce(this.log.tellFailure(turn), this.wordings.own.language);
    }
  }

  /** @param {boolean} isWaiting */
  #showWaiting(isWaiting) {
    const { own } = this.wordings;
    clearTimeout(this.waitingTimer);
    this.log.showTyping(isWaiting);
    this.composer.showWaiting(isWaiting);
    if (isWaiting) {
      const tell = () => this.announcer.announce(own.tell("page.typing"), own.language);
      this.waitingTimer = setTimeout(tell, TELL_WAITING_AFTER_MS);
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
   * @param {import("./conversation.mjs").KynnysTurn} [turn]
   */
  #choose(choice, turn) {
    if (this.conversation.isWaiting) {
      return false;
    }
    this.conversation.choose(choice, turn);
    this.composer.focusQuietly();
    return true;
  }

  /** @param {boolean} isConfirmed */
  #clear(isConfirmed) {
    const { own } = this.wordings;
    this.log.clear();
    this.keptDanger.clear();
    this.composer.fill("");
    if (isConfirmed) {
      this.log.addNote(own.tell("page.deleted"));
      this.announcer.announce(own.tell("page.deleted"), own.language);
    }
  }
}

/** @param {Element} item */
function show(item) {
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const scroll = () => item.scrollIntoView({ block: "start", behavior });
  // Two frames later what stays in view has been measured anew (sticky_space.mjs).
  requestAnimationFrame(() => requestAnimationFrame(scroll));
}

customElements.define("kynnys-chat", KynnysChat);
