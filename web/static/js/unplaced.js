/** Incidents known by their address only: candidates, the map to put them on, and the way back. */

import { fetchFeature, isCancelled, pageData } from "./api.js";
import { decideLocation, fetchLocations, fetchPlacings, fetchWaiting, matchAgain, placeRow, undoPlacing } from "./api_unplaced.js";
import { el, fill, stateBox, toast, troubleBox } from "./dom.js";
import { number, setLanguage, t } from "./i18n.js";
import { toLatLng } from "./leaflet.js";
import { awaitShell, goTo, marksOf, showWard } from "./map.js";
import { createStore, emptyFilter } from "./state.js";
import { locationCard, placedCard, waitingCard } from "./unplaced/cards.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const LAYERS = ["ward_border", "groups", "lanes"]; // what is placed by: incidents would hide the lanes
const LISTS = { waiting: showWaiting, placed: showPlaced, locations: showLocations };
const MARGIN = 0.0006; // degrees: some sixty metres round a point

const store = createStore({
  view: null,
  layers: LAYERS.filter((name) => page.layers.some((layer) => layer.name === name)),
  filter: emptyFilter({}),
  selected: null,
});
const mapBox = document.querySelector(".unplaced__map");
let aimed = null; // the row that the next click on the map places
let parts = null;

for (const name of Object.keys(LISTS)) byId(`tab-${name}`).addEventListener("click", () => openTab(name));
byId("unplaced-tabs").addEventListener("keydown", turnTabs);
byId("again").addEventListener("click", () =>
  act(matchAgain(), (done) => toast(t("unplaced.again_done", { n: number(done.placed) }))),
);
document.addEventListener("keydown", (event) => event.key === "Escape" && aim(null));
byId("show-ward").addEventListener("click", () => parts && showWard(parts.map));
for (const [id, step] of [
  ["zoom-in", 1],
  ["zoom-out", -1],
])
  byId(id).addEventListener("click", () => parts?.map.setZoom(parts.map.getZoom() + step));

aim(null);
openTab("waiting");
parts = await awaitShell({ store, pickable: ["lanes"], onPick: pick });

function openTab(name) {
  for (const each of Object.keys(LISTS)) {
    const isOpen = each === name;
    byId(`tab-${each}`).setAttribute("aria-selected", String(isOpen));
    byId(`tab-${each}`).tabIndex = isOpen ? 0 : -1;
    byId(`list-${each}`).hidden = !isOpen;
  }
  aim(null);
  return load(name);
}

function turnTabs(event) {
  const names = Object.keys(LISTS);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  const at = names.findIndex((name) => byId(`tab-${name}`).getAttribute("aria-selected") === "true");
  const next = names[(at + step + names.length) % names.length];
  byId(`tab-${next}`).focus();
  openTab(next);
}

async function load(name) {
  const node = byId(`list-${name}`);
  try {
    await LISTS[name](node);
    fill(byId("unplaced-trouble"));
  } catch (error) {
    if (!isCancelled(error)) fill(byId("unplaced-trouble"), troubleBox(error, t("state.offline"), () => load(name)));
  }
  node.dataset.ready = "list";
}

async function showWaiting(node, offset = 0) {
  const { total, rows } = await fetchWaiting(offset);
  byId("count-waiting").textContent = total ? `(${number(total)})` : "";
  if (!total) return fill(node, stateBox("empty", t("unplaced.none"), t("unplaced.none_why")));
  const cards = groupsOf(rows).map((group) => waitingCard(group, wishes));
  if (!offset) fill(node);
  node.querySelector(".unplaced__more")?.remove();
  node.append(...cards);
  const shown = offset + rows.length;
  if (rows.length && shown < total) node.append(moreButton(node, shown, total));
  return node;
}

const moreButton = (node, shown, total) =>
  el(
    "button",
    { type: "button", class: "button unplaced__more", onclick: () => showWaiting(node, shown) },
    t("unplaced.more", { shown: number(shown), total: number(total) }),
  );

/** Rows of one address stand together: who places one mostly places all. */
function groupsOf(rows) {
  const groups = new Map();
  for (const row of rows) groups.set(row.address, [...(groups.get(row.address) ?? []), row]);
  return [...groups.values()];
}

async function showPlaced(node) {
  const { rows } = await fetchPlacings();
  const undo = (row) => act(undoPlacing(row.id), () => toast(t("unplaced.undone")), "placed");
  fill(node, rows.length ? rows.map((row) => placedCard(row, { undo, show: showPoint })) : stateBox("empty", t("unplaced.none_placed")));
}

async function showLocations(node) {
  const { rows } = await fetchLocations();
  const mayDecide = ["supervisor", "admin"].includes(page.role);
  const decide = (row, isDefault, note) =>
    act(
      decideLocation({ lon: row.lon, lat: row.lat, is_default: isDefault, note }),
      (done) => toast(t("unplaced.decided", { n: number(done.changed) })),
      "locations",
    );
  fill(node, rows.length ? rows.map((row) => locationCard(row, { decide: mayDecide ? decide : null, show: showPoint })) : stateBox("empty", t("unplaced.none_locations"), t("unplaced.none_locations_why")));
}

const wishes = {
  aim,
  async show(candidate) {
    const record = await fetchFeature("lanes", candidate.lane, "").catch(() => null);
    if (!parts || !record) return;
    parts.overlay.mark(marksOf(record.geometry));
    frame(record.geometry.coordinates.flat(Infinity));
  },
  onLane: (row, lane, same) => put(row, { lane, same }),
};

/** Wait for a click on the map for a row; null: no longer. */
function aim(row, same = false) {
  aimed = row && { row, same };
  mapBox.classList.toggle("unplaced__map--aiming", Boolean(row));
  byId("aim").textContent = row ? t("unplaced.aim", { address: row.address }) : t("unplaced.no_aim");
  for (const card of document.querySelectorAll(".waiting"))
    card.toggleAttribute("data-chosen", row !== null && card.dataset.address === row?.address);
  if (row) mapBox.scrollIntoView({ block: "nearest" });
}

function pick(found, latlng) {
  if (aimed) put(aimed.row, { lon: latlng.lng, lat: latlng.lat, same: aimed.same });
}

function put(row, where) {
  aim(null);
  return act(placeRow(row.id, where), (done) => undoable(done.placings), "waiting");
}

/** Say what was done, with the way back beside it. */
function undoable(placings) {
  const back = async () => {
    for (const id of placings) await undoPlacing(id);
    await load("waiting");
  };
  const button = el("button", { type: "button", class: "button", id: "undo-last" }, t("unplaced.undo"));
  button.addEventListener("click", () => act(back(), () => toast(t("unplaced.undone")), "waiting"));
  fill(
    byId("unplaced-trouble"),
    el("div", { class: "note note--good" }, el("div", {}, t("unplaced.done", { n: number(placings.length) })), button),
  );
}

/** Do something on the server, then show its list again; trouble is said where it happened. */
async function act(work, say, list = "waiting") {
  try {
    const done = await work;
    await load(list);
    say(done);
  } catch (error) {
    fill(byId("unplaced-trouble"), troubleBox(error, t("state.offline"), null));
  }
}

function showPoint(row) {
  if (!parts) return;
  parts.overlay.mark([{ kind: "point", strong: true, parts: [[toLatLng(row.lon, row.lat)]] }]);
  frame([row.lon, row.lat]);
}

function frame(numbers) {
  const [lon, lat] = [0, 1].map((odd) => numbers.filter((_, at) => at % 2 === odd));
  goTo(parts.map, [Math.min(...lon) - MARGIN, Math.min(...lat) - MARGIN, Math.max(...lon) + MARGIN, Math.max(...lat) + MARGIN]);
}
