/** The list of kept services: to print, to copy, or to share by the phone's own sheet. Loaded on use. */

import { contactLink } from "./contacts.mjs";
import { element, pressable, spoken } from "./elements.mjs";
import { KeptDanger } from "./kept_danger.mjs";

/** @typedef {import("./kept_list.mjs").KeptList} KeptList */
/** @typedef {import("./contract.mjs").ServiceCard} ServiceCard */
/** @typedef {import("./wording.mjs").Wording} Wording */

export class KeptServices {
  /**
   * @param {KeptList} list
   * @param {Wording} wording
   * @param {HTMLElement} place to put the dialog
   * @param {import("./quick_exit.mjs").QuickExit} exit
   * @param {import("./contract.mjs").DangerPart|null} danger whose contacts stay in view here too
   */
  constructor(list, wording, place, exit, danger) {
    this.list = list;
    this.wording = wording;
    this.place = place;
    this.exit = exit;
    this.content = element("div", { class: "kept" });
    this.status = element("p", { role: "status" });
    const kept = new KeptDanger(wording.tell("page.help_now_heading"));
    kept.keep(danger ? [danger] : [], wording);
    this.dialog = element(
      "dialog",
      { "aria-labelledby": "kynnys-kept", onclose: () => this.dialog.remove() },
      kept.section,
      // Not the first link has the focus: a second press of Enter would call somebody.
      element("h2", { id: "kynnys-kept", tabindex: "-1", autofocus: true }, wording.tell("widget.kept_heading")),
      element("p", {}, wording.tell("widget.kept_note")),
      this.content,
      this.status,
    );
    // Measured for the chat, where its bar stays above; here nothing does.
    this.dialog.style.setProperty("--kynnys-top", "0px");
    this.dialog.style.setProperty("--space-bar", "-1.25em");
    this.#draw();
  }

  open() {
    this.place.append(this.dialog);
    this.dialog.showModal();
  }

  #draw() {
    const { wording } = this;
    const all = wording.refresh(this.list.all);
    const items = all.map(({ service, language }) => this.#drawService(service, language));
    const canShare = all.length > 0 && "share" in navigator;
    const close = pressable("plain-button", wording.tell("page.close"), () => this.dialog.close());
    this.content.replaceChildren(
      all.length
        ? element("ul", { class: "kept__list", role: "list" }, ...items)
        : element("p", {}, wording.tell("widget.kept_empty")),
      element(
        "div",
        { class: "dialog__buttons" },
        ...(canShare ? [pressable("send", wording.tell("widget.share"), () => this.#share())] : []),
        ...(all.length
          ? [
              pressable("plain-button", wording.tell("widget.copy"), () => this.#copy()),
              pressable("plain-button", wording.tell("widget.print"), () => this.#print()),
            ]
          : []),
        close,
        this.exit.makeLink(wording.tell("page.quick_exit")),
      ),
    );
    return close;
  }

  /**
   * @param {ServiceCard} service
   * @param {string} language
   */
  #drawService(service, language) {
    const remove = pressable("small-button", this.wording.tell("widget.kept_remove"), () => {
      this.list.toggle(service, language);
      this.#draw().focus();
    });
    remove.append(spoken(`: ${service.name}`));
    return element(
      "li",
      { lang: language, dir: "auto" },
      element("h3", {}, service.name),
      element("p", {}, service.hours.text),
      element(
        "ul",
        { class: "card__contacts", role: "list", "data-service": service.id },
        ...service.contacts.map((contact) => element("li", {}, contactLink(contact, service.name, this.wording))),
      ),
      remove,
    );
  }

  /** The list as lines of text, for any place it is put. */
  #tell() {
    const services = this.list.all.map(({ service }) =>
      [service.name, service.summary, ...service.contacts.map(tellLine)].join("\n"),
    );
    return services.join("\n\n");
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#tell());
      this.status.textContent = this.wording.tell("widget.copied");
    } catch {
      // The browser forbids it: the text to be copied by hand.
      this.status.textContent = this.wording.tell("widget.copy_yourself");
      const text = element("textarea", { readonly: true, rows: "8", "aria-label": this.wording.tell("widget.kept_heading") });
      text.value = this.#tell();
      this.status.after(text);
      text.select();
    }
  }

  async #share() {
    try {
      await navigator.share({ text: this.#tell() });
    } catch {
      // Somebody thought better of it.
    }
  }

  /** Only the list, from a frame of its own: the page around would print itself. */
  #print() {
    const frame = element("iframe", { class: "visually-hidden", title: this.wording.tell("widget.kept_heading") });
    this.dialog.append(frame);
    const paper = frame.contentDocument;
    if (!paper || !frame.contentWindow) {
      return;
    }
    paper.documentElement.lang = this.wording.language;
    for (const { service } of this.list.all) {
      const heading = paper.createElement("h1");
      heading.textContent = service.name;
      const told = [service.summary, ...tellLasting(service.hours), ...service.contacts.map(tellLine)];
      const lines = told.map((line) => {
        const paragraph = paper.createElement("p");
        paragraph.textContent = line;
        return paragraph;
      });
      paper.body.append(heading, ...lines);
    }
    frame.contentWindow.onafterprint = () => frame.remove();
    frame.contentWindow.print();
  }
}

/**
 * What may stand on paper: nothing that holds for this moment alone.
 *
 * @param {import("./contract.mjs").Hours} hours
 */
function tellLasting({ state, until, text }) {
  return state === "closed" || until ? [] : [text];
}

/** @param {import("./contract.mjs").ContactCard} contact */
function tellLine(contact) {
  const isLink = contact.type === "web" || contact.type === "chat";
  return `${contact.label}: ${isLink ? contact.href : contact.value}`;
}
