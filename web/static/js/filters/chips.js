/** The filters in use as chips above the panel. */

import { areasTitle } from "../areas.js";
import { el, fill, icon } from "../dom.js";
import { t } from "../i18n.js";
import { LISTS, changeFilter, emptyFilter } from "../state.js";
import { periodTitle } from "./period.js";

/** What a chosen value is called; once all names are known, one without a name is none of here. */
function titleOf(page, titles, name, value) {
  const known = titles.get(`${name}:${value}`);
  // Signed out, small counts have no name either.
  return known ?? (titles.size && page.role !== "public" ? t("filter.unknown", { value }) : value);
}

/**
 * Show the filters that are on, each with a cross; and one to reset all.
 * @param {{whole: (filter: object) => string[], fieldOf: (value: string) => string|undefined}} tree
 */
export function showChips(node, page, store, titles, tree) {
  const { filter } = store.get();
  const start = emptyFilter(page.filter_defaults ?? {});
  const whole = tree.whole(filter);
  const ofWhole = (value) => whole.includes(tree.fieldOf(value));
  const without = (name, isGone) => () => changeFilter(store, { [name]: filter[name].filter((each) => !isGone(each)) });
  const chip = page.share?.locked ? stillChip : removableChip;
  const chips = LISTS.flatMap((name) => [
    ...(name === "category" ? whole : []).map((field) =>
      chip(titleOf(page, titles, "field", field), without(name, (each) => tree.fieldOf(each) === field)),
    ),
    ...filter[name]
      .filter((value) => name !== "category" || !ofWhole(value))
      .map((value) => chip(titleOf(page, titles, name, value), without(name, (each) => each === value))),
  ]);
  if (filter.text) chips.push(chip(t("filter.text_chip", { words: filter.text }), () => changeFilter(store, { text: "" })));
  if (filter.shape) chips.push(chip(t("filter.shape"), () => changeFilter(store, { shape: "" })));
  if (filter.inside) chips.push(chip(t("filter.inside"), () => changeFilter(store, { inside: "" })));
  if (filter.from !== start.from || filter.to !== start.to)
    chips.unshift(chip(periodTitle(page, filter), () => changeFilter(store, { from: start.from, to: start.to })));
  if (filter.areas) chips.unshift(chip(areasTitle(filter.areas), () => changeFilter(store, { areas: "" })));
  if (chips.length && !page.share?.locked)
    chips.push(
      el(
        "li",
        {},
        el(
          "button",
          { type: "button", class: "chip", onclick: () => store.set({ filter: start }) },
          icon("reset"),
          el("span", {}, t("filter.reset_all")),
        ),
      ),
    );
  fill(node, chips);
  node.toggleAttribute("hidden", !chips.length);
}

/** What a locked link is filtered by: said, and not to be taken away. */
const stillChip = (label) => el("li", {}, el("span", { class: "chip chip--on chip--still" }, label));

function removableChip(label, onclick) {
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "chip chip--on", "aria-label": t("filter.remove", { name: label }), onclick },
      el("span", {}, label),
      icon("close"),
    ),
  );
}
