/** What a corrected file would change: each row before and after, seen before anything is replaced. */

import { el } from "../dom.js";
import { number, t } from "../i18n.js";
import { fieldTitle } from "./words.js";

const FIRST = 20;

export function differencesCard(now, onLine) {
  const { differences = [], differing = 0 } = now.preview ?? {};
  if (!differences.length) return null;
  return el(
    "div",
    { class: "card" },
    el("h2", { id: "h-differences" }, t("import.differences", { n: number(differing) })),
    el(
      "p",
      { class: "u-quiet" },
      t(now.said.update ? "import.differences_replace" : "import.differences_lead"),
    ),
    table(now, differences.slice(0, FIRST), onLine),
    differences.length > FIRST
      ? el(
          "details",
          { class: "disclosure" },
          el("summary", {}, t("import.more_of_kind", { n: number(differences.length - FIRST) })),
          table(now, differences.slice(FIRST), onLine),
        )
      : null,
    differing > differences.length
      ? el(
          "p",
          { class: "u-quiet" },
          t("import.more_differences", { n: number(differing - differences.length) }),
        )
      : null,
  );
}

function table(now, differences, onLine) {
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "group", "aria-labelledby": "h-differences" },
    el(
      "table",
      { class: "table table--cards" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          ["line", "key", "field", "before", "after"].map((key) =>
            el("th", { scope: "col" }, t(`import.${key}`)),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        differences.flatMap((each) => rows(now, each, onLine)),
      ),
    ),
  );
}

function rows(now, { line, key, changes, moved_m: moved }, onLine) {
  const all =
    moved === null
      ? changes
      : [
          ...changes,
          { field: t("import.shape"), before: "", after: t("import.moved", { m: number(moved, 1) }) },
        ];
  return all.map((change, i) =>
    el(
      "tr",
      { class: i ? "is-same-row" : null },
      el(
        "th",
        { scope: "row", "data-label": t("import.line") },
        el("button", { type: "button", class: "table__open", onclick: () => onLine(line) }, String(line)),
      ),
      el("td", { "data-label": t("import.key") }, key),
      el("td", { "data-label": t("import.field") }, fieldTitle(now, change.field)),
      el("td", { "data-label": t("import.before") }, el("del", {}, change.before)),
      el("td", { "data-label": t("import.after") }, el("ins", {}, change.after)),
    ),
  );
}
