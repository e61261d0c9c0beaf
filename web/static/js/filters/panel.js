/** The filter panel: period, words, what the map shows, and every part by its kind, with live counts. */

import { buildAreas } from "../areas.js";
import { el, fill } from "../dom.js";
import { LISTS } from "../state.js";
import { buildFacet } from "./choices.js";
import { buildFields } from "./fields.js";
import { buildPeriod } from "./period.js";
import { buildTree } from "./tree.js";
import { buildInside, buildText } from "./words.js";

const TREE = ["field", "category"];

/**
 * Build the panel; counts arrive through `setCounts`, what is chosen through `show`.
 * @param {{node: HTMLElement, page: object, store: object, bounds: () => object|null}} wishes
 */
export function buildPanel({ node, page, store, bounds }) {
  const isPublic = page.role === "public";
  const tree = buildTree(page, store);
  const words = isPublic || page.share?.redacted ? [] : [buildText(store), buildInside(store, bounds)];
  const closed = page.share?.redacted ? [...TREE, "holder", "round"] : TREE;
  const facets = isPublic ? [] : LISTS.filter((name) => !closed.includes(name)).map((name) => buildFacet(name, store));
  const period = buildPeriod(page, store);
  const areas = buildAreas(page, store);
  const fields = page.share ? [] : [buildFields(page, store)];
  fill(
    node,
    period.node,
    el("div", { class: "filter-period" }, areas.node, words.map((part) => part.node)),
    tree.node,
    facets.map((facet) => facet.node),
    fields.map((part) => part.node),
  );
  return {
    show: (filter) => [period, areas, ...words, tree, ...facets, ...fields].forEach((part) => part.show(filter)),
    setCounts(counts) {
      const { filter } = store.get();
      for (const part of [tree, ...facets]) part.fill(counts.facets, filter);
      for (const part of fields) part.refresh();
    },
  };
}
