/** One field of the form with its label, hint and error beside it. */

import { element } from "./elements.mjs";

/** @typedef {import("./contract.mjs").RequestForm} RequestForm */
/** @typedef {import("./wording.mjs").Wording} Wording */

/** One of these is needed; that all are empty is told above them. */
export const REACH = ["phone", "sms", "email"];
export const REACH_ERROR = "kynnys-reach-error";

const CHECKBOXES = ["dont_call_home", "may_hand_over", "consent"];
/** @type {Record<string, Record<string, string>>} */
const INPUTS = {
  age: { inputmode: "numeric", autocomplete: "off" },
  school: { autocomplete: "off" },
  name: { autocomplete: "name" },
  phone: { type: "tel", autocomplete: "tel" },
  sms: { type: "tel", autocomplete: "tel" },
  email: { type: "email", autocomplete: "email" },
  reach_when: { autocomplete: "off" },
  code_word: { autocomplete: "off" },
  // Nobody sees it, nor comes to it by keyboard, before something stands in it.
  leave_empty: { autocomplete: "off", tabindex: "-1" },
};

export class Field {
  /**
   * @param {string} name
   * @param {RequestForm} form
   * @param {Wording} wording
   * @param {any} begun its value at first
   * @param {() => void} onChange
   */
  constructor(name, form, wording, begun, onChange) {
    this.name = name;
    this.isTooLong = false;
    const id = `kynnys-request-${name}`;
    const hint = wording.tell(`help_request.form.${name}.hint`);
    const label = wording.tell(`help_request.form.${name}.label`);
    this.error = element("p", { class: "field__error", id: `${id}-error`, hidden: true });
    const reach = REACH.includes(name) ? [REACH_ERROR] : [];
    const described = [`${id}-error`, ...reach, ...(hint ? [`${id}-hint`] : [])].join(" ");
    const hintLine = hint && element("p", { class: "field__hint", id: `${id}-hint` }, hint);
    this.input = this.#makeInput({ id, name, "aria-describedby": described }, form, wording);
    if (this.input instanceof HTMLInputElement && this.input.type === "checkbox") {
      this.input.checked = begun === true;
      const row = element("div", { class: "field__row" }, this.input, element("label", { for: id }, label));
      this.place = element("div", { class: "field" }, row, hintLine, this.error);
    } else {
      this.#begin(begun ?? "");
      this.place = element("div", { class: "field" }, element("label", { for: id }, label), hintLine, this.error, this.input);
    }
    this.input.addEventListener("input", () => {
      this.#tellLength(form.longest[name] ?? Infinity, wording);
      onChange();
    });
  }

  /** @returns {string|boolean} */
  get value() {
    const { input } = this;
    return input instanceof HTMLInputElement && input.type === "checkbox" ? input.checked : input.value;
  }

  focus() {
    this.input.focus();
  }

  /**
   * @param {string} message of its own; empty when there is none
   * @param {boolean} isWrong
   */
  showError(message, isWrong) {
    this.error.textContent = message;
    this.error.hidden = !message;
    this.input.setAttribute("aria-invalid", String(isWrong));
  }

  /**
   * Say that it is too long while it can still be seen what is: nothing is cut without a word.
   *
   * @param {number} longest signs, as the front door counts them
   * @param {Wording} wording
   */
  #tellLength(longest, wording) {
    const isTooLong = [...String(this.value).trim()].length > longest;
    if (isTooLong !== this.isTooLong) {
      this.isTooLong = isTooLong;
      this.showError(isTooLong ? wording.tell("help_request.error.too_long", { maximum: String(longest) }) : "", isTooLong);
    }
  }

  /**
   * @param {Record<string, string>} attributes
   * @param {RequestForm} form
   * @param {Wording} wording
   */
  #makeInput(attributes, form, wording) {
    if (CHECKBOXES.includes(this.name)) {
      return element("input", { ...attributes, type: "checkbox" });
    }
    if (this.name === "message") {
      return element("textarea", { ...attributes, rows: "5", autocomplete: "off" });
    }
    const options = this.#listOptions(form);
    if (options) {
      const none = wording.tell(`help_request.form.${this.name}.none`) || wording.tell("choice.skip");
      const skip = element("option", { value: "" }, none);
      const named = options.map(([value, title]) => element("option", { value }, title));
      return element("select", { ...attributes, autocomplete: "off" }, skip, ...named);
    }
    return element("input", { type: "text", ...attributes, ...INPUTS[this.name] });
  }

  /**
   * @param {RequestForm} form
   * @returns {string[][]|null}
   */
  #listOptions({ needs, about, municipalities }) {
    switch (this.name) {
      case "need":
        return needs.map(({ key, title }) => [key, title]);
      case "about":
        return about.map(({ key, title }) => [key, title]);
      case "municipality":
        return municipalities.map(({ code, name }) => [code, name]);
      default:
        return null;
    }
  }

  /** @param {string} begun */
  #begin(begun) {
    const { input } = this;
    if (begun && input instanceof HTMLSelectElement && ![...input.options].some(({ value }) => value === begun)) {
      // Understood in another language than that of the list: taken as it is named.
      input.append(element("option", { value: begun }, begun));
    }
    input.value = begun;
  }
}
