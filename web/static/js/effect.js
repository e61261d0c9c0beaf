/** Did it work: choose what was treated, read one sentence, see one picture, open the rows behind the counts. */

import { fetchEffect, fetchUpgradedLanes, isCancelled, pageData } from "./api.js";
import { openerNumber } from "./board/openers.js";
import { buildRows } from "./board/rows.js";
import { mapAddress } from "./board/state.js";
import { el, fill, icon, note, stateBox, troubleBox } from "./dom.js";
import { picture } from "./effect/picture.js";
import { chance, date, number, setLanguage, t, text } from "./i18n.js";
import { emptyFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const form = byId("effect-controls");
const body = byId("effect");
const asked = new URLSearchParams(location.search);
const here = { ward: page.ward.code, lang: page.lang };
const openRows = buildRows(byId("rows-dialog"), {
  query: () => new URLSearchParams(),
  mapAddress: (layer, row) => mapAddress({ filter: emptyFilter({}), rule: {} }, page, layer, row),
});

form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", ({ target }) => {
  if (target.name === "what") form.elements.on.value = target.selectedOptions[0]?.dataset.on ?? "";
  load();
});
window.addEventListener("online", () => body.dataset.ready === "error" && load());
begin();

async function begin() {
  try {
    fillControls((await fetchUpgradedLanes()).lanes);
  } catch (error) {
    fill(body, troubleBox(error, t("state.offline"), begin));
    return settle("error");
  }
  return load();
}

/** Lanes with a finished upgrade, and what the address names besides. */
function fillControls(lanes) {
  const { what, on, span_days: span, ring_m: ring, field } = form.elements;
  const known = lanes.map((each) =>
    el("option", { value: `treated=${each.lane}`, "data-on": each.finished_on }, `${each.name} · ${each.code} · ${date(each.finished_on)}`),
  );
  fill(what, el("option", { value: "" }, t("effect.choose")), known);
  const named = ["treated", "at"].filter((key) => asked.get(key)).map((key) => `${key}=${asked.get(key)}`)[0] ?? "";
  if (named && ![...what.options].some((each) => each.value === named))
    what.append(el("option", { value: named }, named.startsWith("at=") ? t("effect.place", { where: named.slice(3) }) : (asked.get("name") ?? t("effect.lane_of_map"))));
  what.value = named;
  on.value = asked.get("on") ?? what.selectedOptions[0]?.dataset.on ?? "";
  span.value = asked.get("span_days") ?? "";
  ring.value = asked.get("ring_m") ?? "";
  const classes = page.layers.find((layer) => layer.name === "incidents")?.style.classes ?? [];
  const fields = classes.filter((each) => each.value !== "pile_up");
  fill(field, el("option", { value: "" }, t("compare.of_all")), fields.map((each) => el("option", { value: each.value }, text(each.title))));
  field.value = asked.get("field") ?? "";
}

function queryNow() {
  const query = new URLSearchParams(form.elements.what.value);
  for (const name of ["on", "span_days", "ring_m", "field"]) {
    const { value } = form.elements[name];
    if (value) query.set(name, value);
  }
  if (query.has("at") && asked.get("radius_m")) query.set("radius_m", asked.get("radius_m"));
  return query;
}

async function load() {
  const query = queryNow();
  const address = new URLSearchParams([...Object.entries(here), ...query]);
  history.replaceState(null, "", `?${address.toString().replaceAll("%2C", ",").replaceAll("%2F", "/")}`);
  if (!query.has("treated") && !query.has("at")) {
    fill(body, stateBox("empty", t("effect.choose"), t("effect.choose_help")));
    return settle("empty");
  }
  body.setAttribute("aria-busy", "true");
  try {
    show(await fetchEffect(query));
    settle("effect");
  } catch (error) {
    if (isCancelled(error)) return;
    fill(body, troubleBox(error, t("state.offline"), load));
    settle("error");
  }
}

function settle(outcome) {
  body.removeAttribute("aria-busy");
  body.dataset.ready = outcome;
}

function show(found) {
  if (!form.elements.on.value) form.elements.on.value = found.on;
  body.dataset.verdict = found.verdict;
  fill(body, verdict(found), card("effect.picture", picture(found)), card("effect.counts", counts(found)), notes(found));
}

const card = (title, ...content) => el("section", { class: "card" }, el("h2", {}, t(title)), content);

function verdict(found) {
  const kind = { fewer: "tag tag--good", more: "tag tag--bad", unclear: "tag" }[found.verdict];
  const query = new URLSearchParams({ ...here, ...found.filter, run: found.run });
  return el(
    "section",
    { class: "card" },
    el("span", { class: `${kind} effect__verdict` }, t(`effect.${found.verdict}`)),
    el("p", { class: "effect__sentence", id: "effect-sentence" }, text(found.sentence)),
    el("p", { class: "effect__days" }, t("effect.period", { from: date(found.from), until: date(found.until), n: number(found.span_days) })),
    el(
      "div",
      { class: "button-row" },
      link(t("effect.on_map"), `/?${query}`, "target"),
      link(t("effect.run"), `/runs/${found.run}?${new URLSearchParams(here)}`, "check"),
    ),
  );
}

const link = (words, href, name) => el("a", { class: "button", href }, icon(name), el("span", {}, words));

function counts(found) {
  const heads = ["before", "after", "expected", "ratio", "interval", "p"];
  const rows = found.roles.map((each) =>
    el(
      "tr",
      { "data-role": each.role },
      el("th", { scope: "row" }, t(`effect.${each.role}`)),
      ["before", "after"].map((side) => el("td", { class: "is-number" }, opener(each, side))),
      el("td", { class: "is-number" }, each.expected_after === null ? "–" : number(each.expected_after, 1)),
      el("td", { class: "is-number" }, each.ratio === null ? "–" : number(each.ratio, 2)),
      el("td", { class: "is-number" }, interval(each)),
      el("td", { class: "is-number" }, each.p === null ? "–" : chance(each.p)),
    ),
  );
  return el(
    "div",
    { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("effect.counts") },
    el(
      "table",
      { class: "table" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, t("effect.where")), heads.map((name) => el("th", { scope: "col", class: "is-number" }, t(`effect.col_${name}`))))),
      el("tbody", {}, rows),
    ),
  );
}

/** An interval without an upper end has none; without a ratio there is no interval. */
function interval({ ratio, low, high }) {
  if (ratio === null) return "–";
  return `${number(low ?? 0, 2)} – ${high === null ? "∞" : number(high, 2)}`;
}

const opener = (each, side) =>
  openerNumber(each[`of_${side}`], `${t(`effect.${each.role}`)}, ${t(`effect.col_${side}`)}`, each[side], openRows);

function notes(found) {
  const others = found.same_time.length ? note(t("effect.same_time", { n: number(found.same_time.length), names: found.same_time.join(", ") })) : null;
  return el(
    "section",
    { class: "card effect__notes" },
    el("h2", {}, t("effect.notes")),
    el("ul", { class: "effect__findings" }, found.findings.map((each) => el("li", {}, text(each)))),
    others,
    found.notes.map((each) => note(text(each.text), each.level)),
    el("p", { class: "u-quiet" }, text(found.rule)),
    el("ul", { class: "caution" }, found.caution.map((each) => el("li", {}, text(each)))),
  );
}
