/** Choices of one part of the filter: tick boxes with counts, and a search where they are many. */

import { el, fill, icon } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { folded } from "../snapshot/words.js";
import { changeFilter } from "../state.js";

const MANY = 8;
/** Where the list begins with what counts most, its end is for whoever searches. */
const SHOWN_FIRST = { lane: 20 };

/** One part of the filter as a fold: what it holds is filled when counts come. */
export function buildFacet(name, store) {
  const part = buildFold(name, t(`filter.${name}`), () => changeFilter(store, { [name]: [] }));
  const list = el("div", {});
  const more = el("p", { class: "u-quiet", hidden: true });
  fill(part.body, list, more);
  const rows = new Map();
  const sift = () => {
    const { shown, rest } = siftRows([...rows.values()], part.words(), SHOWN_FIRST[name]);
    const isNothing = Boolean(part.words()) && !shown;
    more.textContent = isNothing ? t("filter.no_value") : rest ? t("filter.more_values", { n: number(rest) }) : "";
    more.toggleAttribute("hidden", !more.textContent);
  };
  part.onSearch(sift);
  const show = (chosen) => {
    part.setChosen(chosen.length);
    for (const [value, row] of rows) row.box.checked = chosen.includes(value);
    sift();
  };
  const rebuild = (values) => {
    rows.clear();
    for (const { value, title } of values) rows.set(String(value), buildRow(name, String(value), text(title), store));
    fill(list, [...rows.values()].map(({ node }) => node), values.length ? null : el("p", { class: "u-quiet" }, t("filter.nothing")));
    part.setMany(values.length > MANY);
  };
  return {
    node: part.node,
    show: (filter) => show(filter[name]),
    fill(facets, filter) {
      const values = facets[name] ?? [];
      part.node.hidden = !values.length && !filter[name].length && ["holder", "round"].includes(name);
      const isSame = values.length === rows.size && values.every((each) => rows.has(String(each.value)));
      if (!isSame || !values.length) rebuild(values);
      for (const { value, n } of values) rows.get(String(value)).setCount(n);
      show(filter[name]);
    },
  };
}

/**
 * A fold of the panel with its number of choices, a search in its values, and a button that clears it.
 * @returns {{node: HTMLElement, body: HTMLElement, words: () => string, onSearch: (act: () => void) => void, setChosen: (n: number) => void, setMany: (isMany: boolean) => void}}
 */
export function buildFold(name, title, onClear) {
  const badge = el("span", { class: "chip chip--on", hidden: true });
  const search = el("input", { class: "input", type: "search", autocomplete: "off", spellcheck: "false", hidden: true, placeholder: t("filter.search"), "aria-label": t("filter.search_in", { name: title }) });
  const clear = el("button", { type: "button", class: "button button--quiet facet__clear", hidden: true, "aria-label": t("filter.clear_of", { name: title }) }, icon("reset"), el("span", {}, t("filter.clear")));
  const body = el("div", {});
  const summary = el("summary", {}, title, badge);
  const node = el("details", { class: "disclosure", "data-facet": name }, summary, el("div", { class: "disclosure__body facet" }, el("div", { class: "facet__tools" }, search, clear), body));
  clear.addEventListener("click", () => {
    summary.focus(); // the button goes with what it cleared
    onClear();
  });
  let isFirst = true;
  return {
    node,
    body,
    words: () => folded(search.value.trim()),
    onSearch: (act) => search.addEventListener("input", act),
    setChosen(n) {
      badge.textContent = String(n);
      badge.toggleAttribute("hidden", !n);
      clear.toggleAttribute("hidden", !n);
      if (isFirst && n) node.open = true;
      isFirst = false;
    },
    setMany: (isMany) => search.toggleAttribute("hidden", !isMany),
  };
}

/** Hide what the words do not name, and the end of a long list; what is ticked always stays. */
export function siftRows(rows, words, first = Infinity) {
  let shown = 0;
  let rest = 0;
  rows.forEach((row, at) => {
    const isNamed = !words || row.words.includes(words);
    const isShown = row.box.checked || (isNamed && (Boolean(words) || at < first));
    row.node.hidden = !isShown;
    shown += isShown;
    rest += isNamed && !isShown;
  });
  return { shown, rest };
}

function buildRow(name, value, title, store) {
  const row = buildCheck(name, value, title);
  row.box.addEventListener("change", () => {
    const others = store.get().filter[name].filter((other) => other !== value);
    changeFilter(store, { [name]: row.box.checked ? [...others, value].sort() : others });
  });
  return row;
}

/** A tick box with its words and its count. */
export function buildCheck(name, value, title, mark = null) {
  const box = el("input", { type: "checkbox", name, value });
  const count = el("span", { class: "check__count" });
  const node = el("label", { class: "check" }, box, mark, el("span", { class: "check__text" }, title), count);
  return {
    node,
    box,
    words: folded(title),
    setCount(n) {
      count.textContent = number(n);
      node.toggleAttribute("data-empty", n === 0);
    },
  };
}
