/** The filter: its chips and the names of its values at once, its panel when somebody opens it. */

import { fill, stateBox, troubleBox } from "./dom.js";
import { showChips } from "./filters/chips.js";
import { t, text } from "./i18n.js";
import { later } from "./later.js";

/**
 * Show the chips; `open` brings the panel, and counts arrive through `setCounts`.
 * @param {{node: HTMLElement, chips: HTMLElement, page: object, store: object, bounds: () => object|null}} wishes
 */
export function buildFilters({ node, chips, page, store, bounds }) {
  const titles = new Map();
  let [panel, counted, coming] = [null, null, null];
  const refresh = () => {
    panel?.show(store.get().filter);
    showChips(chips, page, store, titles, counted?.facets.category ?? []);
  };
  async function bring() {
    fill(node, stateBox("loading", t("state.loading")));
    try {
      panel = (await later(import("./filters/panel.js"))).buildPanel({ node, page, store, bounds });
    } catch {
      coming = null;
      return fill(node, troubleBox({ status: 0 }, t("state.offline"), open));
    }
    if (counted) panel.setCounts(counted);
    return refresh();
  }
  const open = () => (coming ??= bring());
  refresh();
  store.subscribe((_state, changed) => changed.has("filter") && refresh());
  return {
    open,
    setCounts(counts) {
      counted = counts;
      for (const [name, values] of Object.entries(counts.facets))
        values.forEach((each) => titles.set(`${name}:${each.value}`, text(each.title)));
      panel?.setCounts(counts);
      showChips(chips, page, store, titles, counts.facets.category);
    },
    /** What a value of a facet is called, once counts have come. */
    titleOf: (name, value) => titles.get(`${name}:${value}`) ?? "",
  };
}
