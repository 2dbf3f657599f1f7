/** What stands in for the browser's storage and for the front door. */

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
