/** Two periods side by side: puts the parts together; the address says which. */

import { compareTableAddress, fetchComparison, isCancelled, pageData } from "./api.js";
import { mapAddress } from "./board/state.js";
import { buildRows } from "./board/rows.js";
import { showLegends } from "./compare/legends.js";
import { buildMaps } from "./compare/maps.js";
import { showUnits } from "./compare/units.js";
import { el, fill, troubleBox } from "./dom.js";
import { number, setLanguage, t, text } from "./i18n.js";
import { filterQuery, readFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const form = byId("compare-controls");
const body = byId("compare");
const asked = new URLSearchParams(location.search);
let filter = readFilter(asked, page.filter_defaults ?? {});
let breaks = asked.get("breaks") ?? "";
let opened = null;

const openRows = buildRows(byId("rows-dialog"), {
  query: () => opened,
  mapAddress: (layer, row) => mapAddress({ filter, rule: {} }, page, layer, row),
});
const maps = buildMaps((key) => point(key));

fillControls();
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", ({ target }) => {
  if (target.name === "after") form.elements.before.value = "";
  if (target.name === "unit") form.elements.keep.checked = false; // other units, other numbers
  load();
});
window.addEventListener("online", () => body.dataset.ready === "error" && load());
load();

function fillControls() {
  const { unit, after, before, field, keep } = form.elements;
  const periods = page.periods.flatMap((each) => [each, ...quartersOf(each)]);
  const options = () => periods.map((each) => el("option", { value: `${each.from}..${each.to}` }, text(each.title)));
  fill(after, options());
  fill(before, el("option", { value: "" }, t("compare.just_before")), options());
  const classes = page.layers.find((layer) => layer.name === "incidents")?.style.classes ?? [];
  const fields = classes.filter((each) => each.value !== "pile_up");
  fill(
    field,
    fields.map((each) => el("option", { value: each.value }, text(each.title))),
    el("option", { value: fields.map((each) => each.value).join(",") }, t("compare.of_all")),
  );
  choose(after, `${filter.from}..${filter.to}`);
  choose(before, asked.get("before") ?? "");
  field.value = filter.field.length > 1 ? field.options[field.options.length - 1].value : (filter.field[0] ?? field.value);
  unit.value = ["lanes", "cells"].includes(asked.get("unit")) ? asked.get("unit") : "groups";
  keep.checked = Boolean(breaks);
}

/** Choose a value, also one that the list does not offer: an address may name any period. */
function choose(select, value) {
  if (![...select.options].some((option) => option.value === value))
    select.append(el("option", { value }, value.replace("..", " – ")));
  select.value = value;
}

/** The two quarters of a half-year. */
function quartersOf({ from, to }) {
  const year = from.slice(0, 4);
  const isFirst = from.slice(5, 7) === "01";
  const [middle, next] = isFirst ? ["03-31", "04-01"] : ["09-30", "10-01"];
  const title = (n) => ({ vi: t("compare.quarter", { n, year }), en: t("compare.quarter", { n, year }) });
  return [
    { from: `${year}-${next}`, to, title: title(isFirst ? 2 : 4) },
    { from, to: `${year}-${middle}`, title: title(isFirst ? 1 : 3) },
  ];
}

function queryNow() {
  const { unit, after, before, field } = form.elements;
  const [from, to] = after.value.split("..");
  filter = { ...filter, from, to, field: field.value.split(",") };
  const query = filterQuery(filter);
  query.set("unit", unit.value);
  if (before.value) query.set("before", before.value);
  if (form.elements.keep.checked && breaks) query.set("breaks", breaks);
  return query;
}

/** The address carries the classes that are seen, so that a link shows the same ones later. */
function writeAddress(query) {
  const address = new URLSearchParams([["ward", page.ward.code], ["lang", page.lang], ...query]);
  history.replaceState(null, "", `?${address.toString().replaceAll("%2C", ",")}`);
}

async function load() {
  const query = queryNow();
  writeAddress(query);
  body.setAttribute("aria-busy", "true");
  try {
    const found = await fetchComparison(query);
    show(found);
    breaks = found.breaks.join(",");
    if (breaks) query.set("breaks", breaks);
    writeAddress(query);
    byId("compare-csv").href = compareTableAddress(query);
    body.dataset.ready = "units";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(byId("compare-words"), troubleBox(error, t("state.offline"), load));
    body.dataset.ready = "error";
  }
  body.removeAttribute("aria-busy");
}

function show(found) {
  byId("period-before").textContent = text(found.before.title);
  byId("period-after").textContent = text(found.after.title);
  showWords(found);
  showLegends(byId("compare-legends"), found);
  maps.show(found);
  showUnits(byId("compare-units"), found, { onPoint: point, onOpen: (unit, which) => open(found, unit, which) });
}

function showWords(found) {
  const count = (change) => number(found.units.filter((unit) => unit.change === change).length);
  const of = (which) => number(found[which].total);
  fill(
    byId("compare-words"),
    el("p", { class: "compare__strong" }, t("compare.total", { before: of("before"), after: of("after") })),
    el("p", {}, t("compare.verdict", { more: count("more"), fewer: count("fewer"), unclear: count("unclear") })),
    el("p", { class: "u-quiet" }, t("compare.days", { before: found.before.days, after: found.after.days }), " ", text(found.boundaries.words), ". ", t("compare.how")),
  );
}

/** Show the rows of a unit in one of the two periods. */
function open(found, unit, which) {
  const { from, to, title } = found[which];
  opened = new URLSearchParams({ ...found.filter, from, to });
  openRows(unit.of, t("compare.rows_of", { name: unit.name, period: text(title) }));
}

function point(key) {
  maps.mark(key);
  for (const row of document.querySelectorAll("#compare-units tr[data-key]"))
    row.toggleAttribute("data-marked", row.dataset.key === key);
}
