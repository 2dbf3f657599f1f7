/** Everything of the chat that can be seen, in one language; drawn anew when the language changes. */

import { Announcer } from "./announcer.mjs";
import { Bar } from "./bar.mjs";
import { Composer } from "./composer.mjs";
import { element, pressable } from "./elements.mjs";
import { drawHelp, HelpNow } from "./help_now.mjs";
import { KeptDanger } from "./kept_danger.mjs";
import { drawMenu } from "./menu.mjs";
import { MessageLog } from "./message_log.mjs";
import { ViewSpace } from "./view_space.mjs";

/** @typedef {import("./message_log.mjs").LogActions} LogActions */
/**
 * @typedef {object} ChatActions
 * @property {LogActions} log
 * @property {(text: string) => boolean} onSend
 * @property {(text: string) => void} onDraft
 * @property {(button: HTMLElement) => void} onDelete
 * @property {(language: string) => Promise<void>} onLanguage
 * @property {() => void} onKept
 * @property {() => void} onRequest
 * @property {() => void} onClose
 */

export class ChatView {
  /**
   * @param {import("./visit.mjs").Visit} visit
   * @param {import("./bar.mjs").Frame} frame
   * @param {import("./quick_exit.mjs").QuickExit} exit
   * @param {import("./kept_list.mjs").KeptList} kept
   * @param {ChatActions} actions
   */
  constructor(visit, frame, exit, kept, actions) {
    const { page, own } = visit.known;
    const makeExit = () => exit.makeLink(own.tell("page.quick_exit"));
    const heading = own.tell("page.help_now_heading");
    this.announcer = new Announcer();
    this.keptDanger = new KeptDanger(heading);
    this.log = new MessageLog(own, page.greeting, page.themes, actions.log);
    this.composer = new Composer(own, actions);
    const remove = pressable("delete-conversation", own.tell("page.delete_conversation"), () => actions.onDelete(remove), {
      "aria-haspopup": "dialog",
    });
    const menu = drawMenu(page, own, { ...actions, exit: frame === "page" ? null : exit, kept, visit });
    this.bar = new Bar(own, frame, { exit: makeExit(), menu, onClose: actions.onClose });
    const notices = frame === "page" ? [] : page.notices;
    this.container = element(
      "div",
      {
        class: `kynnys kynnys--${frame}${visit.embedding.isLight ? " kynnys--light" : ""}`,
        part: "chat",
        lang: own.language,
        dir: own.direction,
      },
      this.bar.section,
      menu,
      this.keptDanger.section,
      ...notices.map((text) => element("p", { class: "notice" }, text)),
      this.log.section,
      this.composer.form,
      element(
        "div",
        { class: "composer-note" },
        element("span", { class: "with-keyboard", "aria-hidden": "true" }, own.tell("page.enter_sends")),
        remove,
      ),
      this.announcer.region,
    );
    const help = { heading, contents: drawHelp(page, own), closeLabel: own.tell("page.close"), exit: makeExit() };
    new HelpNow(this.bar.help, this.container, help);
    this.space = new ViewSpace(this.container, [this.bar.section, this.keptDanger.section], [this.composer.form]);
  }
}
