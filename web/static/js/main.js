/** The map page: puts the parts together. */

import { buildAnalyses } from "./analyses.js";
import { pageData } from "./api.js";
import { copyWords } from "./copy.js";
import { fill, troubleBox } from "./dom.js";
import { EDITORS, buildEditing } from "./edit.js";
import { caseLink } from "./cases/link.js";
import { effectLink } from "./effect/link.js";
import { buildFilters } from "./filters.js";
import { setLanguage, t, text } from "./i18n.js";
import { later } from "./later.js";
import { toBounds, toLatLng } from "./leaflet.js";
import { buildLayerList } from "./legend.js";
import { buildListDoor } from "./list_door.js";
import { awaitShell, boundsOf, goTo, goToGeometry, marksOf, setView, showWard, uncover } from "./map.js";
import { followPast } from "./past.js";
import { buttonsOf } from "./record_buttons.js";
import { buildPopup } from "./popup.js";
import { noticeAddress, noticeOf } from "./notice_link.js";
import { filterActions, groupKey, selectActions } from "./record_filters.js";
import { buildSearch } from "./search.js";
import { emptyWard, hoverWords, isGround, membersOf, wordsInView } from "./seen.js";
import { buildSheet, buildTabs } from "./sheet.js";
import { buildHere, readAt, writeAt } from "./here.js";
import { buildSelection } from "./selection.js";
import { countQuery, createStore, emptyFilter, filterQuery, insideOf, readState, writeState } from "./state.js";
import { buildSummary } from "./summary.js";
import { buildTimeBar } from "./time_bar.js";
import { buildTimelineDoor } from "./timeline/door.js";
import { buildTotal } from "./total.js";
import { buildTracing } from "./tracing.js";
import { buildViewActions, onDemand } from "./view_actions.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const store = createStore(readState(location.search, page));
const seenBounds = () => boundsOf(parts?.map);
const byId = (id) => document.getElementById(id);

let [parts, runs] = [null, null];
let lastSpot = null;
// Whoever comes through a share link looks on, whatever the role of the link.
const isStaff = page.role !== "public" && !page.share;
const STAFF = ["viewer", "inspector", "supervisor", "admin"];
const isLocked = Boolean(page.share?.locked);
if (isLocked) byId("tab-filters").remove();
const stored = page.layers.filter((layer) => layer.run);
const legend = buildLayerList(byId("panel-layers"), page, store);
const filters = buildFilters({ node: byId("panel-filters"), chips: byId("active-filters"), page, store, bounds: seenBounds });
const sheet = buildSheet(byId("panel"), byId("panel-handle"));
const popup = buildPopup(byId("popup"), {
  titleOf: (name) => text(page.layers.find((layer) => layer.name === name)?.title) || name,
  query: () => filterQuery(store.get().filter),
  onOpen: openRecord,
  onShow(record) {
    list.mark(popup.current());
    parts?.overlay.mark([...membersOf(record, page), ...marksOf(record.geometry)]);
    if (parts && record.geometry?.type === "Point")
      uncover(parts.map, marksOf(record.geometry)[0].parts[0][0], byId("popup"));
  },
  onClose() {
    parts?.overlay.mark([]);
    list.mark("");
    store.set({ selected: null, at: "" });
  },
  actions: recordActions,
});
const editing = buildEditing({ page, store, popup, sheet, parts: () => parts, openRecord, onSaved: reload });
const tracing = buildTracing(byId("trace-bar"), () => parts);
const openExport = onDemand(async () => (await later(import("./export.js"))).buildExport(byId("export-dialog"), { page, store, runs: () => runs }));
const shared = { page, store, parts: () => parts, runs: () => runs, bounds: seenBounds, titleOf: filters.titleOf };
const selection = buildSelection(byId("selection-bar"), {
  ...shared,
  tracing,
  onList: listSelection,
  onExport: openExport,
  onPrint: (narrow) => openPrint(narrow),
  onChanged: reload,
});
const onSelect = isStaff ? (circle) => selection.choose("shape", circle) : undefined;
const showHere = buildHere({ page, popup, store, runs: () => runs, onOpen: openRecord, onSelect, onRecord: editing.record });
const summary = buildSummary(byId("list-counts"), page, store);
const list = buildListDoor(byId("list"), {
  ...shared,
  onOpen: openRecord,
  onShow: (place) => parts?.overlay.hint(place ? [{ kind: "point", strong: true, parts: [[toLatLng(...place)]] }] : []),
  onExport: openExport,
  selection: selection.narrow,
});
buildTabs(byId("panel-tabs"), (panel) => (panel === "panel-filters" ? filters.open() : list.show(true)));
buildSearch(byId("search"), byId("search-list"), chooseResult);
if (!isLocked) buildTimeBar(byId("time-bar"), page, store);
if (page.share?.in_frame) later(import("./frame.js")).then(({ buildFrame }) => buildFrame(byId("panel"), byId("panel-layers")));
const timeline = buildTimelineDoor({
  ...shared,
  onMove(window, n) {
    total.move(window, n);
    const [layer, id] = store.get().selected?.split("/") ?? [];
    if (layer && parts?.grid.hides(layer, id)) popup.close();
  },
  onRest() {
    total.rest();
    parts?.settle();
  },
});
const total = buildTotal(byId("total"), { page, store, legend, filters, timeline, query: () => countQuery(store.get(), runs), onRetry: retry, onReset: () => store.set({ filter: emptyFilter(page.filter_defaults ?? {}) }) });
const analyses = buildAnalyses(byId("panel-layers"), { page, store, legend, total, onRuns: showRuns });
const openPrint = onDemand(async () => (await later(import("./print.js"))).buildPrint(byId("print-dialog"), { page, store, bounds: seenBounds }));
const openShare = onDemand(async () => (await later(import("./share.js"))).buildShare(byId("share-dialog"), { page, store }));
const openViews = onDemand(async () => (await later(import("./views.js"))).buildViews(byId("views-dialog"), { page, store }));
/** @type {import("./view_actions.js").ViewAction[]} */
const VIEW_ACTIONS = [
  { id: "copy-link", icon: "link", title: "map.copy_link", open: copyLink },
  { id: "keep-view", icon: "check", title: "views.keep_this", roles: STAFF, open: () => openViews() },
  { id: "notice-filter", icon: "bell", title: "tell.of_filter", roles: STAFF, open: (state) => location.assign(noticeAddress(page, filterQuery(state.filter))) },
  { id: "open-share", icon: "share", title: "share.open", roles: ["supervisor", "admin"], open: () => openShare() },
  { id: "open-print", icon: "print", title: "print.open", open: () => openPrint() },
  { id: "open-export", icon: "download", title: "export.open", open: () => openExport() },
  { id: "open-edit", icon: "edit", title: "edit.open", roles: EDITORS, open: () => editing.choose() },
  { id: "save-view", icon: "download", title: "map.one_file", open: saveView },
];
/** @type {import("./view_actions.js").ViewAction[]} */
const MAP_ACTIONS = [
  { id: "select-rectangle", icon: "select", title: "selection.by_rectangle", roles: STAFF, open: () => selection.draw("rectangle") },
  { id: "select-polygon", icon: "select", title: "selection.by_polygon", roles: STAFF, open: () => selection.draw("polygon") },
  { id: "measure-line", icon: "ruler", title: "measure.line", open: () => measure("line") },
  { id: "measure-area", icon: "ruler", title: "measure.polygon", open: () => measure("polygon") },
];
const acting = { role: isStaff ? page.role : "public", state: store.get };
if (byId("map-actions")) buildViewActions(byId("map-actions"), byId("map-actions-menu"), MAP_ACTIONS, acting);
buildViewActions(byId("view-actions"), byId("view-actions-menu"), VIEW_ACTIONS, acting);

followPast({ store, page, onBack: goBack });
store.subscribe((state, changed) => {
  if (changed.has("select")) list.show(true);
  if (!changed.has("filter")) return;
  if (analyses.areOf(state.filter)) total.count();
  else analyses.show();
});
byId("show-here")?.addEventListener("click", () => parts && openHere(parts.map.getCenter()));
byId("saved-views")?.addEventListener("click", () => openViews());
byId("my-position")?.addEventListener("click", async ({ currentTarget }) => parts && (await later(import("./position.js"))).showPosition(parts.map, currentTarget));
byId("show-ward").addEventListener("click", () => parts && showWard(parts.map));
for (const [id, step] of Object.entries({ "zoom-in": 1, "zoom-out": -1 }))
  byId(id).addEventListener("click", () => parts?.map.setZoom(parts.map.getZoom() + step));

analyses.show();
parts = await awaitShell({
  store,
  runs: () => runs,
  onPick: (found, latlng) =>
    tracing.isActive() || editing.pick(found) || (isGround(found) ? openHere(latlng) : openRecord(found.layer.name, found.feature.id)),
  onSpot: (latlng) => tracing.isActive() || editing.pick(null) || openHere(latlng),
  timeline: timeline.frame,
  onHover: showHover,
  onView: (view) => store.set({ view, ...followed() }),
  onSettled: settled,
});
store.set({ view: { ...parts.map.getCenter(), zoom: parts.map.getZoom() } });
if (stored.length === 2) (await later(import("./results/swipe.js"))).buildSwipe(byId("map").parentElement, parts, stored);
document.addEventListener("openunit", ({ detail }) => {
  goTo(parts.map, [detail.lon, detail.lat, detail.lon, detail.lat]);
  openRecord(detail.layer, detail.feature);
});
window.addEventListener("online", retry);
document.addEventListener("zoomto", ({ detail }) => goTo(parts.map, detail));
editing.offerDraft();
editing.followLink();
selection.show();
if (readAt(store.get().at)) openHere(readAt(store.get().at), { focus: false });
else if (store.get().selected) openRecord(...store.get().selected.split("/"), { focus: false });

/** Draw what hangs on analyses by these; null: they are not known yet. */
function showRuns(found) {
  runs = found;
  if (found) parts?.update();
}

/** Show a step that the browser went back to: the map stands where it stood, the card as it was. */
function goBack({ view, selected }) {
  if (parts) setView(parts.map, view);
  if (selected) openRecord(...selected.split("/"), { focus: false });
  else popup.close();
}

/** Ask again for all that is missing: after a fault, or when the network is back. */
function retry() {
  parts?.grid.repaint();
  analyses.show();
}

/** What was counted and listed has changed on the server. */
function reload() {
  analyses.show();
  selection.show();
  list.show(true);
}

function settled(seen, failed) {
  if (failed.length) timeline.stop();
  if (timeline.isMoving()) return;
  byId("map-words").textContent = wordsInView(seen, page);
  fill(byId("map-trouble"), failed.length ? troubleBox(failed[0], t("map.tiles_failed"), retry) : emptyWard(page));
  summary.show(seen);
  list.show();
}

function openRecord(layer, id, options) {
  if (id === undefined) return;
  store.set({ selected: `${layer}/${id}`, at: "" });
  sheet.peek();
  popup.open(layer, id, options);
}

/** Say what is at a spot; a record opened from there leads back to it. */
function openHere(latlng, options) {
  if (page.share) return popup.close(); // what is at a spot is for staff, and for the ward's own page
  const at = { lat: latlng.lat, lng: latlng.lng };
  lastSpot = at;
  store.set({ at: writeAt(at), selected: null });
  sheet.peek();
  showHere(at, options);
}

function chooseResult(result) {
  goTo(parts.map, result.bounds);
  if (result.kind === "spot" && !page.share) {
    openHere(toBounds(result.bounds).getCenter());
    return;
  }
  const layer = page.layers.find((each) => each.name === result.layer);
  if (layer && !store.get().layers.includes(layer.name))
    store.set({ layers: [...store.get().layers, layer.name] });
  if (layer) openRecord(result.layer, result.id);
  else parts.overlay.mark([{ kind: "point", strong: true, parts: [[toBounds(result.bounds).getCenter()]] }]);
}

function recordActions(record) {
  const narrow = (patch) => store.set({ filter: { ...store.get().filter, ...patch } });
  return buttonsOf(record, {
    onZoom: () => goToGeometry(parts.map, record.geometry),
    onBack: lastSpot && (() => openHere(lastSpot)),
    own: [caseLink(record, page), editing.actionOf(record), effectLink(record, page), noticeOf(record, page, (code, key) => groupKey(code, key, filters.titleOf))],
    filters: page.role === "public" || isLocked ? [] : filterActions(record, filters.titleOf).map(([label, patch]) => [label, () => narrow(patch)]),
    selections: (isStaff ? selectActions(record, filters.titleOf) : []).map(([label, kind, value]) => [label, () => selection.choose(kind, value)]),
  });
}

function showHover(found, latlng) {
  list.hover(found);
  byId("hover-words").textContent = hoverWords(found);
  if (latlng) byId("coordinates").textContent = `${latlng.lat.toFixed(5)}, ${latlng.lng.toFixed(5)}`;
}

/** "Only what the map shows" goes where the map goes. */
function followed() {
  const { filter } = store.get();
  return parts && filter.inside ? { filter: { ...filter, inside: insideOf(seenBounds()) } } : {};
}

/** The list of what is selected, opened beside the map. */
async function listSelection() {
  byId("tab-list").click();
  sheet.half();
  await list.ready();
  list.choose("incidents", "selection");
  byId("list-scope")?.focus();
}

/** Measuring comes when it is first asked for. */
async function measure(kind) {
  const { startMeasuring } = await later(import("./measuring.js"));
  popup.close();
  startMeasuring(tracing, kind);
}

/** Take the view home as one file that opens without a network. */
function saveView(state) {
  location.assign(`${page.base}/view.html${writeState(state, page)}`);
}

function copyLink() {
  return copyWords(location.href, t("map.link_copied"), t("map.link_copy_by_hand"));
}
