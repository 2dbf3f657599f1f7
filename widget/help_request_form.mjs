/** The form, one thing at a time. Everything but one way to be reached and the consent may be left out. */

import { element, pressable } from "./elements.mjs";
import { Field, REACH, REACH_ERROR } from "./help_request_field.mjs";

/** @typedef {import("./contract.mjs").RequestForm} RequestForm */
/** @typedef {import("./contract.mjs").Route} Route */
/** @typedef {import("./wording.mjs").Wording} Wording */

/** Each step, the key of its heading, and its fields. */
const STEPS = /** @type {const} */ ([
  ["matter", ["need", "message"]],
  ["person", ["about", "age", "name"]],
  ["place", ["municipality", "school"]],
  ["reach", ["phone", "sms", "email", "dont_call_home", "reach_when", "code_word"]],
  ["consent", ["may_hand_over", "consent"]],
]);
/** Fields that hold a person's own words. */
const TEXTS = ["message", "name", "school", "reach_when", "code_word"];

export class HelpRequestForm {
  /**
   * @param {RequestForm} form
   * @param {Wording} wording
   * @param {Record<string, any>} begun
   * @param {HTMLElement} sentBefore where what was sent before is looked up
   * @param {{onChange: () => void, onStep: () => void, onSend: () => Promise<void>}} actions
   */
  constructor(form, wording, begun, sentBefore, actions) {
    this.wording = wording;
    this.sentBefore = sentBefore;
    this.actions = actions;
    this.step = 0;
    this.isSending = false;
    this.fields = STEPS.flatMap(([, names]) =>
      names.map((name) => new Field(name, form, wording, begun[name], actions.onChange)),
    );
    this.error = element("p", { class: "bubble bubble--error", role: "alert", hidden: true });
    this.errorServices = element("div");
    this.reachError = element("p", { class: "field__error", id: REACH_ERROR, hidden: true });
    this.adult = element("p", { class: "notice", hidden: true });
    this.banner = element("p", { class: "notice", hidden: true });
    this.told = element("div", { class: "request__told" });
    // Machines fill in everything; people never see it.
    this.trap = new Field("leave_empty", form, wording, "", actions.onChange);
    this.hidden = element("div", { class: "trap", "aria-hidden": "true" }, this.trap.place);
    this.steps = STEPS.map(([name, names], place) => this.#drawStep(name, names, place));
    this.back = pressable("plain-button", wording.tell("widget.request_back"), () => this.#leaveFor(this.step - 1));
    this.next = element("button", { type: "submit", class: "send" });
    this.form = element(
      "form",
      { class: "request__form", novalidate: true, onsubmit: (/** @type {Event} */ event) => this.#onSubmit(event) },
      this.banner,
      this.error,
      this.errorServices,
      ...this.steps.map(({ section }) => section),
      this.hidden,
      element("div", { class: "dialog__buttons" }, this.next, this.back),
    );
    this.#show(0);
  }

  /** @returns {Record<string, any>} what is filled in, by field */
  get values() {
    const filled = this.fields.map((field) => [field.name, field.value]);
    return { ...Object.fromEntries(filled), leave_empty: this.trap.value };
  }

  /** @returns {Record<string, string>} the person's own words, by field; no number and no address */
  get texts() {
    const written = this.fields.filter(({ name }) => TEXTS.includes(name));
    return Object.fromEntries(written.map(({ name, value }) => [name, String(value)]));
  }

  /** @param {number} step */
  goTo(step) {
    this.#show(step);
    // In answer to what the person pressed; the keyboard goes on from here.
    this.steps[this.step]?.heading.focus();
    // Its beginning, not that of the dialog: danger contacts may stand above it.
    this.form.scrollIntoView({ block: "start" });
  }

  /** @param {Route} route */
  showRoute(route) {
    const suggested = route.trusted_adult ?? "";
    // Suggested once, in the step that comes after the age, and only as long as that age stands.
    if (!suggested || !this.adult.textContent) {
      this.adult.hidden = !suggested;
    }
    this.adult.textContent = suggested;
    this.banner.textContent = route.banner ?? "";
    this.banner.hidden = !route.banner;
    this.told.replaceChildren(
      element("p", {}, route.text),
      ...(route.promise ? [element("p", {}, route.promise.text)] : []),
      ...route.legal_limits.map(({ text, source }) => element("p", {}, `${text} `, element("small", {}, source))),
      element("p", {}, route.cannot_wait),
    );
  }

  /**
   * @param {{field: string, message: string}[]} errors
   * @param {string} sentence
   * @param {Node|null} services that help meanwhile
   */
  showErrors(errors, sentence, services) {
    this.error.textContent = sentence;
    this.error.hidden = false;
    this.errorServices.replaceChildren(...(services ? [services] : []));
    const reach = errors.find(({ field }) => field === "reach");
    this.reachError.textContent = reach?.message ?? "";
    this.reachError.hidden = !reach;
    const isWrong = (/** @type {string} */ name) =>
      errors.some(({ field }) => field === name || (field === "reach" && REACH.includes(name)));
    for (const field of this.fields) {
      const own = errors.find((error) => error.field === field.name);
      field.showError(own?.message ?? "", isWrong(field.name));
    }
    const step = STEPS.findIndex(([, names]) => names.some(isWrong));
    if (step >= 0) {
      this.#show(step);
      this.fields.find(({ name }) => isWrong(name))?.focus();
    }
    this.#showTrap(errors.find(({ field }) => field === this.trap.name)?.message ?? "");
  }

  /** @param {string} message empty when nothing stands in it; else a browser filled it, and the person must see it */
  #showTrap(message) {
    this.trap.showError(message, message !== "");
    if (message) {
      this.hidden.className = "";
      this.hidden.removeAttribute("aria-hidden");
      this.trap.input.removeAttribute("tabindex");
      this.trap.focus();
    }
  }

  /** @param {Event} event */
  async #onSubmit(event) {
    event.preventDefault();
    if (this.step < STEPS.length - 1) {
      this.#leaveFor(this.step + 1);
      return;
    }
    if (this.isSending) {
      return;
    }
    this.isSending = true;
    this.next.setAttribute("aria-disabled", "true");
    this.next.textContent = this.wording.tell("widget.request_sending");
    this.error.hidden = true;
    await this.actions.onSend();
    this.isSending = false;
    this.next.removeAttribute("aria-disabled");
    this.#show(this.step);
  }

  /** @param {number} step */
  #leaveFor(step) {
    this.goTo(step);
    this.actions.onStep();
  }

  /** @param {number} step */
  #show(step) {
    this.step = Math.max(0, Math.min(step, STEPS.length - 1));
    this.steps.forEach(({ section }, place) => {
      section.hidden = place !== this.step;
    });
    if (this.step > 2) {
      this.adult.hidden = true;
    }
    this.back.hidden = this.step === 0;
    const isLast = this.step === STEPS.length - 1;
    this.next.textContent = this.wording.tell(isLast ? "widget.request_send" : "widget.request_next");
  }

  /**
   * @param {string} name
   * @param {readonly string[]} names of its fields
   * @param {number} place
   */
  #drawStep(name, names, place) {
    const { wording } = this;
    const count = wording.tell("widget.request_step", { step: String(place + 1), steps: String(STEPS.length) });
    const heading = element(
      "h3",
      { tabindex: "-1" },
      element("span", { class: "request__count" }, `${count} `),
      wording.tell(`widget.request_${name}`),
    );
    const fields = this.fields.filter((field) => names.includes(field.name)).map((field) => field.place);
    const isReach = name === "reach";
    const watched = element("p", { class: "request__hint" }, wording.tell("widget.request_watched"));
    const before = { matter: [this.sentBefore, watched], place: [this.adult], reach: [this.reachError] }[name] ?? [];
    const secrecy = element("p", {}, wording.tell("help_request.secrecy"));
    const section = element(
      "section",
      { class: "request__step", "aria-label": wording.tell(`widget.request_${name}`) },
      heading,
      element("p", { class: "request__hint" }, wording.tell(isReach ? "widget.request_reach_hint" : "widget.request_optional")),
      ...before,
      ...(name === "consent" ? [this.told, secrecy] : []),
      ...fields,
    );
    if (name === "consent") {
      section.querySelector(".request__hint")?.remove();
    }
    return { section, heading };
  }
}
