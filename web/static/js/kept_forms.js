/** Forms of a page that keep what is typed in them until it is saved; the address names the one that was. */

import { draftKey, forgetDraft, keepForm, takeSaved } from "./drafts.js";

const who = document.querySelector("[data-who]")?.dataset.who;
const page = document.querySelector("main[data-register]");
if (page) takeSaved((saved, query) => forgetDraft(draftKey(who, query.get("ward"), page.dataset.register, saved)));
for (const form of document.querySelectorAll("form[data-draft-key]")) {
  const note = document.getElementById(form.dataset.draftNote ?? "draft");
  keepForm(form, draftKey(who, form.dataset.draftKey), note);
}
