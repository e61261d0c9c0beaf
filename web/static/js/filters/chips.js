/** The filters in use as chips above the panel. */

import { el, fill, icon, toast } from "../dom.js";
import { date, t } from "../i18n.js";
import { LISTS, changeFilter, emptyFilter } from "../state.js";
import { clauseTitle } from "./clauses.js";
import { areasTitle, periodTitle } from "./titles.js";

/** What a chosen value is called; once all names are known, one without a name is none of here. */
function titleOf(page, titles, name, value) {
  const known = titles.get(`${name}:${value}`);
  // Signed out, small counts have no name either.
  return known ?? (titles.size && page.role !== "public" ? t("filter.unknown", { value }) : value);
}

/**
 * Show the filters that are on, each with a cross; and one to reset all.
 * @param {{value: string, field: string}[]} categories all that the ward has, once counts have come
 */
export function showChips(node, page, store, titles, categories) {
  const { filter } = store.get();
  const start = emptyFilter(page.filter_defaults ?? {});
  const whole = wholeFields(filter, categories);
  const fieldOf = (value) => categories.find((each) => each.value === value)?.field;
  const ofWhole = (value) => whole.includes(fieldOf(value));
  const without = (name, isGone) => () => changeFilter(store, { [name]: filter[name].filter((each) => !isGone(each)) });
  const chip = page.share?.locked ? stillChip : removableChip;
  const chips = LISTS.flatMap((name) => [
    ...(name === "category" ? whole : []).map((field) =>
      chip(titleOf(page, titles, "field", field), without(name, (each) => fieldOf(each) === field)),
    ),
    ...filter[name]
      .filter((value) => name !== "category" || !ofWhole(value))
      .map((value) => chip(titleOf(page, titles, name, value), without(name, (each) => each === value))),
  ]);
  for (const raw of filter.where)
    chips.push(chip(clauseTitle(page, raw), () => changeFilter(store, { where: filter.where.filter((each) => each !== raw) })));
  if (filter.state.length && filter.state_on)
    chips.push(chip(t("filter.state_on", { day: date(filter.state_on) }), () => changeFilter(store, { state_on: "" })));
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
          { type: "button", class: "chip", onclick: () => resetAll(store, start) },
          icon("reset"),
          el("span", {}, t("filter.reset_all")),
        ),
      ),
    );
  fill(node, chips);
  node.toggleAttribute("hidden", !chips.length);
}

/** Take all filters away; what stood there comes back by one press. */
function resetAll(store, start) {
  const { filter } = store.get();
  store.set({ filter: start });
  toast(t("filter.reset_done"), { words: t("filter.reset_undo"), act: () => store.set({ filter }) });
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

/** Whether all categories of a field are chosen one by one: their chips become one. */
export function wholeFields(filter, categories) {
  if (filter.field.length) return [];
  const fields = [...new Set(categories.map((each) => each.field))];
  return fields.filter((field) => categories.every((each) => each.field !== field || filter.category.includes(each.value)));
}
