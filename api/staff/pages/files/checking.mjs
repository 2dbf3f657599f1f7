// @ts-check
/**
 * The form of a service while it is written: after a pause the notes stand beside their fields, and nobody
 * leaves with something unsaved by mistake. Without this file a button of the form does the first.
 */

const PAUSE_MILLISECONDS = 1500;

class Checking {
  /** @type {HTMLFormElement} */ #form;
  /** @type {HTMLElement} */ #live;
  /** Fields in which something was typed: only these are told that something is wrong. @type {Set<string>} */
  #touched = new Set();
  #last = "";
  #unsaved;
  #leaves = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #timer;
  /** @type {AbortController | undefined} */ #asking;

  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} live the polite region in which new notes are told
   */
  constructor(form, live) {
    this.#form = form;
    this.#live = live;
    this.#unsaved = form.dataset.unsaved !== undefined;
    form.addEventListener("input", (event) => this.#note(event));
    form.addEventListener("submit", () => this.#leave());
    window.addEventListener("beforeunload", (event) => this.#warn(event));
    // Who comes back by the browser's button finds the page as it was left.
    window.addEventListener("pageshow", () => {
      this.#leaves = false;
    });
  }

  /** @param {Event} event */
  #note(event) {
    const field = event.target;
    if (!(field instanceof Element)) {
      return;
    }
    this.#unsaved = true;
    this.#last = field.getAttribute("name") ?? "";
    this.#touched.add(this.#last);
    this.#asking?.abort();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#check(), PAUSE_MILLISECONDS);
  }

  #leave() {
    this.#leaves = true;
    this.#asking?.abort();
    clearTimeout(this.#timer);
  }

  /** @param {BeforeUnloadEvent} event */
  #warn(event) {
    if (this.#unsaved && !this.#leaves) {
      event.preventDefault();
    }
  }

  /** Asks what the button "check" asks, and saves as little. */
  async #check() {
    const asking = new AbortController();
    this.#asking = asking;
    const sent = new URLSearchParams();
    for (const [name, value] of new FormData(this.#form)) {
      sent.append(name, String(value));
    }
    sent.set("do", "check");
    try {
      const answer = await fetch(this.#form.action, { method: "POST", body: sent, signal: asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!asking.signal.aborted && page.querySelector("form.service-form")) {
        this.#show(page);
      }
    } catch {
      // No network, or typed on: the button still checks, and nothing typed is lost.
    }
  }

  /** @param {Document} page what the server would show */
  #show(page) {
    // With mistakes in the form the texts are not looked at: their notes stay as they were.
    const hasMistakes = page.querySelector(".error-summary") !== null;
    for (const place of this.#form.querySelectorAll("[data-notes]")) {
      const name = place.getAttribute("data-notes") ?? "";
      const found = page.getElementById(place.id);
      if (found && (!hasMistakes || this.#touched.has(name))) {
        place.replaceChildren(...[...found.children].map((note) => document.importNode(note, true)));
        this.#describe(name, page);
      }
    }
    this.#tell(page);
  }

  /**
   * @param {string} name
   * @param {Document} page
   */
  #describe(name, page) {
    const field = document.getElementById(name);
    const described = page.getElementById(name);
    for (const attribute of ["aria-describedby", "aria-invalid"]) {
      const value = described?.getAttribute(attribute);
      if (value) {
        field?.setAttribute(attribute, value);
      } else {
        field?.removeAttribute(attribute);
      }
    }
  }

  /**
   * Tells how many notes there are, and those of the field that was typed in; the same twice is told once.
   *
   * @param {Document} page
   */
  #tell(page) {
    const count = page.querySelector("main .said[role='status']")?.textContent ?? "";
    const notes = document.getElementById(`n-${this.#last}`)?.children ?? [];
    const text = [count, ...[...notes].map((note) => note.textContent ?? "")]
      .map((one) => one.replace(/\s+/g, " ").trim())
      .filter(Boolean)
      .join(" ");
    if (this.#live.textContent !== text) {
      this.#live.textContent = text;
    }
  }
}

const form = document.querySelector("form.service-form");
const live = document.getElementById("live-notes");
if (form instanceof HTMLFormElement && live) {
  new Checking(form, live);
}
