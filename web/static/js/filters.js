/** The filter panel: period, words, what the map shows, and every part by its kind, with live counts. */

import { buildAreas } from "./areas.js";
import { el, fill } from "./dom.js";
import { text } from "./i18n.js";
import { showChips } from "./filters/chips.js";
import { buildFacet } from "./filters/choices.js";
import { buildPeriod } from "./filters/period.js";
import { buildTree } from "./filters/tree.js";
import { buildInside, buildText } from "./filters/words.js";
import { LISTS } from "./state.js";

const TREE = ["field", "category"];

/**
 * Build the panel; `counts` arrive through `setCounts`.
 * @param {{node: HTMLElement, chips: HTMLElement, page: object, store: object, bounds: () => object|null}} wishes
 */
export function buildFilters({ node, chips, page, store, bounds }) {
  const isPublic = page.role === "public";
  const tree = buildTree(page, store);
  const words = isPublic || page.share?.redacted ? [] : [buildText(store), buildInside(store, bounds)];
  const closed = page.share?.redacted ? [...TREE, "holder", "round"] : TREE;
  const facets = isPublic ? [] : LISTS.filter((name) => !closed.includes(name)).map((name) => buildFacet(name, store));
  const period = buildPeriod(page, store);
  const areas = buildAreas(page, store);
  const titles = new Map();
  fill(
    node,
    period.node,
    el("div", { class: "filter-period" }, areas.node, words.map((part) => part.node)),
    tree.node,
    facets.map((facet) => facet.node),
  );
  const refresh = () => {
    for (const part of [period, areas, ...words, tree, ...facets]) part.show(store.get().filter);
    showChips(chips, page, store, titles, tree);
  };
  refresh();
  store.subscribe((_state, changed) => changed.has("filter") && refresh());
  return {
    setCounts(counts) {
      const { filter } = store.get();
      for (const [name, values] of Object.entries(counts.facets))
        values.forEach((each) => titles.set(`${name}:${each.value}`, text(each.title)));
      for (const part of [tree, ...facets]) part.fill(counts.facets, filter);
      showChips(chips, page, store, titles, tree);
    },
    /** What a value of a facet is called, once counts have come. */
    titleOf: (name, value) => titles.get(`${name}:${value}`) ?? "",
  };
}
