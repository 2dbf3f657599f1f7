/** What is told after a request is stored: five words to keep, and what happens next. */

import { element, pressable } from "./elements.mjs";

/**
 * @param {import("./contract.mjs").Receipt} receipt
 * @param {import("./wording.mjs").Wording} wording
 * @param {string} statusAddress where the words show the state later
 * @param {() => void} onDone
 */
export function drawReceipt(receipt, wording, statusAddress, onDone) {
  const heading = element("h3", { tabindex: "-1" }, receipt.title);
  const status = element("p", { role: "status" });
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(receipt.reference);
      status.textContent = wording.tell("widget.copied");
    } catch {
      status.textContent = wording.tell("widget.copy_yourself");
    }
  };
  const content = [
    ...(receipt.banner ? [element("p", { class: "notice" }, receipt.banner)] : []),
    heading,
    element("p", { class: "reference", lang: "fi" }, receipt.reference),
    element("p", {}, receipt.reference_note),
    element("div", { class: "choices" }, pressable("plain-button", wording.tell("widget.copy_words"), copy)),
    status,
    element("h4", {}, wording.tell("widget.request_next_steps")),
    element("ul", { class: "request__next" }, ...receipt.next_steps.map((step) => element("li", {}, step))),
    ...receipt.legal_limits.map(({ text, source }) => element("p", {}, `${text} `, element("small", {}, source))),
    element("p", {}, receipt.cannot_wait),
    // In a tab of its own: the words are asked there, and nobody may have written them down yet.
    element(
      "p",
      {},
      element("a", { href: statusAddress, rel: "noreferrer", target: "_blank" }, wording.tell("widget.request_status")),
    ),
    element("div", { class: "dialog__buttons" }, pressable("send", wording.tell("widget.request_done"), onDone)),
  ];
  return { content, heading };
}
