/** The dialog with the rows behind a figure: what is counted can always be looked at. */

import { fetchRows, isCancelled, pageData } from "../api.js";
import { caseAddress } from "../cases/link.js";
import { cellWords } from "../cells.js";
import { el, fill, icon, iconButton, stateBox } from "../dom.js";
import { number, t, text } from "../i18n.js";

const PAGE = 1000;

/**
 * @param {HTMLDialogElement} dialog
 * @param {{query: () => URLSearchParams, mapAddress: (layer: string, row: object) => string}} wishes
 * @returns {(of: string, title: string, count: number) => Promise<void>}
 */
export function buildRows(dialog, wishes) {
  const close = () => dialog.close();
  const frame = (title, body, foot) =>
    fill(
      dialog,
      el(
        "div",
        { class: "dialog__head" },
        el("h2", { id: "rows-title" }, t("board.rows_of", { name: title })),
        iconButton(t("popup.close"), "close", close),
      ),
      el(
        "div",
        { class: "dialog__body", tabindex: "0", role: "region", "aria-labelledby": "rows-title" },
        body,
      ),
      foot ? el("div", { class: "dialog__foot" }, foot) : null,
    );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  const open = async (of, title, back = null) => {
    dialog.dataset.of = of;
    dialog.removeAttribute("data-total");
    frame(title, stateBox("loading", t("state.loading")));
    if (!dialog.open) dialog.showModal();
    const inner = (row) => open(row.of, row.label, () => open(of, title));
    const query = wishes.query();
    query.set("of", of);
    query.set("limit", String(PAGE));
    try {
      const found = await fetchRows(query);
      frame(
        title,
        found.rows.length ? rowTable(found, { ...wishes, onInner: inner }) : stateBox("empty", t("board.rows_none")),
        [back && backButton(back), ...footOf(found, of, query)],
      );
      if (back) dialog.querySelector("[data-back]").focus();
      dialog.dataset.total = String(found.total);
    } catch (error) {
      if (!isCancelled(error))
        frame(title, stateBox("error", error.words ? text(error.words) : t("state.offline")));
    }
  };
  return (of, title) => open(of, title);
}

/** Back from the rows of one row to the list that it stands in. */
const backButton = (back) =>
  el("button", { type: "button", class: "button", "data-back": "", onclick: back }, icon("back"), el("span", {}, t("board.rows_back")));

function footOf(found, of, query) {
  const words =
    found.total > found.rows.length
      ? t("board.rows_first", { n: number(found.rows.length), total: number(found.total) })
      : t("board.rows_total", { n: number(found.total) });
  const status = el("span", { class: "u-quiet u-number", role: "status" }, words);
  const save = el(
    "button",
    { type: "button", class: "button", onclick: () => saveAll(found, of, query, { save, status }) },
    icon("download"),
    el("span", {}, t("board.csv")),
  );
  return [status, found.rows.length ? save : null];
}

/** Fetch what the dialog does not show yet, so that the file has as many lines as the number says. */
async function saveAll(found, of, query, { save, status }) {
  const rows = [...found.rows];
  const before = status.textContent;
  save.disabled = true;
  try {
    while (rows.length < found.total) {
      status.textContent = t("board.rows_loading", { n: number(rows.length), total: number(found.total) });
      query.set("offset", String(rows.length));
      const page = await fetchRows(query);
      if (!page.rows.length) break;
      rows.push(...page.rows);
    }
    saveCsv({ ...found, rows }, of);
    status.textContent = before;
  } catch (error) {
    if (!isCancelled(error)) status.textContent = error.words ? text(error.words) : t("state.offline");
  } finally {
    save.disabled = false;
  }
}

/** Columns that say something: not those that are the same "no" or precision in every row. */
function telling({ columns, rows }) {
  const isPlain = (name) => new Set(rows.map((row) => JSON.stringify(row[name]))).size === 1;
  return columns.filter(
    ({ name, type }) => !((type === "boolean" || name === "time_precision") && isPlain(name)),
  );
}

function rowTable(found, wishes) {
  const { rows, layer } = found;
  const columns = telling(found);
  const isNumber = (column) => ["integer", "number"].includes(column.type);
  const head = el(
    "tr",
    {},
    columns.map((column) =>
      el("th", { scope: "col", class: isNumber(column) ? "is-number" : null }, text(column.title)),
    ),
    el("th", { scope: "col" }, el("span", { class: "u-hidden" }, t("board.show_on_map"))),
  );
  const body = rows.map((row) =>
    el(
      "tr",
      {},
      columns.map((column, at) =>
        el("td", { class: isNumber(column) ? "is-number" : null }, at ? cellOf(column, row, wishes) : firstCell(layer, column, row, wishes)),
      ),
      el("td", { class: "is-short" }, mapLink(layer, row, wishes)),
    ),
  );
  return el(
    "div",
    { class: "table-wrap" },
    el("table", { class: "table" }, el("thead", {}, head), el("tbody", {}, body)),
  );
}

/** The first cell of an incident opens its page. */
function firstCell(layer, column, row, wishes) {
  const shown = cellOf(column, row, wishes);
  const href = caseAddress(layer, row.id, pageData());
  return href ? el("a", { href, "data-case": row.id }, shown || String(row.id)) : shown;
}

/** The name of a row that has rows of its own opens them. */
function cellOf(column, row, wishes) {
  const shown = cellWords(column, row[column.name], row);
  if (column.name !== "label" || !row.of) return shown;
  return el("button", { type: "button", class: "table__open", "data-inner": row.of, onclick: () => wishes.onInner(row) }, shown);
}

function mapLink(layer, row, wishes) {
  if (row.lon === null || row.lon === undefined) return "";
  const label = t("board.show_on_map");
  return el(
    "a",
    {
      class: "button button--icon button--quiet",
      href: wishes.mapAddress(layer, row),
      "aria-label": label,
      title: label,
    },
    icon("target"),
  );
}

function saveCsv({ columns, rows }, of) {
  const quote = (value) => `"${guard(String(value ?? "")).replaceAll('"', '""')}"`;
  const lines = [
    columns.map((column) => quote(text(column.title))),
    ...rows.map((row) =>
      columns.map((column) => quote(row[column.name] === null ? "" : cellWords(column, row[column.name], row))),
    ),
  ];
  const bytes = new Blob(["\ufeff", lines.map((line) => line.join(",")).join("\r\n")], { type: "text/csv" });
  const link = el("a", { href: URL.createObjectURL(bytes), download: `${of.replaceAll(":", "-")}.csv` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Spreadsheets run cells that start like a formula. */
const guard = (value) => (/^[=+\-@\t\r]/.test(value) && !/^-?[\d.,]+$/.test(value) ? `'${value}` : value);
