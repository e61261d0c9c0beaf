/** Hot spots by method: the newest stored run of each, what rises and what fades; a method nobody ran can be run. */

import { fetchBoardMethods, isCancelled } from "../api.js";
import { startRun } from "../api_runs.js";
import { el, fill, note, stateBox, toast, troubleBox } from "../dom.js";
import { chance, moment, number, t, text } from "../i18n.js";
import { watchJob } from "../jobs.js";
import { openerLine, openerNumber } from "./openers.js";

/**
 * @param {{methods: HTMLElement, moves: HTMLElement}} nodes
 * @param {URLSearchParams} query the filter of the board
 * @param {{onOpen: (of: string, title: string, count: number) => void, runAddress: (id: number) => string}} wishes
 */
export async function showMethods(nodes, query, wishes) {
  const again = () => showMethods(nodes, query, wishes);
  try {
    const found = await fetchBoardMethods(query);
    fill(nodes.methods, list(found.methods, query, { ...wishes, again }));
    fill(nodes.moves, moves(found.moves, wishes));
    nodes.methods.dataset.ready = "methods";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(nodes.methods, troubleBox(error, t("state.offline"), again));
    fill(nodes.moves);
    nodes.methods.dataset.ready = "error";
  }
}

function list(methods, query, wishes) {
  return el(
    "ul",
    { class: "methods" },
    methods.map((method) => (method.run ? stored(method, wishes) : missing(method, query, wishes))),
  );
}

function stored(method, wishes) {
  const title = text(method.title);
  const when = [method.fits ? "" : t("methods.other_period", { period: text(method.period) }), t("methods.made", { at: moment(method.made_at) })];
  const tops = method.top.map((each) => el("li", {}, top(each, wishes)));
  return el(
    "li",
    { class: "methods__one", "data-method": method.method, "data-fits": String(method.fits) },
    el(
      "div",
      {},
      el("h3", {}, el("a", { href: wishes.runAddress(method.run), "aria-label": t("methods.run_of", { name: title }) }, title)),
      el("p", { class: "table__detail" }, when.filter(Boolean).join(" · ")),
      notesOf(method),
    ),
    el(
      "div",
      { class: "methods__found" },
      el("p", {}, `${t("methods.found")}: `, openerNumber(method.of, title, method.found, wishes.onOpen), ` ${t("methods.of_units", { units: number(method.units) })}`),
      method.least_p === null ? null : el("p", { class: "table__detail" }, `${t("methods.least_p")}: ${chance(method.least_p)}`),
    ),
    tops.length ? el("ul", { class: "methods__top", "aria-label": t("methods.top") }, tops) : el("p", { class: "u-quiet" }, t("methods.nothing")),
  );
}

/** The rule, the notes of this run, and when not to trust the method. */
function notesOf(method) {
  return el(
    "details",
    { class: "disclosure" },
    el("summary", {}, t("methods.notes", { n: number(method.notes.length + method.caution.length) })),
    el("p", {}, text(method.rule)),
    method.notes.map((each) => note(text(each.text), each.level)),
    el("ul", { class: "caution" }, method.caution.map((each) => el("li", {}, text(each)))),
  );
}

function top({ label, value, p_adjusted: p, of }, wishes) {
  const shown = number(value, Number.isInteger(value) ? 0 : 1);
  return [
    el("button", { type: "button", class: "table__open", "data-of": of, onclick: () => wishes.onOpen(of, label, value) }, label),
    ` ${shown}${p === null ? "" : ` · p ${chance(p)}`}`,
  ];
}

function missing(method, query, wishes) {
  const title = text(method.title);
  const start = el("button", { type: "button", class: "button", "aria-label": t("methods.start_of", { name: title }) }, t("methods.start"));
  const place = el("div", { class: "methods__start" }, el("span", { class: "u-quiet" }, t("methods.none")), start);
  start.addEventListener("click", () => run(method.method, query, { place, start, again: wishes.again }));
  return el(
    "li",
    { class: "methods__one", "data-method": method.method },
    el("div", {}, el("h3", {}, title), el("p", { class: "table__detail" }, text(method.summary))),
    place,
  );
}

/** Have a method run with its standard settings under the filter of the board, and show what it found. */
async function run(method, query, { place, start, again }) {
  start.disabled = true;
  try {
    const answer = await startRun({ method, parameters: {}, filter: filterOf(query) });
    const job = answer.job ? await watchJob(place, answer.job) : null;
    if (!job || job.state === "done") await again();
    document.querySelector(`[data-method="${CSS.escape(method)}"] a`)?.focus();
  } catch (error) {
    toast(error.words ? text(error.words) : t("state.offline"));
    start.disabled = false;
  }
}

const FILTER_KEYS = ["from", "to", "field", "category", "group", "lane", "state", "areas"];

const filterOf = (query) =>
  Object.fromEntries([...query].filter(([key]) => FILTER_KEYS.includes(key)));

function moves(found, wishes) {
  if (!found) return stateBox("empty", t("moves.none"));
  const part = (name) =>
    el(
      "div",
      {},
      el("h3", {}, t(`moves.${name}`)),
      el("ul", {}, found[name].map((row) => el("li", {}, openerLine(row, wishes.onOpen)))),
    );
  return [
    el("div", { class: "today" }, part("rising"), part("fading")),
    el("p", { class: "today__rule" }, found.fits ? "" : `${t("methods.other_period", { period: text(found.period) })} · `, text(found.rule)),
    found.notes.map((each) => note(text(each.text), each.level)),
  ];
}
