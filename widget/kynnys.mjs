/**
 * Embeds Kynnys in a page by one line (docs/embedding.md):
 * `<script type="module" src="…/widget/kynnys.mjs" data-language="fi"></script>`.
 */

import { KynnysChat } from "./chat_element.mjs";
import { readEmbedding } from "./embedding.mjs";
import { KynnysHelpButton } from "./help_button_element.mjs";
import { KynnysLauncher } from "./launcher_element.mjs";
// Named here although others need them: a chain of imports would cost a slow network one journey for each link.
import "./api_client.mjs";
import "./elements.mjs";
import "./icons.mjs";
import "./quick_exit.mjs";
import "./session.mjs";
import "./style_sheets.mjs";
import "./visit.mjs";
import "./wording.mjs";

const ELEMENTS = {
  "kynnys-chat": KynnysChat,
  "kynnys-launcher": KynnysLauncher,
  "kynnys-help-button": KynnysHelpButton,
};

for (const [name, made] of Object.entries(ELEMENTS)) {
  // A page that embeds it twice is no reason to break.
  if (!customElements.get(name)) {
    customElements.define(name, made);
  }
}

// A page that places the chat itself needs no second door to it.
if (readEmbedding().hasLauncher && !document.querySelector("kynnys-chat, kynnys-launcher")) {
  document.body.append(document.createElement("kynnys-launcher"));
}
