/**
 * Embeds Kynnys in a page by one line (docs/embedding.md):
 * `<script type="module" src="…/widget/kynnys.mjs" data-language="fi"></script>`.
 */

import { KynnysChat } from "./chat_element.mjs";
import { readEmbedding } from "./embedding.mjs";
import { KynnysLauncher } from "./launcher_element.mjs";

/** `<kynnys-help-button>`, whenever it is put into the page: loads its inside then, and again when the network is back. */
class KynnysHelpButton extends HTMLElement {
  async connectedCallback() {
    try {
      // Some browsers never ask again for a module that did not come.
      const code = import("./help_button_element.mjs").catch(() => import(`./help_button_element.mjs?${Date.now()}`));
      const { beginHelpButton } = /** @type {typeof import("./help_button_element.mjs")} */ (await code);
      await beginHelpButton(this);
    } catch (error) {
      console.error(error);
      window.addEventListener("online", () => this.connectedCallback(), { once: true });
    }
  }
}

define("kynnys-chat", KynnysChat);
define("kynnys-launcher", KynnysLauncher);
define("kynnys-help-button", KynnysHelpButton);

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
