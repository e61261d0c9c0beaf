/** Two periods side by side: puts the parts together; the address says which. */

import { fetchComparison, isCancelled, pageData } from "./api.js";
import { mapAddress } from "./board/state.js";
import { buildRows } from "./board/rows.js";
import { buildMaps, changeTone, signOf, toneOf } from "./compare/maps.js";
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
  load();
});
window.addEventListener("online", () => body.dataset.ready === "error" && load());
load();

function fillControls() {
  const { unit, after, before, field } = form.elements;
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
  unit.value = asked.get("unit") === "lanes" ? "lanes" : "groups";
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
  return query;
}

async function load() {
  const query = queryNow();
  const address = new URLSearchParams([["ward", page.ward.code], ["lang", page.lang], ...query]);
  history.replaceState(null, "", `?${address.toString().replaceAll("%2C", ",")}`);
  body.setAttribute("aria-busy", "true");
  try {
    show(await fetchComparison(query));
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
  showLegends(found);
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

function showLegends({ breaks, per }) {
  const classes = breaks.length + 1;
  const words = (n) => {
    if (classes === 1) return "> 0";
    if (n === 1) return `≤ ${number(breaks[0], 2)}`;
    return n === classes ? `> ${number(breaks.at(-1), 2)}` : `${number(breaks[n - 2], 2)} – ${number(breaks[n - 1], 2)}`;
  };
  const numbers = Array.from({ length: classes }, (_, at) => at + 1);
  fill(
    byId("compare-legends"),
    el("div", {}, t("compare.legend", { per: text(per) }), el("ul", {}, line(null, t("compare.none")), numbers.map((n) => line(() => toneOf(n, classes), words(n))))),
    el("div", {}, t("compare.change"), el("ul", {}, ["more", "fewer"].map((each) => line(() => changeTone(each), `${signOf(each)} ${t(`compare.${each}`)}`)), line(null, t("compare.unclear_pale")))),
  );
}

function line(tone, words) {
  const swatch = el("span", { class: "compare__swatch", "aria-hidden": "true" });
  const paint = () => (swatch.style.background = tone?.() ?? "");
  paint();
  document.addEventListener("themechange", paint);
  return el("li", {}, swatch, words.trim());
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
