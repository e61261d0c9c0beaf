/** The filter panel: period, field, category, group, lane, state, with live counts. */

import { areasTitle, buildAreas } from "./areas.js";
import { el, fill, icon } from "./dom.js";
import { date, number, t, text } from "./i18n.js";
import { swatch } from "./legend.js";
import { LISTS, emptyFilter } from "./state.js";

const PUBLIC_LISTS = ["field", "category"];

/** Build the panel; `counts` arrive through `show`. */
export function buildFilters({ node, chips, page, store }) {
  const lists = page.role === "public" ? PUBLIC_LISTS : LISTS;
  const period = buildPeriod(page, store);
  const areas = buildAreas(page, store);
  const facets = Object.fromEntries(lists.map((name) => [name, buildFacet(name, page, store)]));
  fill(
    node,
    period.node,
    el("div", { class: "filter-period" }, areas.node),
    lists.map((name) => facets[name].node),
  );
  const titles = new Map();
  const refresh = () => {
    const { filter } = store.get();
    period.show(filter);
    areas.show(filter);
    for (const name of lists) facets[name].show(filter[name]);
    showChips(chips, page, store, titles);
  };
  refresh();
  store.subscribe((_state, changed) => changed.has("filter") && refresh());
  return {
    setCounts(counts) {
      for (const name of lists)
        facets[name].fill(counts.facets[name] ?? [], store.get().filter[name], titles);
      showChips(chips, page, store, titles);
    },
    /** What a value of a facet is called, once counts have come. */
    titleOf: (name, value) => titles.get(`${name}:${value}`) ?? "",
  };
}

/** From the oldest to the newest period: named days, so that borders too are shown as of then. */
function everything({ periods }) {
  return periods.length ? `${periods.at(-1).from}|${periods[0].to}` : "|";
}

const change = (store, patch) => store.set({ filter: { ...store.get().filter, ...patch } });

function buildPeriod(page, store) {
  const select = el(
    "select",
    { class: "select", id: "period" },
    page.periods.map((each) => el("option", { value: `${each.from}|${each.to}` }, text(each.title))),
    el("option", { value: everything(page) }, t("period.all")),
    el("option", { value: "own", hidden: true }, t("period.own")),
  );
  select.addEventListener("change", () => {
    const [from, to] = select.value.split("|");
    change(store, { from, to });
  });
  const days = page.role === "public" ? null : buildDays(store);
  const node = el(
    "div",
    { class: "filter-period" },
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: "period" }, t("filter.period")),
      select,
    ),
    days?.node,
  );
  return {
    node,
    show(filter) {
      const value = `${filter.from}|${filter.to}`;
      const isKnown = [...select.options].some((option) => option.value === value);
      select.value = isKnown ? value : "own";
      days?.show(filter);
    },
  };
}

function buildDays(store) {
  const inputs = ["from", "to"].map((key) => {
    const input = el("input", { class: "input", type: "date", id: `day-${key}` });
    input.addEventListener("change", () => isOrdered() && change(store, { [key]: input.value }));
    return input;
  });
  const help = el("p", { class: "field__error", role: "alert", hidden: true }, t("filter.days_order"));
  const isOrdered = () => {
    const [from, to] = inputs.map((input) => input.value);
    const isRight = !from || !to || from <= to;
    help.toggleAttribute("hidden", isRight);
    return isRight;
  };
  const fields = inputs.map((input, i) =>
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: input.id }, t(i ? "filter.to" : "filter.from")),
      input,
    ),
  );
  return {
    node: el("div", {}, el("div", { class: "field-row" }, fields), help),
    show: (filter) => ["from", "to"].forEach((key, i) => (inputs[i].value = filter[key])),
  };
}

function buildFacet(name, page, store) {
  const body = el("div", { class: "disclosure__body facet" });
  const badge = el("span", { class: "chip chip--on", hidden: true });
  const isOpen = name === "field" || store.get().filter[name].length > 0;
  const node = el(
    "details",
    { class: "disclosure", open: isOpen, "data-facet": name },
    el("summary", {}, t(`filter.${name}`), badge),
    body,
  );
  const rows = new Map();
  const showChosen = (chosen) => {
    badge.textContent = String(chosen.length);
    badge.toggleAttribute("hidden", !chosen.length);
    for (const [value, row] of rows) row.box.checked = chosen.includes(value);
  };
  return {
    node,
    show: showChosen,
    fill(values, chosen, titles) {
      values.forEach((each) => titles.set(`${name}:${each.value}`, text(each.title)));
      const isSame = values.length === rows.size && values.every((each) => rows.has(String(each.value)));
      if (!isSame) rebuild(name, body, rows, values, page, store);
      for (const { value, n } of values) rows.get(String(value)).setCount(n);
      showChosen(chosen);
    },
  };
}

function rebuild(name, body, rows, values, page, store) {
  rows.clear();
  const nodes = values.map((each) => {
    const row = buildChoice(name, each, page, store);
    rows.set(String(each.value), row);
    return { each, node: row.node };
  });
  fill(
    body,
    name === "category" ? underFields(nodes, page) : nodes.map(({ node }) => node),
    values.length ? null : el("p", { class: "u-quiet" }, t("filter.nothing")),
  );
}

/** Categories stand under the field that they belong to. */
function underFields(nodes, page) {
  const fields = [...new Set(nodes.map(({ each }) => each.field))];
  return fields.map((field) => {
    const style = fieldStyle(page, field);
    return el(
      "div",
      { role: "group", "aria-label": style ? text(style.title) : field },
      el("p", { class: "facet__head" }, style ? text(style.title) : field),
      nodes.filter(({ each }) => each.field === field).map(({ node }) => node),
    );
  });
}

const fieldStyle = (page, code) =>
  page.layers
    .find((layer) => layer.name === "incidents")
    ?.style.classes.find((style) => style.value === code);

function buildChoice(name, each, page, store) {
  const value = String(each.value);
  const box = el("input", { type: "checkbox", name, value });
  const count = el("span", { class: "check__count" });
  const style = name === "field" ? fieldStyle(page, value) : null;
  const node = el(
    "label",
    { class: "check" },
    box,
    style ? swatch("point", style) : null,
    el("span", { class: "check__text" }, text(each.title)),
    count,
  );
  box.addEventListener("change", () => {
    const others = store.get().filter[name].filter((other) => other !== value);
    change(store, { [name]: box.checked ? [...others, value].sort() : others });
  });
  return {
    node,
    box,
    setCount(n) {
      count.textContent = number(n);
      node.toggleAttribute("data-empty", n === 0);
    },
  };
}

/** What a chosen value is called; once all names are known, one without a name is none of here. */
function titleOf(page, titles, name, value) {
  const known = titles.get(`${name}:${value}`);
  // Signed out, small counts have no name either.
  return known ?? (titles.size && page.role !== "public" ? t("filter.unknown", { value }) : value);
}

/** The filters that are on, each with a cross; and one to reset all. */
function showChips(node, page, store, titles) {
  const { filter } = store.get();
  const start = emptyFilter(page.filter_defaults ?? {});
  const chips = LISTS.flatMap((name) =>
    filter[name].map((value) =>
      chip(titleOf(page, titles, name, value), () =>
        change(store, { [name]: filter[name].filter((other) => other !== value) }),
      ),
    ),
  );
  if (filter.from !== start.from || filter.to !== start.to)
    chips.unshift(chip(periodTitle(page, filter), () => change(store, { from: start.from, to: start.to })));
  if (filter.areas) chips.unshift(chip(areasTitle(filter.areas), () => change(store, { areas: "" })));
  if (chips.length)
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

function chip(label, onclick) {
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

/** What a period is called: its name where it has one, else its days. */
export function periodTitle(page, { from, to }) {
  const known = page.periods.find((each) => each.from === from && each.to === to);
  if (known) return text(known.title);
  if ((!from && !to) || `${from}|${to}` === everything(page)) return t("period.all");
  return `${from ? date(from) : "…"} – ${to ? date(to) : "…"}`;
}
