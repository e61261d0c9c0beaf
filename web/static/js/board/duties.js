/** Who answers for what: border zones by pair of units, contracted routes per km; each number opens its rows. */

import { fetchBoardDuties, isCancelled } from "../api.js";
import { el, fill, note, stateBox, troubleBox } from "../dom.js";
import { chance, date, number, t, text } from "../i18n.js";
import { openerNumber } from "./openers.js";

const FIRST = 8;

/**
 * @param {{borders: HTMLElement, routes: HTMLElement}} nodes
 * @param {URLSearchParams} query the filter of the board
 * @param {{onOpen: (of: string, title: string, count: number) => void, onPoint: (row: object|null) => void}} wishes
 */
export async function showDuties(nodes, query, wishes) {
  try {
    const found = await fetchBoardDuties(query);
    fill(nodes.borders, borders(found.borders, wishes));
    fill(nodes.routes, routes(found.routes, wishes));
    nodes.borders.dataset.ready = "duties";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(nodes.borders, troubleBox(error, t("state.offline"), () => showDuties(nodes, query, wishes)));
    fill(nodes.routes);
    nodes.borders.dataset.ready = "error";
  }
}

const NUMBERS = new Set(["count", "open", "sides", "expected", "km", "days", "rate", "interval"]);
const cell = (name, ...content) => el("td", { class: NUMBERS.has(name) ? "is-number" : null }, content);

function borders(found, wishes) {
  if (!found) return stateBox("empty", t("borders.no_groups"));
  if (!found.rows.length) return stateBox("empty", t("borders.none"));
  const columns = ["pair", "open", "count", "sides", "expected", "level"];
  return [
    el("p", { class: "board__rule" }, text(found.rule)),
    found.notes.map((each) => note(text(each.text), each.level)),
    table("borders.", columns, found.rows.map((row) => border(row, wishes))),
  ];
}

function border(row, wishes) {
  const pair = text(row.pair);
  const level = row.level ? el("span", { class: "tag tag--warn" }, t("board.confidence", { level: row.level })) : "–";
  return pointed(
    row,
    wishes,
    el("th", { scope: "row" }, pair, row.is_split ? el("div", { class: "table__detail" }, t("borders.split")) : null),
    cell("open", number(row.open)),
    cell("count", openerNumber(row.of, pair, row.count, wishes.onOpen)),
    cell("sides", row.second === null ? number(row.first) : `${number(row.first)} + ${number(row.second)}`),
    cell("expected", number(row.expected, 1)),
    cell("level", level, row.p_adjusted === null ? null : el("div", { class: "table__detail" }, `p ${chance(row.p_adjusted)}`)),
  );
}

function routes(found, wishes) {
  if (!found.rows.length) return stateBox("empty", t("routes.none"));
  const columns = ["route", "count", "rate", "interval", "km", "days"];
  const sum = el(
    "tr",
    { class: "table__sum" },
    el("th", { scope: "row" }, t("routes.all")),
    cell("count", number(found.all.count)),
    ...rate(found.all),
    cell("km"),
    cell("days"),
  );
  return [
    el("p", { class: "board__rule" }, text(found.rule)),
    table("routes.", columns, [...found.rows.map((row) => route(row, wishes)), sum]),
    el(
      "button",
      { type: "button", class: "button button--quiet", "data-of": found.of, onclick: () => wishes.onOpen(found.of, t("routes.title"), found.nowhere) },
      t("routes.nowhere", { n: number(found.nowhere) }),
    ),
  ];
}

function route(row, wishes) {
  const name = row.name || row.code;
  const span = [date(row.from), row.until ? date(row.until) : "…"].join(" – ");
  const holder = [row.holder_unit, row.holder_name].filter(Boolean).join(" · ");
  return pointed(
    row,
    wishes,
    el(
      "th",
      { scope: "row" },
      name,
      holder ? el("div", { class: "table__detail" }, t("routes.holder", { name: holder })) : null,
      el("div", { class: "table__detail" }, `${row.code} · ${span}`),
    ),
    cell("count", openerNumber(row.of, name, row.count, wishes.onOpen)),
    ...rate(row),
    cell("km", number(row.km, 2)),
    cell("days", number(row.days)),
  );
}

const rate = ({ rate: per, low, high }) => [
  cell("rate", number(per, 2)),
  cell("interval", per === null ? "–" : `${number(low, 2)} – ${number(high, 2)}`),
];

/** A row that shows its place on the map while the pointer or the focus is on it. */
function pointed(row, wishes, ...cells) {
  const on = () => wishes.onPoint(row);
  const off = () => wishes.onPoint(null);
  return el("tr", { onpointerenter: on, onfocusin: on, onpointerleave: off, onfocusout: off }, cells);
}

/** A table of which the first rows are seen, and all when asked for. */
function table(words, columns, rows) {
  const heads = columns.map((name) => el("th", { scope: "col", class: NUMBERS.has(name) ? "is-number" : null }, t(`${words}${name}`)));
  const body = el("tbody", {}, rows.slice(0, FIRST));
  const wrap = el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("board.table_of", { name: t(`${words}title`) }) },
    el("table", { class: "table" }, el("thead", {}, el("tr", {}, heads)), body),
  );
  if (rows.length <= FIRST) return wrap;
  const more = el("button", { type: "button", class: "button button--quiet" }, t("board.more", { n: number(rows.length) }));
  more.addEventListener("click", () => {
    body.append(...rows.slice(FIRST));
    more.remove();
    rows[FIRST].querySelector("button")?.focus();
  });
  return [wrap, more];
}
