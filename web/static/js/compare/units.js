/** The table of units: the clearest change first; each number opens its rows. */

import { el, fill, stateBox } from "../dom.js";
import { number, t } from "../i18n.js";
import { signOf } from "./maps.js";

const FIRST = 20;
const COLUMNS = ["before", "after", "ratio", "interval", "p", "verdict_column"];

/**
 * @param {HTMLElement} node
 * @param {object} found
 * @param {{onOpen: (unit: object, which: string) => void, onPoint: (key: string|null) => void}} wishes
 */
export function showUnits(node, found, wishes) {
  if (!found.units.length) return fill(node, stateBox("empty", t("compare.no_units")));
  const head = el(
    "tr",
    {},
    el("th", { scope: "col" }, t(`compare.${found.unit}`)),
    COLUMNS.map((name) => el("th", { scope: "col", class: name === "verdict_column" ? null : "is-number" }, t(`compare.${name}`))),
  );
  const rows = found.units.map((unit) => rowOf(unit, wishes));
  const body = el("tbody", {}, rows.slice(0, FIRST));
  return fill(
    node,
    el(
      "div",
      { class: "table-wrap", tabindex: "0", role: "region", "aria-labelledby": "h-units" },
      el("table", { class: "table" }, el("thead", {}, head), body),
    ),
    rows.length > FIRST ? moreButton(body, rows) : null,
    nowhere(found),
  );
}

function moreButton(body, rows) {
  const button = el("button", { type: "button", class: "button" }, t("compare.all_units", { n: number(rows.length) }));
  button.addEventListener("click", () => {
    body.append(...rows.slice(FIRST));
    rows[FIRST].querySelector("button")?.focus();
    button.remove();
  });
  return button;
}

function rowOf(unit, wishes) {
  return el(
    "tr",
    {
      "data-key": unit.key,
      "data-change": unit.change,
      onmouseenter: () => wishes.onPoint(unit.key),
      onmouseleave: () => wishes.onPoint(null),
      onfocusin: () => wishes.onPoint(unit.key),
      onfocusout: () => wishes.onPoint(null),
    },
    el("th", { scope: "row" }, unit.name),
    ["before", "after"].map((which) => el("td", { class: "is-number" }, opener(unit, which, wishes))),
    el("td", { class: "is-number" }, times(unit)),
    el("td", { class: "is-number" }, `${number(unit.low ?? 0, 2)} – ${unit.high === null ? "∞" : number(unit.high, 2)}`),
    el("td", { class: "is-number" }, unit.p_adjusted === null ? "–" : number(unit.p_adjusted, 3)),
    el("td", {}, verdict(unit)),
  );
}

function verdict({ change }) {
  const kind = { more: "tag tag--bad", fewer: "tag tag--good", unclear: "tag" }[change];
  return el("span", { class: kind }, signOf(change), signOf(change) ? " " : "", t(`compare.${change}`));
}

/** A ratio has no end where there was nothing before, and says nothing where there was nothing. */
function times({ ratio, before, after }) {
  if (ratio !== null) return number(ratio, 2);
  return before + after ? "∞" : "–";
}

function opener(unit, which, wishes) {
  const n = unit[which];
  if (!n) return "0";
  const label = `${number(n)}: ${unit.name}, ${t(`compare.${which}`)}`;
  return el("button", { type: "button", class: "compare__number", "aria-label": label, "data-of": `${which}:${unit.of}`, onclick: () => wishes.onOpen(unit, which) }, number(n));
}

function nowhere({ nowhere: left }) {
  if (!left.before && !left.after) return null;
  return el("p", { class: "u-quiet" }, t("compare.nowhere", { before: number(left.before), after: number(left.after) }));
}
