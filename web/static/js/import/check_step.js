/** What a check found: counts, questions still open, faults by kind with what can be done, differences. */

import { issueSheetAddress } from "../api_imports.js";
import { el, fill, icon, note } from "../dom.js";
import { number, t } from "../i18n.js";
import { differencesCard } from "./differences.js";
import { loadedNote, refusal } from "./file_step.js";
import { issueTables, toldTables } from "./issues.js";
import { commandCard } from "./load_step.js";
import { questionCards } from "./questions.js";
import { stepAddress } from "./upload.js";
import { plain } from "./words.js";

const VERDICTS = { clean: "good", open: "warn", refused: "bad" };

/**
 * @param {HTMLElement} before what stands above the map
 * @param {HTMLElement} after what stands below it
 * @param {object} upload
 * @param {(line: number) => void} onLine shows a row on map and in the table
 */
export function showCheck(before, after, upload, onLine) {
  const now = upload.get();
  const asked = now.questions.filter((each) => each.answer === null || each.step === "check");
  fill(
    before,
    now.state === "loaded" ? loadedNote(now) : null,
    now.is_checked ? null : staleNote(upload),
    verdict(now),
    refusal(now),
    counts(now),
    asked.length
      ? questionCards(asked, (id, value) => upload.answer({ said: { answers: { [id]: value } } }))
      : null,
  );
  fill(
    after,
    differencesCard(now, onLine),
    faults(upload, onLine),
    toldTables(now, onLine),
    (now.checked.notes ?? []).map((each) => note(plain(each))),
    commandCard(now),
    next(now),
  );
}

const staleNote = (upload) =>
  el(
    "div",
    { class: "note note--warning" },
    icon("warning"),
    el("div", {}, t("import.stale")),
    el("button", { type: "button", class: "button", onclick: () => upload.check() }, t("import.check_again")),
  );

function verdict({ checked }) {
  return el(
    "p",
    { class: "verdict", role: "status", "data-verdict": checked.verdict },
    el("span", { class: `tag tag--${VERDICTS[checked.verdict]}` }, t(`import.verdict_${checked.verdict}`)),
    " ",
    t(`import.verdict_${checked.verdict}_words`, { n: number(checked.bad) }),
  );
}

function counts({ checked, preview }) {
  const fresh = Math.max(0, checked.kept - checked.unchanged - (preview.differing ?? 0));
  const figures = [
    ["import.n_read", checked.read],
    ["import.n_clean", checked.kept],
    ["import.n_bad", checked.bad],
    ["import.n_new", fresh],
    ["import.n_differing", preview.differing ?? 0],
    ["import.n_there", checked.unchanged],
  ];
  if (!checked.kept && !checked.bad) return null;
  return el(
    "dl",
    { class: "counts" },
    figures.map(([key, n]) =>
      el("div", { class: "counts__one" }, el("dt", {}, t(key)), el("dd", {}, number(n))),
    ),
  );
}

function faults(upload, onLine) {
  const now = upload.get();
  const rows = now.checked.issues.filter((issue) => issue.severity === "refuse" && issue.line !== null);
  if (!rows.length) return null;
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-faults" },
    el(
      "div",
      { class: "card__head" },
      el("h2", { id: "h-faults" }, t("import.faults", { n: number(now.checked.bad) })),
      now.has_issue_sheet
        ? el(
            "a",
            { class: "button", href: issueSheetAddress(now.id), download: "", id: "issue-sheet" },
            icon("download"),
            el("span", {}, t("import.issue_sheet")),
          )
        : null,
    ),
    el("p", { class: "u-quiet" }, t("import.faults_lead")),
    issueTables(upload, onLine),
  );
}

function next(now) {
  if (now.state === "loaded") return null;
  return el(
    "div",
    { class: "button-row import__next" },
    el("a", { class: "button", href: stepAddress(now.id, "columns") }, t("import.back_columns")),
    now.checked.verdict === "open"
      ? el("span", { class: "u-quiet" }, t("import.answer_first"))
      : el("a", { class: "button button--main", href: stepAddress(now.id, "load") }, t("import.next_load")),
  );
}
