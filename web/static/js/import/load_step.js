/** Step 4: all rows or the clean ones, as the person says; progress; what came of it. */

import { startWork, fetchUpload } from "../api_imports.js";
import { el, fill, note, troubleBox } from "../dom.js";
import { number, t } from "../i18n.js";
import { followJob, jobBar } from "../jobs.js";
import { nothingYet } from "./begin.js";
import { showImport } from "./one_import.js";
import { openQuestions } from "./questions.js";
import { createUpload, stepAddress, wardAddress } from "./upload.js";

export async function showLoad(body, page) {
  const work = document.getElementById("import-work");
  const upload = createUpload(page.upload, work);
  const show = () => fill(body, parts(upload, body, page));
  upload.subscribe(show);
  show();
  await upload.resume();
  if (upload.isLeft()) return undefined;
  const now = upload.get();
  if (now.state === "loaded") return showResult(body, page, now);
  return now.is_checked ? undefined : upload.check();
}

function parts(upload, body, page) {
  const now = upload.get();
  if (!now.checked) return [nothingYet(t("import.not_checked"), now)];
  return [summary(now), choices(upload, body, page), commandCard(now)];
}

function summary(now) {
  const { checked, preview } = now;
  const figures = [
    ["import.n_read", checked.read],
    ["import.n_clean", checked.kept],
    ["import.n_bad", checked.bad],
    ["import.n_there", checked.unchanged],
    ["import.n_differing", preview.differing ?? 0],
  ];
  return el(
    "dl",
    { class: "counts" },
    figures.map(([key, n]) =>
      el("div", { class: "counts__one" }, el("dt", {}, t(key)), el("dd", {}, number(n))),
    ),
  );
}

/** What may be loaded now; nothing of it is chosen beforehand where there is a choice. */
function choices(upload, body, page) {
  const now = upload.get();
  const { checked } = now;
  if (openQuestions(now).length)
    return el(
      "div",
      {},
      note(t("import.still_open", { n: openQuestions(now).length }), "warning"),
      el(
        "p",
        { class: "import__next" },
        el(
          "a",
          { class: "button button--main", href: stepAddress(now.id, "check") },
          t("import.to_questions"),
        ),
      ),
    );
  const isWhole = checked.issues.some((issue) => issue.line === null && issue.severity === "refuse");
  if (isWhole || (!checked.kept && checked.bad)) return note(t("import.nothing_to_load"), "error");
  const hasFaults = Object.keys(checked.counts).length > 0 || now.said.skip_bad;
  const go = el(
    "button",
    {
      type: "button",
      class: "button button--main",
      id: "load",
      disabled: hasFaults && !now.said.skip_bad,
      onclick: () => load(upload, body, page),
    },
    t("import.load"),
  );
  return el(
    "section",
    { class: "card u-stack", "aria-labelledby": "h-load" },
    el("h2", { id: "h-load" }, t("import.what_to_load")),
    hasFaults ? faultyChoice(upload) : el("p", {}, t("import.all_clean", { n: number(checked.kept) })),
    el("p", { class: "u-quiet" }, t("import.one_transaction")),
    el(
      "div",
      { class: "button-row" },
      go,
      el("a", { class: "button", href: stepAddress(now.id, "check") }, t("import.back_check")),
    ),
  );
}

function faultyChoice(upload) {
  const { checked, said } = upload.get();
  const option = (value, words, why) =>
    el(
      "label",
      { class: "option" },
      el("input", {
        type: "radio",
        name: "which",
        value,
        checked: value === "clean" && Boolean(said.skip_bad),
        disabled: value === "all",
        onchange: () => upload.say({ said: { skip_bad: true } }),
      }),
      el(
        "span",
        { class: "option__words" },
        el("strong", {}, words),
        el("small", { class: "option__evidence" }, why),
      ),
    );
  return el(
    "fieldset",
    { class: "field" },
    el("legend", { class: "u-hidden" }, t("import.what_to_load")),
    option("all", t("import.load_all", { n: number(checked.read) }), t("import.load_all_why")),
    option(
      "clean",
      t("import.load_clean", { n: number(checked.kept), bad: number(checked.bad) }),
      t("import.load_clean_why"),
    ),
  );
}

export function commandCard(now) {
  return el(
    "details",
    { class: "card disclosure" },
    el("summary", {}, t("import.command")),
    el(
      "div",
      { class: "disclosure__body" },
      el("p", { class: "u-quiet" }, t("import.command_help")),
      el("pre", { class: "commands", tabindex: "0", "aria-label": t("import.command") }, now.command),
    ),
  );
}

async function load(upload, body, page) {
  const work = document.getElementById("import-work");
  upload.leave();
  try {
    const { job } = await startWork(upload.get().id, "load");
    const bar = jobBar({ id: job, state: "queued", fraction: 0, stage: null, tries: 0, error: null });
    fill(work, el("div", { class: "card import__job" }, bar));
    fill(body);
    const ended = await followJob(job, bar.show);
    const now = await fetchUpload(upload.get().id);
    if (now.state === "loaded") return await showResult(body, page, now);
    if (ended.state === "done") fill(work, note(t("import.nothing_changed")));
    fill(
      body,
      commandCard(now),
      el(
        "div",
        { class: "button-row import__next" },
        el("a", { class: "button button--main", href: stepAddress(now.id, "check") }, t("import.back_check")),
      ),
    );
  } catch (error) {
    fill(
      work,
      troubleBox(error, t("state.offline"), () => load(upload, body, page)),
    );
  }
}

/** What came of it: the import, with links to map, rows and undo. */
async function showResult(body, page, { import: id, layer }) {
  const style = layer.startsWith("own_")
    ? el("a", { class: "button", href: wardAddress(`/layers/${layer}`) }, t("new_layer.style"))
    : null;
  fill(
    document.getElementById("import-work"),
    el(
      "div",
      { class: "note note--good", role: "status", id: "loaded" },
      el("div", {}, t("import.done")),
      style,
    ),
  );
  await showImport(body, { ...page, record: { id } });
}
