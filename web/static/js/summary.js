/** How many of each layer the map shows: for those who do not see it, and for everybody's counting. */

import { el, fill, stateBox } from "./dom.js";
import { number, t, text } from "./i18n.js";

/** Build the table of what is in view. */
export function buildSummary(node, page, store) {
  return { show: (drawn) => fill(node, countTable(page, store.get(), drawn)) };
}

function countTable(page, state, drawn) {
  const shown = page.layers.filter((layer) => state.layers.includes(layer.name));
  if (!shown.length) return stateBox("empty", t("list.no_layers"));
  const lines = shown.map((layer) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, text(layer.title)),
      el("td", { class: "is-number" }, number(drawn[layer.name] ?? 0)),
    ),
  );
  return el(
    "div",
    { class: "table-wrap" },
    el(
      "table",
      { class: "table" },
      el("caption", {}, t("list.caption")),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, t("list.layer")),
          el("th", { scope: "col", class: "is-number" }, t("list.in_view")),
        ),
      ),
      el("tbody", {}, lines),
    ),
  );
}
