/** Today: what is late, what is new, what came back, where the rounds went; each number opens its rows. */

import { fetchToday, isCancelled } from "../api.js";
import { el, fill, troubleBox } from "../dom.js";
import { date, number, t, text } from "../i18n.js";
import { openerLine } from "./openers.js";

/**
 * @param {HTMLElement} node
 * @param {URLSearchParams} query the filter of the board
 * @param {(of: string, title: string, count: number) => void} onOpen
 */
export async function showToday(node, query, onOpen) {
  try {
    drawToday(node, await fetchToday(query), onOpen);
    node.dataset.ready = "today";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(node, troubleBox(error, t("state.offline"), () => showToday(node, query, onOpen)));
    node.dataset.ready = "error";
  }
}

/** Draw what the server answered. */
export const drawToday = (node, found, onOpen) => fill(node, today(found, onOpen));

function today(found, onOpen) {
  const { late, coverage } = found;
  const lines = (rows) => el("ul", {}, rows.map((row) => el("li", {}, openerLine(row, onOpen))));
  const unwalked = { title: t("today.unwalked"), count: coverage.unwalked, of: coverage.of };
  return el(
    "div",
    { class: "today" },
    el("div", {}, el("h3", {}, t("today.late", { days: found.late_days, date: date(found.as_of) })), lines(late)),
    el("div", {}, el("h3", {}, t("today.new")), lines(found.new), again(found.recurring, lines)),
    el(
      "div",
      {},
      el("h3", {}, t("today.coverage")),
      el("p", {}, walkedWords(coverage)),
      coverage.per_walked_km === null ? null : el("p", {}, rateWords(coverage)),
      lines([unwalked]),
      el("p", { class: "today__rule" }, text(coverage.rule)),
    ),
  );
}

/** What came back at a place where one had been closed. */
function again(recurring, lines) {
  const { median_days: median, rule } = recurring;
  return [
    el("h3", { class: "today__next" }, t("today.again")),
    lines([recurring]),
    el("p", { class: "today__rule" }, text(rule), median === null ? "" : ` ${t("today.again_median", { days: number(median) })}`),
  ];
}

const walkedWords = ({ walked_km: walked, km, share }) =>
  t("today.walked", { walked: number(walked, 1), km: number(km, 1), share: number(100 * (share ?? 0)) });

const rateWords = ({ per_walked_km: rate, low, high }) =>
  t("today.per_km", { rate: number(rate, 1), low: number(low, 1), high: number(high, 1) });
