/** What is new, stronger, weaker or gone from the first run to the second, unit by unit. */

import { compareRuns } from "../api_runs.js";
import { el, fill, stateBox } from "../dom.js";
import { number, t, text } from "../i18n.js";

const TURNS = ["new", "stronger", "weaker", "gone", "same"];

/** A list that fills itself; a unit asks the page to open it. */
export function changesBetween(first, second) {
  const words = Object.fromEntries(second.fields.map((field) => [field.name, text(field.title)]));
  const node = el("section", { class: "result__changes", id: "run-changes", "data-ready": "loading" }, stateBox("loading", t("state.loading")));
  compareRuns(first.run.id, second.run.id)
    .then((found) => {
      fill(node, found.units ? changesOf(found, words) : el("p", {}, t("results.other_units")));
      node.dataset.ready = "changes";
    })
    .catch((error) => {
      fill(node, stateBox("error", error.words ? text(error.words) : t("state.error")));
      node.dataset.ready = "error";
    });
  return node;
}

function changesOf({ before, after, counts, units, layer }, words) {
  return [
    el("h2", { class: "popup__part" }, t("results.changes", { before: text(before.period), after: text(after.period) })),
    el(
      "dl",
      { class: "pairs" },
      TURNS.map((turn) => [el("dt", {}, t(`results.turn_${turn}`)), el("dd", { "data-turn": turn }, number(counts[turn] ?? 0))]),
    ),
    el("ul", { class: "row-list" }, units.map((unit) => el("li", {}, rowOf(unit, layer, words)))),
  ];
}

function rowOf(unit, layer, words) {
  const moved = [
    [words.score, unit.score_before, unit.score_after],
    [words.value, unit.before, unit.after],
  ];
  return el(
    "button",
    {
      type: "button",
      class: "row-button",
      onclick: () => document.dispatchEvent(new CustomEvent("openunit", { detail: { layer, ...unit } })),
    },
    el("span", { class: "row-button__title" }, `${t(`results.turn_${unit.turn}`)} · ${unit.label || t("results.unit")}`),
    el("span", { class: "row-button__detail" }, moved.map((each) => fromTo(...each)).join(" · ")),
  );
}

function fromTo(name, before, after) {
  const digits = [before, after].every(Number.isInteger) ? 0 : 2;
  const [low, high] = [before, after].map((each) => (each === null ? "–" : number(each, digits)));
  return t("results.from_to", { name, before: low, after: high });
}
