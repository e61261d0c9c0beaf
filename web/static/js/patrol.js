/** The patrol sheet: what is chosen is in the address; the server says in which order to walk. */

import { isCancelled, pageData } from "./api.js";
import { fetchCandidates, fetchWalk, walkAddress } from "./api_patrol.js";
import { buildRows } from "./board/rows.js";
import { mapAddress } from "./board/state.js";
import { el, fill, toast, troubleBox } from "./dom.js";
import { date, number, setLanguage, t, text } from "./i18n.js";
import { markChosen, showCandidates } from "./patrol/candidates.js";
import { buildMap } from "./patrol/map.js";
import { candidateQuery, readSheet, sheetAddress, STANDARD, walkQuery } from "./patrol/state.js";
import { keptTicks } from "./patrol/ticks.js";
import { showNoWalk, showWalk } from "./patrol/walk.js";

const MOST = 60;
const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const form = byId("patrol-controls");
const body = byId("patrol");
let state = readSheet(location.search, page);
let found = null;

const openRows = buildRows(byId("rows-dialog"), {
  query: () => candidateQuery(state),
  mapAddress: (layer, row) => mapAddress(state, page, layer, row),
});
const map = buildMap(byId("patrol-map"), byId("patrol-legend"), {
  bounds: page.ward.bounds,
  onToggle: (key) => choose(state.stops.includes(key) ? state.stops.filter((each) => each !== key) : [...state.stops, key]),
  onSpot: (start) => startAt(start),
});

if (state.stops.length) byId("patrol-choose").open = !matchMedia("(max-width: 64rem)").matches;
for (const name of ["end", "speed", "minutes"]) form.elements[name].value = state[name];
fillStarts([]);
fillPeriods();
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("change", ({ target }) => {
  if (target.name === "start") pickStart(target.value);
  else if (target.name === "period") takePeriod(target.value);
  else takeControls();
});
document.addEventListener("keydown", (event) => event.key === "Escape" && aim(false));
byId("patrol-print").addEventListener("click", () => window.print());
addEventListener("beforeprint", () => map.onPaper(true));
addEventListener("afterprint", () => map.onPaper(false));
addEventListener("online", () => {
  if (body.dataset.ready === "error") loadCandidates();
  if (byId("patrol-walk").dataset.ready === "error") loadWalk();
});
loadCandidates();
loadWalk(true);

async function loadCandidates() {
  body.setAttribute("aria-busy", "true");
  try {
    found = await fetchCandidates(candidateQuery(state));
    byId("patrol-period").textContent = t("patrol.period", { period: text(found.period) });
    showCandidates(byId("patrol-groups"), found.groups, { stops: () => state.stops, onChoose: choose, onOpen: openRows, onPoint: map.point });
    fillStarts(found.offices);
    map.show({ found, stops: state.stops });
    body.dataset.ready = "candidates";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(byId("patrol-groups"), troubleBox(error, t("state.offline"), loadCandidates));
    body.dataset.ready = "error";
  }
  body.removeAttribute("aria-busy");
}

function choose(stops) {
  if (stops.length > MOST) {
    toast(t("patrol.most", { n: MOST }));
    markChosen(byId("patrol-groups"), state.stops);
    return;
  }
  change({ stops });
}

/** Take a change, say it in the address, and ask for the walk anew. */
function change(patch) {
  state = { ...state, ...patch };
  history.replaceState(null, "", sheetAddress(state, page));
  markChosen(byId("patrol-groups"), state.stops);
  loadWalk(true);
}

async function loadWalk(fit = false) {
  const node = byId("patrol-walk");
  const query = walkQuery(state);
  byId("patrol-chosen").textContent = t("patrol.chosen", { n: number(state.stops.length) });
  byId("patrol-actions").hidden = true;
  if (!state.stops.length) {
    showNoWalk(node);
    map.show({ stops: [], walk: null });
    node.dataset.ready = "empty";
    return;
  }
  node.setAttribute("aria-busy", "true");
  try {
    const walk = await fetchWalk(query);
    showWalk(node, walk, { ticks: keptTicks(`${page.ward.code}.${walk.filter.from}..${walk.filter.to}`), onOpen: openRows });
    map.show({ stops: state.stops, walk }, fit);
    byId("patrol-actions").hidden = false;
    const languaged = new URLSearchParams([...query, ["lang", page.lang]]);
    for (const kind of ["gpx", "csv"]) byId(`patrol-${kind}`).href = walkAddress(kind, languaged);
    node.dataset.ready = "walk";
  } catch (error) {
    if (isCancelled(error)) return;
    fill(node, troubleBox(error, t("state.offline"), () => loadWalk(fit), () => change({ stops: [], ...STANDARD })));
    map.show({ stops: state.stops, walk: null });
    node.dataset.ready = "error";
  }
  node.removeAttribute("aria-busy");
}

/** The half-years of the ward, and the period that the address names where it is none of them. */
function fillPeriods() {
  const { period } = form.elements;
  const now = `${state.filter.from}..${state.filter.to}`;
  const options = page.periods.map((each) => [`${each.from}..${each.to}`, text(each.title)]);
  if (state.filter.from && state.filter.to && !options.some(([value]) => value === now))
    options.unshift([now, `${date(state.filter.from)} – ${date(state.filter.to)}`]);
  fill(period, options.map(([value, title]) => el("option", { value }, title)));
  if (options.some(([value]) => value === now)) period.value = now;
}

/** Another period proposes other places; what was chosen stays until it is taken out. */
function takePeriod(value) {
  const [from, to] = value.split("..");
  change({ filter: { ...state.filter, from, to } });
  loadCandidates();
}

function takeControls() {
  if (!form.reportValidity()) return;
  const { end, speed, minutes } = form.elements;
  change({ end: end.value, speed: speed.value || STANDARD.speed, minutes: minutes.value || STANDARD.minutes });
}

/** The offices of the ward, and the spot that is chosen where it is none of them. */
function fillStarts(offices) {
  const { start } = form.elements;
  const options = [
    ["", t("patrol.start_best")],
    ...offices.map((each) => [`${each.lon.toFixed(6)},${each.lat.toFixed(6)}`, each.name]),
    ["click", t("patrol.start_click")],
    ["middle", t("patrol.start_middle")],
  ];
  if (state.start && !options.some(([value]) => value === state.start)) {
    const [lon, lat] = state.start.split(",").map(Number);
    options.splice(1, 0, [state.start, t("patrol.start_spot", { lat: number(lat, 5), lon: number(lon, 5) })]);
  }
  fill(start, options.map(([value, title]) => el("option", { value }, title)));
  start.value = state.start;
}

function pickStart(value) {
  aim(value === "click");
  if (value === "click") return;
  startAt(value === "middle" ? map.middle() : value);
}

function startAt(start) {
  aim(false);
  change({ start });
  fillStarts(found?.offices ?? []);
}

function aim(on) {
  map.aim(on);
  byId("patrol-aim").hidden = !on;
  if (!on && form.elements.start.value === "click") form.elements.start.value = state.start;
}
