/** Totals without points, such as a table of people, in the boundaries of another day. */

import { recastTotals } from "../api_boundaries.js";
import { el, fill, note, onSubmit, troubleBox } from "../dom.js";
import { number, t, text } from "../i18n.js";

export function buildRecast(form, result, page) {
  const { since, until, recast_kind: kind, by, totals } = form.elements;
  const [last, before] = [...page.epochs].reverse();
  if (before) [since.value, until.value] = [before.since, last.since];
  onSubmit(form, async () => {
    const read = readTotals(totals.value);
    if (read.wrong) return fill(result, note(t("recast.wrong_line", { line: read.wrong }), "error"));
    try {
      const body = { kind: kind.value, by: by.value, since: since.value, until: until.value, values: read.values };
      fill(result, recastView(await recastTotals(body)));
    } catch (error) {
      fill(result, troubleBox(error, t("state.offline"), null));
    }
  });
}

/** Lines of "code value", with a tab, a semicolon or spaces between, as a spreadsheet gives them. */
function readTotals(words) {
  const values = {};
  for (const [i, line] of words.split("\n").entries()) {
    if (!line.trim()) continue;
    const found = /^\s*([^\t;]+?)\s*[\t; ]\s*(\d+(?:\.\d+)?)\s*$/.exec(line);
    if (!found || found[1] in values) return { wrong: i + 1 };
    values[found[1]] = Number(found[2]);
  }
  return Object.keys(values).length ? { values } : { wrong: 1 };
}

function recastView(made) {
  const amount = (value) => number(value, Number.isInteger(value) ? 0 : 1);
  return [
    note(text(made.words), "warning"),
    el(
      "div",
      { class: "table-wrap", tabindex: "0", role: "group", "aria-label": t("recast.title") },
      el(
        "table",
        { class: "table", id: "recast-table" },
        el("thead", {}, el("tr", {}, ["area", "value", "from"].map((name) => el("th", { scope: "col", class: name === "value" ? "is-number" : null }, t(`recast.${name}`))))),
        el(
          "tbody",
          {},
          made.rows.map((row) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, row.name, " ", el("small", { class: "u-quiet" }, row.code)),
              el("td", { class: "is-number" }, amount(row.value)),
              el("td", {}, row.parts.map((part) => `${amount(part.value)} ${part.name}`).join(" + ")),
            ),
          ),
        ),
      ),
    ),
    made.lost.map((each) => note(t("recast.lost", { name: each.name, value: amount(each.value) }), "warning")),
  ];
}
