/** Fields and their categories as one tree: a field is on, off, or partly on. */

import { el, fill } from "../dom.js";
import { t, text } from "../i18n.js";
import { swatch } from "../legend.js";
import { changeFilter } from "../state.js";
import { buildCheck, buildFold, siftRows } from "./choices.js";

/**
 * The categories that a filter lets through; none where it chooses none.
 * @param {{field: string[], category: string[]}} filter
 * @param {{value: string, field: string}[]} categories all that the ward has
 * @returns {Set<string>}
 */
export function chosenOf({ field, category }, categories) {
  if (!field.length && !category.length) return new Set();
  const isOn = (each) => (!field.length || field.includes(each.field)) && (!category.length || category.includes(each.value));
  return new Set(categories.filter(isOn).map((each) => each.value));
}

/** The filter that lets just these categories through: by whole fields where they are whole. */
export function patchOf(chosen, categories) {
  const fields = [...new Set(categories.map((each) => each.field))];
  const isWhole = (field) => categories.every((each) => each.field !== field || chosen.has(each.value));
  const whole = fields.filter(isWhole);
  const isLoose = categories.some((each) => chosen.has(each.value) && !whole.includes(each.field));
  return isLoose ? { field: [], category: [...chosen].sort() } : { field: whole.sort(), category: [] };
}

/** Build the tree; it is filled when counts come. */
export function buildTree(page, store) {
  const part = buildFold("category", t("filter.kind"), () => changeFilter(store, { field: [], category: [] }));
  part.node.open = true;
  let categories = [];
  let branches = [];
  const choose = (values, isOn) => {
    const chosen = chosenOf(store.get().filter, categories);
    for (const value of values) chosen[isOn ? "add" : "delete"](value);
    changeFilter(store, patchOf(chosen, categories));
  };
  const sift = () => branches.forEach((branch) => branch.sift(part.words()));
  part.onSearch(sift);
  const show = (filter) => {
    const chosen = chosenOf(filter, categories);
    part.setChosen(filter.field.length || filter.category.length ? Math.max(chosen.size, 1) : 0);
    for (const branch of branches) branch.show(filter, chosen);
    sift();
  };
  return {
    node: part.node,
    show,
    fill(facets, filter) {
      const key = (rows) => rows.map((each) => each.value).join();
      const isSame = key(categories) === key(facets.category) && key(branches.map((each) => each.field)) === key(facets.field);
      categories = facets.category;
      if (!isSame) {
        branches = facets.field.map((field) => buildBranch(field, categories.filter((each) => each.field === field.value), page, store, choose));
        fill(part.body, branches.map(({ node }) => node), branches.length ? null : el("p", { class: "u-quiet" }, t("filter.nothing")));
        part.setMany(categories.length > 0);
      }
      for (const branch of branches) branch.setCounts(facets);
      show(filter);
    },
  };
}

function buildBranch(field, leaves, page, store, choose) {
  const name = text(field.title);
  const style = page.layers.find((layer) => layer.name === "incidents")?.style.classes.find((each) => each.value === field.value);
  const trunk = buildCheck("field", field.value, name, style ? swatch("point", style) : null);
  const rows = new Map(leaves.map((each) => [each.value, buildCheck("category", each.value, text(each.title))]));
  const folded = el(
    "details",
    { class: "tree__leaves", hidden: !rows.size },
    el("summary", {}, t("filter.category"), el("span", { class: "u-hidden" }, `: ${name}`)),
    el("div", { role: "group", "aria-label": name }, [...rows.values()].map(({ node }) => node)),
  );
  trunk.box.addEventListener("change", () => {
    if (rows.size) choose([...rows.keys()], trunk.box.checked);
    else changeFilter(store, { category: [], field: trunk.box.checked ? [field.value] : [] });
  });
  for (const [value, row] of rows) row.box.addEventListener("change", () => choose([value], row.box.checked));
  const node = el("div", { class: "tree" }, trunk.node, folded);
  let isFirst = true;
  return {
    node,
    field,
    show(filter, chosen) {
      const on = [...rows.keys()].filter((value) => chosen.has(value)).length;
      for (const [value, row] of rows) row.box.checked = chosen.has(value);
      trunk.box.checked = rows.size ? on === rows.size : filter.field.includes(field.value);
      trunk.box.indeterminate = on > 0 && on < rows.size;
      if (isFirst && trunk.box.indeterminate) folded.open = true;
      isFirst = false;
    },
    sift(words) {
      const { shown } = siftRows([...rows.values()], words);
      if (words) folded.open = shown > 0;
      node.hidden = Boolean(words) && !shown && !trunk.words.includes(words);
    },
    setCounts(facets) {
      trunk.setCount(facets.field.find((each) => each.value === field.value)?.n ?? 0);
      for (const each of facets.category) rows.get(each.value)?.setCount(each.n);
    },
  };
}
