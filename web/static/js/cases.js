/** The page of a case: what is typed stays in this tab until it is saved, also when the session ends. */

import { pageData } from "./api.js";
import { startPhotos } from "./cases/photos.js";
import { startStep } from "./cases/step.js";
import { draftKey, forgetDraft, keepForm, readDraft, takeSaved, writeDraft } from "./drafts.js";
import { setLanguage } from "./i18n.js";

const main = document.querySelector("main[data-case]");
const keyOf = (id) => draftKey(main.dataset.who, "case", main.dataset.case, id);

const page = pageData();
setLanguage(page.lang, page.messages);
takeSaved((saved) => {
  forgetDraft(keyOf(`${saved}-form`));
  goOnAt(document.getElementById(`${saved}-form`)?.closest("section")?.querySelector("h2"));
});
for (const form of document.querySelectorAll("form[data-draft]")) keepAddition(form);
for (const form of document.querySelectorAll("form[data-draft-note]")) keepCorrection(form);
const manage = document.getElementById("manage-form");
if (manage) keepForm(manage, keyOf(manage.id), document.getElementById("draft"));
document.querySelector("#conflict, #trouble")?.focus();
startPhotos();
startStep(`${main.dataset.who}/${main.dataset.case}`);

/** Whoever has saved something goes on where they were, not at the head of the page. */
function goOnAt(heading) {
  const next = heading ?? document.getElementById("h-next");
  next.tabIndex = -1;
  next.focus();
}

/** Keep what is corrected under a line; its form opens where the draft is taken. */
function keepCorrection(form) {
  form.addEventListener("taken", () => {
    form.closest("details").open = true;
    form.querySelector("input:not([type=hidden]), select, textarea").focus();
  });
  keepForm(form, keyOf(form.id), document.getElementById(form.dataset.draftNote));
}

/** Keep words that only ever add something, in a field that begins empty: nothing of others is under them. */
function keepAddition(form) {
  const field = form.elements[form.dataset.draft];
  const kept = readDraft(keyOf(form.id));
  if (kept && field.value === "" && !document.querySelector("#conflict, #trouble")) {
    field.value = kept;
    form.dataset.restored = "";
  }
  field.addEventListener("input", () => writeDraft(keyOf(form.id), field.value));
  form.dataset.ready = "";
}
