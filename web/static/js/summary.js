/** What the map shows, in words and rows: for those who do not see it, and for everybody's counting. */

import { fetchFeatures, isCancelled } from "./api.js";
import { el, fill, stateBox } from "./dom.js";
import { number, t, text, when } from "./i18n.js";
import { toBbox } from "./leaflet.js";
import { filterQuery } from "./state.js";

const ROWS = 40;

/** Build the list of what is in view. */
export function buildSummary(node, page, store, { onOpen, titleOf }) {
  const counts = el("div", {});
  const rows = el("div", { class: "view-rows" });
  fill(node, counts, rows);
  const hasIncidents = page.layers.some((layer) => layer.name === "incidents");
  return {
    async show(map, drawn) {
      fill(counts, countTable(page, store.get(), drawn));
      if (!hasIncidents || node.hidden) return;
      await showRows(rows, map, store, { onOpen, titleOf });
    },
  };
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

async function showRows(node, map, store, wishes) {
  const query = filterQuery(store.get().filter);
  query.set("bbox", toBbox(map.getBounds()));
  query.set("limit", String(ROWS));
  try {
    const found = await fetchFeatures("incidents", query);
    fill(
      node,
      el("h2", { class: "panel__part" }, t("list.incidents")),
      found.features.length ? rowList(found, wishes) : stateBox("empty", t("list.none"), t("list.none_help")),
    );
  } catch (error) {
    if (!isCancelled(error)) fill(node, stateBox("error", t("state.error")));
  }
}

function rowList(found, { onOpen, titleOf }) {
  const items = found.features.map(({ id, properties }) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "row-button", onclick: () => onOpen("incidents", id) },
        el(
          "span",
          { class: "row-button__title" },
          titleOf("category", properties.category_code) || properties.address || properties.source_key,
        ),
        el(
          "span",
          { class: "row-button__detail" },
          [when(properties.occurred_at, properties.time_precision), properties.address || properties.lane_name, properties.group_name]
            .filter(Boolean)
            .join(" · "),
        ),
      ),
    ),
  );
  const total = found.numberMatched ?? found.numberMatchedAtLeast ?? items.length;
  return [
    el("ul", { class: "row-list" }, items),
    total > items.length
      ? el("p", { class: "u-quiet" }, t("list.first_of", { n: number(items.length), total: number(total) }))
      : null,
  ];
}
