/** What stands in for the browser's window, storage and elements, and for the front door. */

globalThis.window ??= new EventTarget();

export class Shelf {
  items = new Map();

  /** @param {string} name */
  getItem(name) {
    return this.items.get(name) ?? null;
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  setItem(name, value) {
    this.items.set(name, value);
  }

  /** @param {string} name */
  removeItem(name) {
    this.items.delete(name);
  }
}

/** As much of an element as drawing asks of it; stands in for a shadow root, too. */
export class StandinElement {
  attributes = new Map();
  children = [];
  parent = null;
  classes = new Set();
  listeners = new Map();
  dataset = {};
  classList = { toggle: (name, isOn) => (isOn ? this.classes.add(name) : this.classes.delete(name)) };

  /** @param {string} localName */
  constructor(localName) {
    this.localName = localName;
  }

  get lastChild() {
    return this.children.at(-1) ?? null;
  }

  get isConnected() {
    return this.parent !== null;
  }

  get value() {
    return this.getAttribute("value") ?? "";
  }

  getAttribute(name) {
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, value);
  }

  addEventListener(name, listener) {
    this.listeners.set(name, listener);
  }

  press() {
    this.listeners.get("click")();
  }

  append(...children) {
    this.#put(this.children.length, children);
  }

  prepend(...children) {
    this.#put(0, children);
  }

  replaceChildren(...children) {
    this.children = [];
    this.append(...children);
  }

  replaceWith(other) {
    const { parent } = this;
    const place = parent.children.indexOf(this);
    parent.children.splice(place, 1);
    this.parent = null;
    parent.#put(place, [other]);
  }

  attachShadow() {
    if (this.shadowRoot) {
      throw new Error("it has a shadow root");
    }
    this.shadowRoot = new StandinElement("#shadow-root");
    return this.shadowRoot;
  }

  /** @param {string} name of elements right inside */
  querySelectorAll(name) {
    return this.children.filter(({ localName }) => localName === name);
  }

  #put(place, children) {
    this.children.splice(place, 0, ...children);
    children.filter((child) => child instanceof StandinElement).forEach((child) => (child.parent = this));
  }
}

/** Let modules make elements in a page that holds nothing. */
export function standInForDocument() {
  globalThis.document = {
    createElement: (name) => new StandinElement(name),
    documentElement: { lang: "fi" },
    scripts: [],
  };
}

/** Answers from a list; an error in it is thrown. */
export class FrontDoor {
  sent = [];
  deleted = [];
  judged = [];

  /** @param {...any} answers */
  constructor(...answers) {
    this.answers = answers;
  }

  async sendMessage(body, key) {
    this.sent.push({ body, key });
    const answer = this.answers.shift();
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  }

  async deleteConversation(id) {
    this.deleted.push(id);
  }

  countRight(...judged) {
    this.judged.push(judged);
  }
}

export const REPLY = {
  conversation_id: "c1",
  language: "sv",
  status: "services",
  parts: [{ type: "text", text: "Hej" }],
  understood: { need: "bullying", act: null, age: 14, about: null, municipality: "Espoo" },
};
