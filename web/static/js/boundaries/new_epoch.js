/** A new epoch from a file: sent, planned, its questions answered, and loaded once a person says so. */

import { startEpoch } from "../api_boundaries.js";
import { fetchUpload, sayOfUpload, sendCompanion, sendFile } from "../api_imports.js";
import { el, fill, note, onSubmit, troubleBox } from "../dom.js";
import { t, text } from "../i18n.js";
import { questionCards } from "../import/questions.js";
import { followJob, jobBar } from "../jobs.js";
import { epochAddress } from "./epoch_list.js";
import { planView } from "./plan.js";

const WAITING = { state: "queued", fraction: 0, stage: null, tries: 0, error: null, id: 0 };
const NEEDED = ["starts_on", "basis_number", "basis_on", "basis_title"];
const MAIN = ["shp", "tab", "mif"];

/**
 * @param {HTMLFormElement} form @param {HTMLElement} work where progress and trouble are shown
 * @param {HTMLElement} plan where the plan, or what stands in its way, is shown
 */
export function buildForm(form, work, plan, page) {
  let upload = null;
  const run = async (what) => {
    const { job } = await startEpoch(what, upload.id, wishOf(form));
    const bar = jobBar(WAITING);
    fill(work, bar);
    const ended = await followJob(job, bar.show);
    if (ended.state === "done") fill(work);
    return ended;
  };
  const attempt = async (action) => {
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      await action();
    } catch (error) {
      fill(work, troubleBox(error, t("state.offline"), null));
      plan.dataset.ready = "refused";
    } finally {
      button.disabled = false;
    }
  };
  const makePlan = async () => {
    plan.dataset.ready = "working";
    fill(plan);
    upload ??= await sendAll(form, work);
    const ended = await run("plan");
    if (ended.state !== "done") return;
    const { result } = ended;
    plan.dataset.ready = result.verdict;
    if (result.verdict === "planned") return fill(plan, planView(result, () => attempt(load)));
    fill(plan, await obstacles(result, upload, page, () => attempt(makePlan)));
  };
  const load = async () => {
    const ended = await run("load");
    if (ended.state === "done") location.assign(epochAddress(page, ended.result.epoch));
  };
  onSubmit(form, () => {
    if (isComplete(form)) attempt(makePlan);
  });
  form.elements.file.addEventListener("change", () => (upload = null));
  form.elements.kind.addEventListener("change", () => (upload = null));
}

/** What the form says, in the words of the server. */
function wishOf({ elements }) {
  return {
    kind: elements.kind.value,
    scope: elements.scope.value,
    sliver_share: Number(elements.sliver_share.value) / 100,
    ...Object.fromEntries(NEEDED.map((name) => [name, elements[name].value.trim()])),
  };
}

/** Say what is still missing, at the field that lacks it. */
function isComplete(form) {
  const missing = [...NEEDED, "file"].map((name) => form.elements[name]).filter((input) => !input.value.trim());
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  form.querySelector(".epoch-form__missing")?.remove();
  if (!missing.length) return true;
  for (const input of missing) input.setAttribute("aria-invalid", "true");
  const names = missing.map((input) => form.querySelector(`label[for="${input.id}"]`).textContent).join(", ");
  form.append(el("p", { class: "field__error epoch-form__missing", role: "alert" }, t("boundaries.missing", { names })));
  missing[0].focus();
  return false;
}

/** Send the file, and what belongs beside it (the .dbf of a .shp). */
async function sendAll(form, work) {
  const files = [...form.elements.file.files];
  const main = files.find((file) => MAIN.includes(file.name.split(".").at(-1).toLowerCase())) ?? files[0];
  const bar = el("progress", { class: "progress", max: "1", "aria-label": t("boundaries.sending", { name: main.name }) });
  fill(work, el("p", { role: "status" }, t("boundaries.sending", { name: main.name })), bar);
  const layer = form.elements.kind.value === "group" ? "groups" : "ward_border";
  let upload = await sendFile(layer, main, (share) => (bar.value = share));
  for (const file of files.filter((each) => each !== main)) upload = await sendCompanion(upload.id, file);
  return upload;
}

/** Why a file cannot be planned yet: questions to answer, or faults to mend. */
async function obstacles({ verdict, report, message }, upload, page, again) {
  if (verdict === "open") {
    const answers = (await fetchUpload(upload.id)).said?.answers ?? {};
    const questions = report.questions.map((each) => ({ ...each, answer: answers[each.id] ?? null }));
    const onAnswer = async (id, value) => {
      await sayOfUpload(upload.id, { said: { answers: { [id]: value } } });
      again();
    };
    return [note(t("boundaries.open"), "warning"), questionCards(questions, onAnswer)];
  }
  return [
    note(text(message), "error"),
    el(
      "ul",
      { class: "epoch-form__faults" },
      report.issues.map((issue) =>
        el("li", {}, issue.line === null ? null : el("strong", {}, t("boundaries.line", { line: issue.line }), " "), text(issue.message)),
      ),
    ),
    el(
      "p",
      {},
      el("a", { href: `/import/${upload.id}/check?${new URLSearchParams({ ward: page.ward.code })}` }, t("boundaries.see_check")),
    ),
  ];
}
