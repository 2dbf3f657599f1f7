/**
 * Embeds Kynnys in a page by one line (docs/embedding.md):
 * `<script type="module" src="…/widget/kynnys.mjs" data-language="fi"></script>`.
 */

import { KynnysChat } from "./chat_element.mjs";
import { readEmbedding } from "./embedding.mjs";
import { KynnysLauncher } from "./launcher_element.mjs";

define("kynnys-chat", KynnysChat);
define("kynnys-launcher", KynnysLauncher);
if (document.querySelector("kynnys-help-button")) {
  import("./help_button_element.mjs").then(({ KynnysHelpButton }) => define("kynnys-help-button", KynnysHelpButton));
}

// A page that places the chat itself needs no second door to it.
if (readEmbedding().hasLauncher && !document.querySelector("kynnys-chat, kynnys-launcher")) {
  document.body.append(document.createElement("kynnys-launcher"));
}

/**
 * @param {string} name
 * @param {CustomElementConstructor} made
 */
function define(name, made) {
  // A page that embeds it twice is no reason to break.
  if (!customElements.get(name)) {
    customElements.define(name, made);
  }
}
