/** The dialog in which a request is written, sent and answered, in one language. */

import { serviceCards } from "./cards.mjs";
import { newKey } from "./conversation.mjs";
import { DangerWatch } from "./danger_watch.mjs";
import { element, icon, pressable, spoken } from "./elements.mjs";
import { fill, listParts, takeUp } from "./help_request_begun.mjs";
import { RequestDanger } from "./help_request_danger.mjs";
import { HelpRequestForm } from "./help_request_form.mjs";
import { drawReceipt } from "./help_request_receipt.mjs";
import { KeptList } from "./kept_list.mjs";
import { drawLanguages, linkOut } from "./menu.mjs";
import { ViewSpace } from "./view_space.mjs";
import { Wording } from "./wording.mjs";

/** @typedef {import("./contract.mjs").RequestForm} RequestForm */
/** @typedef {import("./contract.mjs").Route} Route */
/** @typedef {import("./visit.mjs").Visit} Visit */

/**
 * @typedef {{known: import("./conversation.mjs").Known, serviceId: string|null,
 *   danger?: import("./contract.mjs").DangerPart|null}} Begun  danger: what the chat keeps in view, where there is one
 */

export class HelpRequestDialog {
  /**
   * @param {Visit} visit
   * @param {RequestForm} form
   * @param {import("./quick_exit.mjs").QuickExit} exit
   * @param {Begun} begun
   * @param {{onLanguage: (language: string) => Promise<void>, onLeave: () => void, isOwnPage: boolean}} place
   *   onLanguage begins anew in another language, with what was typed; isOwnPage: the page around is Kynnys' own
   */
  constructor(visit, form, exit, { known, serviceId, danger }, { onLanguage, onLeave, isOwnPage }) {
    const { own } = visit.known;
    this.visit = visit;
    const { service_id, need, ...draft } = takeUp(visit.session.get("request"), known, serviceId);
    this.begun = { service_id, need };
    this.onLeave = onLeave;
    // The question asked last, so that the same one is asked once.
    this.asked = "";
    /** @type {HTMLElement|null} heading of the receipt, until the person has kept the words */
    this.receipt = null;
    this.wording = new Wording(own.language, { ...own.texts, ...form.texts });
    // Kept with the draft: what was sent just before a reload is not sent twice.
    this.key = draft.key ?? newKey();
    this.danger = new RequestDanger(this.wording);
    const told = danger ? [danger] : listParts(visit.session.get("conversation"));
    told.forEach((part) => this.danger.kept.keep([part], this.wording));
    this.watch = new DangerWatch(
      () => this.form.texts,
      (texts) => this.#askForDanger(texts),
    );
    this.content = element("div", { class: "request__content" });
    this.statusAddress = visit.findPlain("help-request/status");
    const sentBefore = this.#drawWayBack(isOwnPage ? null : exit);
    this.form = new HelpRequestForm(form, this.wording, fill(form, known, draft.values), sentBefore, {
      onChange: () => {
        this.#keep();
        this.watch.wait();
      },
      onStep: () => this.ask(),
      onSend: () => this.#send(),
    });
    const label = this.wording.tell("help_request.title");
    this.close = pressable("icon-button", "", () => this.mustStay || this.dialog.close(), { title: this.wording.tell("page.close") });
    this.close.append(icon("close"), spoken(this.wording.tell("page.close")));
    const bar = element(
      "div",
      { class: "bar" },
      element("div", { class: "bar__title" }, element("h2", { id: "kynnys-request", tabindex: "-1" }, label), this.close),
      element(
        "div",
        { class: "bar__quick" },
        element("a", { class: "call-112", href: "tel:112" }, icon("phone"), `${this.wording.tell("page.call")} 112`),
        exit.makeLink(this.wording.tell("page.quick_exit")),
      ),
    );
    this.languages = this.#drawLanguages(onLanguage);
    this.dialog = element(
      "dialog",
      {
        class: "request",
        "aria-labelledby": "kynnys-request",
        // Kept from closing at all: while a closed one is opened again, the next Escape would close the chat around it.
        onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && this.mustStay && event.preventDefault(),
        oncancel: (/** @type {Event} */ event) => this.mustStay && event.preventDefault(),
        onclose: () => this.#leave(),
      },
      bar,
      this.danger.kept.section,
      this.danger.section,
      this.languages,
      this.content,
      this.danger.announcer.region,
    );
    this.space = new ViewSpace(this.dialog, [bar, this.danger.kept.section], []);
    this.content.append(this.form.form);
  }

  /** @param {import("./quick_exit.mjs").QuickExit|null} exit where the page around is a city's */
  #drawWayBack(exit) {
    // Not that of the menu: both stand in one page.
    const id = "kynnys-leaves-form";
    const link = linkOut(this.statusAddress, this.wording.tell("page.check_request"), exit, id);
    const note = exit && element("p", { class: "request__hint", id }, this.wording.tell("widget.leaves_chat"));
    return element("div", {}, note, element("p", {}, link));
  }

  /** @param {(language: string) => Promise<void>} onLanguage */
  #drawLanguages(onLanguage) {
    const { page } = this.visit.known;
    // Easy language is found beside the others; whoever looks for their own looks for its name.
    const names = page.languages.filter(({ code }) => !code.includes("-"));
    const named = names.map(({ code, name }) => element("span", { class: "request__language", lang: code }, name));
    const summary = element("summary", {}, spoken(`${this.wording.tell("page.language")}: `), ...named);
    const switchTo = async (/** @type {string} */ language) => {
      if (!this.form.isSending) {
        this.#keep();
        await onLanguage(language);
      }
    };
    return element("details", { class: "details" }, summary, drawLanguages(page, this.wording, switchTo));
  }

  /** Learn what the front door has to say to the form as it stands. Without an answer the form goes on. */
  async ask() {
    await Promise.all([this.#askRoute(), this.watch.look()]);
  }

  /** What decides where it goes, and which contacts fit. */
  get #matter() {
    const { need, about, age, municipality } = this.form.values;
    return {
      need: need || null,
      about: about || null,
      age: /^\d+$/.test(age ?? "") ? Number(age) : null,
      municipality: municipality || null,
      service_id: this.begun.service_id,
      area: this.visit.embedding.area,
      language: this.wording.language,
    };
  }

  /** Learn whether and to whom it can be sent, and what they promise. */
  async #askRoute() {
    const asked = this.#matter;
    const question = JSON.stringify(asked);
    if (question === this.asked) {
      return;
    }
    this.asked = question;
    try {
      /** @type {Route} */
      const route = (await this.visit.client.post("/v1/help-requests/route", asked)).json();
      if (this.asked !== question) {
        return;
      }
      this.danger.show(route.parts ?? []);
      if (route.can_send) {
        this.form.showRoute(route);
      } else {
        this.#showOthers(route.text, route.services, route.cannot_wait);
      }
    } catch {
      // Sending tells it too.
      this.asked = "";
    }
  }

  /**
   * Learn whether these words tell of danger. Nothing of them is kept there.
   *
   * @param {Record<string, string>} texts
   * @throws {Error} no answer was had
   */
  async #askForDanger(texts) {
    try {
      const asked = { ...this.#matter, ...texts };
      /** @type {Route} */
      const route = (await this.visit.client.post("/v1/help-requests/route", asked)).json();
      this.danger.show(route.parts ?? []);
    } catch (error) {
      const { parts } = /** @type {import("./api_client.mjs").FrontDoorError} */ (error);
      // Without a kind they are the contacts shown to everybody, and nothing was found.
      if (parts?.some((part) => part.type === "danger" && part.kind)) {
        this.danger.show(parts);
      }
      throw error;
    }
  }

  /** The five words are shown once: no slip of the finger may take them away, nor close what they come into. */
  get mustStay() {
    return this.form.isSending || this.receipt !== null;
  }

  #leave() {
    if (this.mustStay) {
      // Back on a phone, pressed twice, closes whatever "cancel" says.
      this.dialog.showModal();
      (this.receipt ?? this.form.next).focus();
      return;
    }
    this.watch.stop();
    this.space.stop();
    this.dialog.remove();
    this.onLeave();
  }

  #keep() {
    const { values } = this.form;
    this.visit.session.set("request", { values, key: this.key, ...this.begun });
  }

  async #send() {
    const sent = {
      ...this.form.values,
      service_id: this.begun.service_id,
      area: this.visit.embedding.area,
      language: this.wording.language,
    };
    try {
      const headers = { "Idempotency-Key": this.key };
      const receipt = (await this.visit.client.post("/v1/help-requests", sent, { headers })).json();
      this.#finish(receipt);
    } catch (error) {
      const { code, fields, parts, sentence } = /** @type {import("./api_client.mjs").FrontDoorError} */ (error);
      if (code === "help_request_key_reused") {
        // It was stored before it was changed. Whether there shall be a second one, only the person knows.
        this.key = newKey();
        this.#keep();
      }
      const services = (parts ?? []).flatMap((part) => (part.type === "services" ? part.services : []));
      const told = sentence ?? this.wording.tell("widget.request_network");
      if (code === "help_request_no_inbox") {
        this.#showOthers(told, services, "");
      } else {
        this.form.showErrors(fields ?? [], told, services.length ? this.#cards(services) : null);
      }
      this.danger.show(parts ?? []);
    }
  }

  /** @param {import("./contract.mjs").Receipt} receipt */
  #finish(receipt) {
    this.visit.session.set("request", null);
    this.watch.stop();
    this.close.remove();
    this.languages.remove();
    const { content, heading } = drawReceipt(receipt, this.wording, this.statusAddress, () => {
      this.receipt = null;
      this.dialog.close();
    });
    this.receipt = heading;
    this.content.replaceChildren(...content);
    heading.focus();
    this.danger.show(receipt.parts ?? []);
    this.content.scrollIntoView({ block: "start" });
  }

  /**
   * Nobody would read the request: the services themselves instead. What was typed is kept.
   *
   * @param {string} text
   * @param {import("./contract.mjs").ServiceCard[]} services
   * @param {string} cannotWait
   */
  #showOthers(text, services, cannotWait) {
    const back = pressable("plain-button", this.wording.tell("widget.request_change"), () => {
      this.asked = "";
      this.content.replaceChildren(this.form.form);
      this.form.goTo(0);
    });
    const told = element("p", { tabindex: "-1", class: "notice" }, text);
    this.content.replaceChildren(
      told,
      this.#cards(services),
      ...(cannotWait ? [element("p", {}, cannotWait)] : []),
      element("div", { class: "dialog__buttons" }, back),
    );
    told.focus();
    this.content.scrollIntoView({ block: "start" });
  }

  /** @param {import("./contract.mjs").ServiceCard[]} services */
  #cards(services) {
    const kept = new KeptList(this.visit.session);
    const shown = services.map((service) => ({ ...service, contact_request: false }));
    return serviceCards(shown, this.wording, { client: this.visit.client, kept, onRequest: () => {} });
  }
}
