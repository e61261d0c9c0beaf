/** What stands between the name of a stored run and its legend: its rule, its notes, the ways on. */

import { el, note } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { changesBetween } from "./changes.js";
import { compareChoice } from "./compare.js";

/**
 * What a stored run says above its legend, and what can be done with it below; only staff who make runs
 * find its page and choose another one.
 */
export function aboutRun(layer, page) {
  const { run } = layer;
  const isFirst = page.layers.find((each) => each.run) === layer;
  const mayLookUp = ["supervisor", "admin"].includes(page.role) && !page.share;
  const above = el(
    "div",
    { class: "result" },
    el("p", { class: "result__rule" }, text(run.rule)),
    el("p", { class: "u-quiet" }, t("results.rows", { n: number(run.rows), id: run.id }), " · ", text(run.counted)),
  );
  const below = el(
    "div",
    { class: "result" },
    run.notes.length ? notesOf(run) : null,
    isFirst && mayLookUp ? compareChoice(layer, page) : null,
    isFirst ? null : changesBetween(page.layers.find((each) => each.run), layer),
    el(
      "div",
      { class: "button-row" },
      mayLookUp ? el("a", { class: "button button--quiet", href: `/runs/${run.id}?ward=${encodeURIComponent(page.ward.code)}` }, t("results.page")) : null,
      el("a", { class: "button button--quiet", href: without(isFirst) }, t("results.remove")),
    ),
  );
  return { above, below };
}

const notesOf = (run) =>
  el(
    "details",
    { class: "disclosure" },
    el("summary", {}, t("results.notes", { n: number(run.notes.length) })),
    el("div", { class: "disclosure__body" }, run.notes.map((each) => note(text(each.text), each.level))),
  );

/** The same map without this run; without the first one there is nothing to compare either. */
function without(isFirst) {
  const query = new URLSearchParams(location.search);
  query.delete("run2");
  if (isFirst) query.delete("run");
  query.delete("layers");
  query.delete("selected");
  return `/?${query}`;
}
