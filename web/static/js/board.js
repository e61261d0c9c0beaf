/** The supervisor's board: puts the parts together. */

import { boardTableAddress, fetchBoard, isCancelled, pageData } from "./api.js";
import { showBars } from "./board/bars.js";
import { buildControls, buildRule, buildWidth, showUsedField } from "./board/controls.js";
import { showDuties } from "./board/duties.js";
import { notesAbout, otherNotes, showFigures } from "./board/figures.js";
import { showMethods } from "./board/methods.js";
import { showPointStates } from "./board/point_states.js";
import { buildPictures, showTouched } from "./board/pictures.js";
import { buildRows } from "./board/rows.js";
import { boardAddress, boardQuery, largeMapAddress, mapAddress, readBoardState } from "./board/state.js";
import { focusRow, lightRow, noHotCells, showTable } from "./board/tables.js";
import { showToday } from "./board/today.js";
import { showTrend } from "./board/trend.js";
import { showWatch } from "./board/watch.js";
import { el, fill, stateBox, troubleBox } from "./dom.js";
import { date, setLanguage, t, text } from "./i18n.js";
import { toBounds, toLatLng } from "./leaflet.js";
import { awaitShell, showWard } from "./map.js";
import { createStore, emptyFilter } from "./state.js";

const RANKED = ["hot_spots", "repeat_points"];
const MAP_LAYERS = ["ward_border", "groups", "lanes", ...RANKED];

const page = pageData();
setLanguage(page.lang, page.messages);
const store = createStore(readBoardState(location.search, page));
const byId = (id) => document.getElementById(id);
const classes = page.layers.find((layer) => layer.name === "incidents").style.classes;

let runs = {};
let parts = null;
let shown = null;
buildPictures({ page, classes, board: () => shown });
const openRows = buildRows(byId("rows-dialog"), {
  query: () => boardQuery(store.get()),
  mapAddress: (layer, row) => mapAddress(store.get(), page, layer, row),
});
const rule = buildRule(byId("rule-form"), store);
buildWidth(byId("border-form"), store);

store.subscribe((state, changed) => {
  if (!changed.has("filter") && !changed.has("rule")) return;
  history.replaceState(null, "", boardAddress(state, page));
  load();
});
buildControls(byId("board-controls"), page, store).catch(() => undefined);
byId("show-ward").addEventListener("click", () => parts && showWard(parts.map));
for (const [id, step] of [
  ["zoom-in", 1],
  ["zoom-out", -1],
])
  byId(id).addEventListener("click", () => parts?.map.setZoom(parts.map.getZoom() + step));
window.addEventListener("online", () => byId("board-body").dataset.ready === "error" && load());
byId("print").addEventListener("click", () => window.print());
load();
showWatch(byId("watch"), byId("watch-list"), openRows, runAddress);
parts = await awaitShell({
  store,
  runs: () => runs,
  pickable: RANKED,
  onHover: (found) => lightRow(found?.feature.id ?? null),
  onPick: (found) => found && focusRow(found.feature.id),
});

async function load() {
  const body = byId("board-body");
  const query = boardQuery(store.get());
  const beside = [showToday(byId("today-body"), query, openRows), ...showBelow(query)];
  body.setAttribute("aria-busy", "true");
  try {
    show(await fetchBoard(query));
    await Promise.all(beside); // nothing moves any more once the board says that it is ready
    settle(body, "board");
  } catch (error) {
    if (isCancelled(error)) return;
    fill(byId("board-notes"), troubleBox(error, t("state.offline"), load, reset));
    stopWaiting();
    settle(body, "error");
  }
}

/** The parts below the lists, each with its own answer of the server. */
function showBelow(query) {
  return [
    showMethods({ methods: byId("methods-body"), moves: byId("moves-body") }, query, { onOpen: openRows, runAddress }),
    showDuties({ borders: byId("borders-body"), routes: byId("routes-body") }, query, { onOpen: openRows, onPoint: markRow }),
  ];
}

/** Forget a filter or rule that the server does not understand. */
function reset() {
  store.set({ filter: emptyFilter(page.filter_defaults ?? {}), rule: {} });
}

/** Where nothing has come, nothing may look as if it were still coming. */
function stopWaiting() {
  for (const node of document.querySelectorAll("#board-body .skeleton, #board-body .spinner")) {
    const box = node.closest(".state") ?? node;
    box.remove();
  }
}

function settle(body, outcome) {
  body.removeAttribute("aria-busy");
  body.dataset.ready = outcome;
}

function show(board) {
  shown = board;
  runs = { repeat_points: board.repeat_points.run, gi_star: board.hot_cells.run };
  byId("period-title").textContent = text(board.period.title);
  byId("as-of").textContent = t("board.as_of", { date: date(board.as_of) });
  byId("compare").textContent = t("board.compare", { period: text(board.previous.title) });
  byId("areas-words").textContent = text(board.boundaries.words);
  fill(byId("board-notes"), otherNotes(board));
  showFigures(byId("figures"), board, openRows);
  showRanked(board);
  showTouched(board);
  showTrend(byId("trend"), board.trend, classes, openRows);
  fill(byId("groups-notes"), notesAbout(board, "groups"));
  showBars(byId("groups"), board.groups, openRows);
  showBars(byId("lanes"), board.lanes, openRows);
  showRuns(board.runs);
  rule.show(board);
  showUsedField(byId("board-controls"), board);
  for (const link of document.querySelectorAll("[data-table]"))
    link.href = boardTableAddress(link.dataset.table, boardQuery(store.get()));
  byId("large-map").href = largeMapAddress(store.get(), page);
  byId("wall-mode").href = `/wall${boardAddress(store.get(), page)}`;
  byId("compare-periods").href = largeMapAddress(store.get(), page).replace("/?", "/compare?");
  byId("compare-lanes").href = `${byId("compare-periods").href}&unit=lanes`;
  byId("patrol-sheet").href = `/patrol${boardAddress(store.get(), page)}`;
  store.set({ layers: MAP_LAYERS.filter((name) => page.layers.some((layer) => layer.name === name)) });
  parts?.grid.update(store.get().layers);
}

function showRanked(board) {
  const wishes = { onOpen: openRows, onPoint: markRow };
  fill(byId("repeat-rule"), text(board.repeat_points.rule));
  fill(byId("hot-rule"), text(board.hot_cells.rule));
  fill(
    byId("repeat-notes"),
    board.notes.filter((each) => each.about === "repeat_points").length
      ? notesAbout(board, "repeat_points")
      : null,
  );
  fill(byId("hot-notes"), notesAbout(board, "hot_cells"));
  showPointStates(byId("repeat-states"), board.repeat_points.states, openRows);
  showTable(byId("repeat-table"), board.repeat_points, {
    ...wishes,
    kind: "repeat_points",
    none: stateBox("empty", t("board.none_repeat")),
  });
  showTable(byId("hot-table"), board.hot_cells, {
    ...wishes,
    kind: "hot_cells",
    none: noHotCells(board.hot_cells),
  });
}

/** Mark on the map what the row under the pointer or the focus is about. */
function markRow(row) {
  const map = byId("map");
  map.dataset.marked = row ? String(row.feature ?? row.id) : "";
  if (!parts) return;
  if (!row) return parts.overlay.mark([]);
  parts.overlay.mark([
    row.bounds
      ? { kind: "polygon", strong: true, parts: [corners(toBounds(row.bounds))] }
      : { kind: "point", strong: true, parts: [[toLatLng(row.lon, row.lat)]] },
  ]);
}

const corners = (bounds) => [
  bounds.getSouthWest(),
  bounds.getNorthWest(),
  bounds.getNorthEast(),
  bounds.getSouthEast(),
];

function runAddress(id) {
  return `/runs/${id}?${new URLSearchParams({ ward: page.ward.code, lang: page.lang })}`;
}

function showRuns(list) {
  fill(
    byId("runs"),
    list.map((run) => [
      el("dt", {}, text(run.title)),
      el(
        "dd",
        {},
        text(run.rule),
        el("br"),
        el(
          "small",
          { class: "u-quiet" },
          run.boundaries ? `${text(run.boundaries)} · ` : "",
          t("board.run_words", { id: run.id, rows: run.rows, seed: run.seed, version: run.code_version }),
        ),
      ),
    ]),
  );
}
