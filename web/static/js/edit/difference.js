/** What a save would change, row by row, before it is saved: sizes in metres, attributes side by side. */

import { el, icon } from "../dom.js";
import { number, t, text } from "../i18n.js";

/** @param {object} plan as the server describes it */
export function differenceList(plan) {
  return el(
    "div",
    { class: "edit__part", id: "edit-difference" },
    plan.rows.some((row) => row.before && row.after) ? legend() : null,
    plan.rows.map(rowCard),
    (plan.notes ?? []).map((words) => el("p", { class: "edit__note" }, icon("info"), el("span", {}, text(words)))),
    plan.incidents ? el("p", { class: "edit__note" }, icon("info"), el("span", {}, t("edit.incidents", { n: number(plan.incidents) }))) : null,
  );
}

const legend = () =>
  el(
    "ul",
    { class: "edit__legend" },
    el("li", {}, el("span", { class: "edit__key edit__key--before", "aria-hidden": "true" }), t("edit.before")),
    el("li", {}, el("span", { class: "edit__key edit__key--after", "aria-hidden": "true" }), t("edit.after")),
  );

function rowCard(row) {
  return el(
    "section",
    { class: "edit__row", "data-row": row.code },
    el("h3", { class: "edit__row-title" }, row.title, row.title === row.code ? "" : ` (${row.code})`, " ", el("span", { class: "tag" }, t(`edit.row_${row.action}`))),
    sizeList(row),
    row.changes.length && row.action !== "remove" ? changeTable(row) : null,
  );
}

function sizeList({ size, before, after, action }) {
  const pairs = [];
  if (size.unit && (before || after)) pairs.push([t(size.unit === "m" ? "edit.length" : "edit.area"), sizeWords(size)]);
  if (size.moved_m && action === "change") pairs.push([t("edit.moved"), `${number(size.moved_m, 2)} m`]);
  if (!pairs.length) return null;
  return el("dl", { class: "pairs" }, pairs.map(([title, words]) => [el("dt", {}, title), el("dd", {}, words)]));
}

/** "812,4 → 830,1 m (+17,7)"; one number where there is only one. */
function sizeWords({ unit, before, after }) {
  if (before === null || after === null) return `${number(before ?? after, 1)} ${unit}`;
  const change = after - before;
  const sign = change < 0 ? "−" : "+";
  return `${number(before, 1)} → ${number(after, 1)} ${unit} (${sign}${number(Math.abs(change), 1)})`;
}

function changeTable({ changes, action }) {
  const isNew = action === "create";
  const head = isNew ? ["edit.field", "edit.value"] : ["edit.field", "edit.before", "edit.after"];
  const shown = changes.filter(({ before, after }) => text(before) || text(after));
  if (!shown.length) return null;
  return el(
    "table",
    { class: "table edit__changes" },
    el("thead", {}, el("tr", {}, head.map((key) => el("th", { scope: "col" }, t(key))))),
    el(
      "tbody",
      {},
      shown.map(({ field, before, after }) =>
        el("tr", {}, el("th", { scope: "row" }, text(field)), isNew ? null : el("td", {}, text(before) || "–"), el("td", {}, text(after) || "–")),
      ),
    ),
  );
}

/** Mine beside theirs, where somebody else saved meanwhile: only the fields that differ. */
export function conflictTable(form, mine, theirs) {
  const words = (field, value) => text(field.codes[value]) || (value ?? "") || "–";
  const rows = form.filter(({ name }) => (mine.values[name] ?? "") !== (theirs.values[name] ?? ""));
  const isMoved = JSON.stringify(mine.geometry) !== JSON.stringify(theirs.geometry);
  return el(
    "table",
    { class: "table edit__changes" },
    el("thead", {}, el("tr", {}, [t("edit.field"), t("edit.mine"), t("edit.theirs")].map((each) => el("th", { scope: "col" }, each)))),
    el(
      "tbody",
      {},
      rows.map((field) =>
        el("tr", {}, el("th", { scope: "row" }, text(field.title)), el("td", {}, words(field, mine.values[field.name])), el("td", {}, words(field, theirs.values[field.name]))),
      ),
      isMoved ? el("tr", {}, el("th", { scope: "row" }, t("edit.shape")), el("td", { colspan: "2" }, t("edit.shape_differs"))) : null,
    ),
  );
}
