/** The units of a run as a table: sorted by any column, page by page; each opens its rows. */

import { fetchUnits } from "../api_runs.js";
import { el, fill, stateBox, troubleBox } from "../dom.js";
import { chance, date, number, t, text } from "../i18n.js";

const PAGE = 50;
const CHANCES = /^(p|p_.*|.*_p|.*_p_.*)$/;
const LEVELS = { 3: "99", 2: "95", 1: "90" };

/**
 * @param {HTMLElement} node
 * @param {object} run
 * @param {object} method its declaration
 * @param {(of: string, name: string, count: number) => void} onOpen
 */
export function buildUnits(node, run, method, onOpen) {
  const state = { sort: "rank", descending: false, offset: 0, only: true };
  const place = el("div", { "aria-live": "polite" });
  const only = el("input", { type: "checkbox", checked: true });
  const count = el("span", { class: "u-quiet u-number", role: "status" });
  let turn = 0;
  const load = async () => {
    turn += 1;
    const mine = turn;
    node.dataset.ready = "loading";
    const query = new URLSearchParams({
      sort: state.sort,
      descending: state.descending ? "1" : "0",
      only: state.only ? "found" : "all",
      limit: PAGE,
      offset: state.offset,
    });
    try {
      const table = await fetchUnits(run.id, query);
      if (mine !== turn) return; // sorted or turned anew meanwhile
      count.textContent = t("runs.units_of", { n: number(table.total) });
      fill(place, table.total ? unitTable(table, state, { run, method, onOpen, sortBy }) : none(state), pager(table));
      node.dataset.ready = "units";
    } catch (error) {
      if (mine !== turn) return;
      fill(place, troubleBox(error, t("state.offline"), load));
      node.dataset.ready = "error";
    }
  };
  const sortBy = (name) => {
    const isSame = state.sort === name;
    Object.assign(state, { sort: name, descending: isSame ? !state.descending : name !== "rank", offset: 0 });
    load().then(() => place.querySelector(`[data-sort="${CSS.escape(name)}"]`)?.focus());
  };
  const go = (offset) => {
    state.offset = offset;
    load();
  };
  const pager = (table) =>
    table.total > PAGE
      ? el(
          "div",
          { class: "button-row" },
          step(t("runs.before"), state.offset - PAGE, state.offset > 0),
          step(t("runs.after"), state.offset + PAGE, state.offset + PAGE < table.total),
          el("span", { class: "u-quiet u-number" }, pageWords(state, table)),
        )
      : null;
  const step = (words, offset, isOpen) =>
    el("button", { type: "button", class: "button", disabled: !isOpen, onclick: () => go(offset) }, words);
  only.addEventListener("change", () => {
    Object.assign(state, { only: only.checked, offset: 0 });
    load();
  });
  fill(
    node,
    el(
      "div",
      { class: "units__tools" },
      el("label", { class: "check" }, only, el("span", { class: "check__text" }, t("runs.only_found"))),
      count,
    ),
    place,
  );
  return load();
}

const pageWords = (state, table) =>
  t("runs.page", {
    first: number(state.offset + 1),
    last: number(Math.min(state.offset + PAGE, table.total)),
    total: number(table.total),
  });

const none = (state) => stateBox("empty", t(state.only ? "runs.nothing_found" : "runs.no_units"));

function unitTable(table, state, wishes) {
  const columns = [...table.columns, { name: "incidents", title: t("runs.behind") }];
  const isNumber = (name) => table.rows.some((row) => typeof row[name] === "number") && name !== "class_code";
  const head = columns.map(({ name, title }) => {
    const sort = state.sort === name ? (state.descending ? "descending" : "ascending") : null;
    const words = text(title);
    return el(
      "th",
      { scope: "col", class: isNumber(name) ? "is-number" : null, "aria-sort": sort },
      el(
        "button",
        { type: "button", class: "units__sort", "data-sort": name, onclick: () => wishes.sortBy(name) },
        words,
      ),
    );
  });
  const rows = table.rows.map((row) =>
    el(
      "tr",
      { "data-row": "unit", "data-unit": row.id },
      columns.map(({ name }) =>
        name === "incidents" || (name === "label" && row.incidents)
          ? opener(row, name, wishes, isNumber(name))
          : el("td", { class: isNumber(name) ? "is-number" : null }, valueWords(name, row, wishes.method)),
      ),
    ),
  );
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("runs.table") },
    el("table", { class: "table" }, el("thead", {}, el("tr", {}, head)), el("tbody", {}, rows)),
  );
}

function opener(row, name, wishes, isNumber) {
  if (!row.incidents) return el("td", { class: "is-number" }, number(0));
  const words = name === "label" ? row.label || `#${row.rank}` : number(row.incidents);
  const label = t("board.open_rows", { n: number(row.incidents), name: row.label || `#${row.rank}` });
  return el(
    "td",
    { class: isNumber ? "is-number" : null },
    el(
      "button",
      {
        type: "button",
        class: "table__open",
        "aria-label": label,
        onclick: () => wishes.onOpen(row.of, row.where || row.label || `#${row.rank}`, row.incidents),
      },
      words,
    ),
    name === "label" && row.where ? el("div", { class: "table__detail" }, row.where) : null,
  );
}

/** A value as people read it: chances never 0, days as days, levels as levels. */
export function valueWords(name, row, method) {
  const value = row[name];
  if (value === null || value === undefined || value === "") return "–";
  if (name === "class_code") return levelWords(value, method);
  if (typeof value === "boolean") return t(value ? "words.yes" : "words.no");
  if (Array.isArray(value)) return value.join(", ");
  if (typeof value === "object") return text(value);
  if (typeof value === "string") return /^\d{4}-\d\d-\d\d$/.test(value) ? date(value) : value;
  if (CHANCES.test(name)) return chance(value);
  return number(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 3 : 2);
}

function levelWords(code, method) {
  if (code === 0) return t("runs.level_none");
  if (!method.classes_are_levels) return el("span", { class: "tag tag--warn" }, t("runs.step", { n: code }));
  const key = code > 0 ? "runs.hot" : "runs.cold";
  return el("span", { class: code > 0 ? "tag tag--bad" : "tag" }, t(key, { level: LEVELS[Math.abs(code)] }));
}
