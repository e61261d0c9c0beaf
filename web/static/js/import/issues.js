/** Faults and findings of a file by kind: each row with field, value and words, and a way to mend it. */

import { el } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { stepAddress } from "./upload.js";
import { fieldTitle, plain } from "./words.js";

const STEP_OF = { date_format: "columns", columns: "columns", crs: "file", new_categories: "columns" };
const FIRST = 8;

/** The faults that keep rows out, one block a kind, the most frequent first. */
export function issueTables(upload, onLine) {
  const now = upload.get();
  const kinds = Object.entries(now.checked.counts).sort((a, b) => b[1] - a[1]);
  return kinds.map(([kind, n]) => {
    const issues = now.checked.issues.filter(
      (issue) => issue.kind === kind && issue.severity === "refuse" && issue.line !== null,
    );
    return issues.length ? block(now, { kind, n, tag: "bad" }, issues, onLine, fixOf(kind, upload)) : null;
  });
}

/** What wants to be known but keeps no row out. */
export function toldTables(now, onLine) {
  const told = now.checked.issues.filter((issue) => issue.severity !== "refuse");
  if (!told.length) return null;
  const kinds = [...new Set(told.map((issue) => issue.kind))];
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-told" },
    el("h2", { id: "h-told" }, t("import.told")),
    kinds.map((kind) =>
      block(
        now,
        { kind, n: now.checked.told?.[kind] ?? 0, tag: "warn" },
        told.filter((issue) => issue.kind === kind),
        onLine,
        null,
      ),
    ),
  );
}

function block(now, { kind, n, tag }, issues, onLine, fix) {
  const id = `kind-${kind}`;
  return el(
    "div",
    { class: "fault", "data-kind": kind },
    el(
      "h3",
      { id, class: "fault__title" },
      title(kind),
      " ",
      el("span", { class: `tag tag--${tag}` }, number(n)),
    ),
    fix,
    table(now, issues.slice(0, FIRST), id, onLine),
    issues.length > FIRST
      ? el(
          "details",
          { class: "disclosure" },
          el("summary", {}, t("import.more_of_kind", { n: number(issues.length - FIRST) })),
          table(now, issues.slice(FIRST), id, onLine),
        )
      : null,
    n > issues.length
      ? el("p", { class: "u-quiet" }, t("import.rest_in_sheet", { n: number(n - issues.length) }))
      : null,
  );
}

/** The name of a kind; one that has no words of its own shows as it is. */
function title(kind) {
  const words = t(`import.kind_${kind}`);
  return words.startsWith("import.kind_") ? kind.replaceAll("_", " ") : words;
}

function table(now, issues, id, onLine) {
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "group", "aria-labelledby": id },
    el(
      "table",
      { class: "table table--cards" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["line", "field", "value", "message"].map((key) => el("th", { scope: "col" }, t(`import.${key}`))),
        ),
      ),
      el(
        "tbody",
        {},
        issues.map((issue) =>
          el(
            "tr",
            {},
            el(
              "th",
              { scope: "row", "data-label": t("import.line") },
              issue.line === null
                ? "–"
                : el(
                    "button",
                    { type: "button", class: "table__open", onclick: () => onLine(issue.line) },
                    String(issue.line),
                  ),
            ),
            el("td", { "data-label": t("import.field") }, fieldTitle(now, issue.field)),
            el("td", { "data-label": t("import.value") }, issue.value ? el("code", {}, issue.value) : ""),
            el("td", { "data-label": t("import.message") }, plain(issue.message)),
          ),
        ),
      ),
    ),
  );
}

function fixOf(kind, upload) {
  const now = upload.get();
  const fix = now.fixes[kind];
  if (!fix) return null;
  const isSaid = Object.keys(fix.said).length > 0 && holds(now.said, fix.said);
  return el(
    "div",
    { class: "note fault__fix" },
    el("div", {}, el("strong", {}, t("import.fix")), " ", text(fix.words)),
    way(kind, fix, isSaid, upload),
  );
}

/** Whether something that was said holds all of `wanted`, inside as well. */
const holds = (said, wanted) =>
  Object.entries(wanted).every(([name, value]) =>
    typeof value === "object" ? holds(said?.[name] ?? {}, value) : said?.[name] === value,
  );

function way(kind, fix, isSaid, upload) {
  const { id, state } = upload.get();
  if (state === "loaded" || isSaid) return null;
  if (Object.keys(fix.said).length)
    return el(
      "button",
      { type: "button", class: "button", "data-fix": kind, onclick: () => upload.answer({ said: fix.said }) },
      t(`import.fix_${kind}`),
    );
  if (fix.choose)
    return el(
      "a",
      { class: "button", href: stepAddress(id, STEP_OF[fix.choose] ?? "columns") },
      t("import.to_step", { step: t(`import.step_${STEP_OF[fix.choose] ?? "columns"}`) }),
    );
  return null;
}
