/** The ranked lists: repeat points and hot cells; rows and map know of each other. */

import { el, fill, stateBox } from "../dom.js";
import { chance, date, number, t, text } from "../i18n.js";

const FIRST = 8;

const POINT_COLUMNS = [
  { title: "board.rank", isNumber: true, cell: (row) => number(row.rank) },
  { title: "board.where", isHead: true, cell: whereOf },
  { title: "board.in_window", isNumber: true, cell: (row) => number(row.in_window) },
  { title: "board.total", isNumber: true, cell: (row) => number(row.total) },
  {
    title: "board.days_since",
    isNumber: true,
    cell: (row) => [number(row.days_since_last), el("div", { class: "table__detail" }, date(row.last_on))],
  },
  {
    title: "board.state",
    cell: (row) =>
      el("span", { class: row.state === "active" ? "tag tag--bad" : "tag tag--good" }, text(row.state_title)),
  },
];

const CELL_COLUMNS = [
  { title: "board.rank", isNumber: true, cell: (row) => number(row.rank) },
  {
    title: "board.where",
    isHead: true,
    cell: (row) => whereOf({ ...row, label: [row.lane, row.group].filter(Boolean).join(" · ") || row.label }),
  },
  { title: "board.count", isNumber: true, cell: (row) => number(row.count) },
  { title: "board.expected", isNumber: true, cell: (row) => number(row.expected, 1) },
  { title: "board.previous", isNumber: true, cell: (row) => number(row.previous) },
  { title: "board.z", isNumber: true, cell: (row) => number(row.z, 2) },
  { title: "board.p_adjusted", isNumber: true, cell: (row) => chance(row.p_adjusted) },
  {
    title: "board.level",
    cell: (row) => el("span", { class: "tag tag--warn" }, t("board.confidence", { level: row.level })),
  },
];

function whereOf(row) {
  return {
    words: row.label,
    detail: [row.lane, row.group].filter((each) => each && !row.label.includes(each)).join(" · "),
    notes: row.notes ?? [],
  };
}

/**
 * @param {HTMLElement} node
 * @param {{rows: object[], total: number}} table
 * @param {{kind: "repeat_points"|"hot_cells", none: Node, onOpen: Function, onPoint: (row: object|null) => void}} wishes
 */
export function showTable(node, table, wishes) {
  if (!table.rows.length) return fill(node, wishes.none);
  const columns = wishes.kind === "repeat_points" ? POINT_COLUMNS : CELL_COLUMNS;
  const body = el("tbody", {});
  const more = el("button", {
    type: "button",
    class: "button button--quiet",
    "data-more": "closed",
    hidden: table.rows.length <= FIRST,
  });
  let isShort = true;
  const show = () => {
    fill(
      body,
      table.rows.slice(0, isShort ? FIRST : undefined).map((row) => tableRow(row, columns, wishes)),
    );
    more.textContent = isShort ? t("board.more", { n: number(table.rows.length) }) : t("board.less");
  };
  more.addEventListener("click", () => {
    isShort = !isShort;
    more.dataset.more = isShort ? "closed" : "open";
    show();
  });
  show();
  const head = el(
    "tr",
    {},
    columns.map((column) =>
      el("th", { scope: "col", class: column.isNumber ? "is-number" : null }, t(column.title)),
    ),
  );
  return fill(
    node,
    el(
      "div",
      {
        class: "table-wrap",
        tabindex: "0",
        role: "region",
        "aria-label": t("board.table_of", { name: t(`board.${wishes.kind}`) }),
      },
      el("table", { class: "table" }, el("thead", {}, head), body),
    ),
    more,
  );
}

function tableRow(row, columns, wishes) {
  const node = el(
    "tr",
    { "data-row": wishes.kind, "data-feature": row.feature ?? row.id },
    columns.map((column) => tableCell(column, row, wishes)),
  );
  for (const [event, value] of [
    ["pointerenter", row],
    ["focusin", row],
    ["pointerleave", null],
    ["focusout", null],
  ]) {
    node.addEventListener(event, () => {
      node.toggleAttribute("data-active", Boolean(value));
      wishes.onPoint(value);
    });
  }
  return node;
}

function tableCell(column, row, wishes) {
  const shown = column.cell(row);
  if (!column.isHead) return el("td", { class: column.isNumber ? "is-number" : "is-short" }, shown);
  const count = row.total ?? row.count;
  const open = el(
    "button",
    {
      type: "button",
      class: "table__open",
      "aria-label": t("board.open_rows", { n: number(count), name: shown.words }),
      onclick: () => wishes.onOpen(row.of, shown.words, count),
    },
    shown.words,
  );
  return el(
    "th",
    { scope: "row" },
    open,
    shown.detail ? el("div", { class: "table__detail" }, shown.detail) : null,
    shown.notes.map((words) => el("div", { class: "table__detail" }, text(words))),
  );
}

/** Light the row of the feature that the pointer is over on the map; null lights none. */
export function lightRow(feature) {
  for (const node of document.querySelectorAll("tr[data-row]"))
    node.toggleAttribute("data-active", node.dataset.feature === String(feature));
}

/** Go to the row of a feature that was clicked on the map, also where its table is still short. */
export function focusRow(feature) {
  const find = () =>
    document.querySelector(`tr[data-row][data-feature="${CSS.escape(String(feature))}"] button`);
  if (!find()) for (const more of document.querySelectorAll("[data-more=closed]")) more.click();
  find()?.focus();
}

/** What stands where no cell is hot: that is a result too. */
export const noHotCells = (table) =>
  stateBox("empty", t("board.none_hot"), t("board.none_hot_help", { n: number(table.tested) }));
