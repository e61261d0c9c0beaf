/** The screen of a meeting room: the board's figures, today, the map, two periods, one after the other. */

import { fetchBoard, fetchComparison, fetchToday, isCancelled, pageData } from "./api.js";
import { showFigures } from "./board/figures.js";
import { buildRows } from "./board/rows.js";
import { boardAddress, boardQuery, mapAddress, readBoardState } from "./board/state.js";
import { drawToday } from "./board/today.js";
import { showLegends } from "./compare/legends.js";
import { buildMaps } from "./compare/maps.js";
import { el, fill, troubleBox } from "./dom.js";
import { moment, number, setLanguage, t, text } from "./i18n.js";
import { awaitShell, showWard } from "./map.js";
import { createStore, filterQuery } from "./state.js";
import { buildTurning } from "./wall/turning.js";

const LAYERS = ["ward_border", "groups", "lanes", "hot_spots", "repeat_points"];
const HOT_SHOWN = 6;
const REFRESH_SECONDS = 300;
const RETRY_SECONDS = 20;

document.documentElement.dataset.theme = "dark"; // whatever the reader's other pages look like
const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const asked = new URLSearchParams(location.search);
const store = createStore(readBoardState(location.search, page));
const wall = byId("main");
const dialog = byId("rows-dialog");
const openRows = buildRows(dialog, {
  query: () => boardQuery(store.get()),
  mapAddress: (layer, row) => mapAddress(store.get(), page, layer, row),
});
const compared = buildMaps(() => undefined);
const refreshSeconds = Math.max(2, Number(asked.get("refresh")) || REFRESH_SECONDS);

let runs = {};
let parts = null;
let freshAt = null;
let timer = 0;

byId("wall-leave").href = `/board${boardAddress(store.get(), page)}`;
byId("wall-full").addEventListener("click", switchFull);
byId("wall-full").hidden = !document.fullscreenEnabled;
window.addEventListener("online", refresh);
window.addEventListener("offline", () => sayLost({ status: 0 }));
buildTurning([...document.querySelectorAll(".wall__view")], {
  every: asked.get("every"),
  isBusy: () => dialog.open,
  onShow: settle,
  onEvery(seconds) {
    asked.set("every", String(seconds));
    history.replaceState(null, "", `?${asked.toString().replaceAll("%2C", ",")}`);
  },
});
byId("show-ward").addEventListener("click", () => parts && showWard(parts.map));
for (const [id, step] of Object.entries({ "zoom-in": 1, "zoom-out": -1 }))
  byId(id).addEventListener("click", () => parts?.map.setZoom(parts.map.getZoom() + step));
refresh();
parts = await awaitShell({ store, runs: () => runs });
settle();

/** A view that comes into sight is measured anew: it may have changed its size while it was away. */
function settle() {
  if (parts) {
    parts.map.invalidateSize({ animate: false });
    showWard(parts.map);
  }
  compared.fit();
}

/** Ask for everything anew; what was shown before stays until all of it has come. */
async function refresh() {
  clearTimeout(timer);
  const query = boardQuery(store.get());
  const both = filterQuery(store.get().filter);
  both.set("unit", "groups");
  try {
    const [board, today, comparison] = await Promise.all([fetchBoard(query), fetchToday(query), fetchComparison(both)]);
    show(board, today, comparison);
    sayFresh();
    timer = setTimeout(refresh, refreshSeconds * 1000);
  } catch (error) {
    if (isCancelled(error)) return;
    sayLost(error);
    timer = setTimeout(refresh, Math.min(RETRY_SECONDS, refreshSeconds) * 1000);
  }
}

function show(board, today, comparison) {
  runs = { repeat_points: board.repeat_points.run, gi_star: board.hot_cells.run };
  byId("wall-period").textContent = text(board.period.title);
  showFigures(byId("wall-figures"), board, openRows);
  drawToday(byId("wall-today"), today, openRows);
  showHot(board.hot_cells);
  showCompared(comparison);
  store.set({ layers: LAYERS.filter((name) => page.layers.some((layer) => layer.name === name)) });
  parts?.grid.update(store.get().layers);
}

function showHot({ rows }) {
  const named = (row) => [row.lane, row.group].filter(Boolean).join(" · ") || row.label;
  const items = rows.slice(0, HOT_SHOWN).map((row) =>
    el(
      "li",
      {},
      el("button", { type: "button", class: "table__open", "data-of": row.of, onclick: () => openRows(row.of, named(row), row.count) }, named(row)),
      `: ${number(row.count)} (${t("board.confidence", { level: row.level })})`,
    ),
  );
  fill(byId("wall-hot"), items.length ? items : el("li", {}, t("board.none_hot")));
}

function showCompared(found) {
  const count = (change) => number(found.units.filter((unit) => unit.change === change).length);
  byId("period-before").textContent = text(found.before.title);
  byId("period-after").textContent = text(found.after.title);
  byId("wall-words").textContent = [
    t("compare.total", { before: number(found.before.total), after: number(found.after.total) }),
    t("compare.verdict", { more: count("more"), fewer: count("fewer"), unclear: count("unclear") }),
  ].join(" ");
  compared.show(found);
  showLegends(byId("wall-legends"), found);
}

function sayFresh() {
  freshAt = new Date().toISOString();
  const status = byId("wall-status");
  status.removeAttribute("data-lost");
  fill(status, t("wall.fresh", { at: moment(freshAt) }));
  wall.dataset.ready = "wall";
}

/** Say plainly that the figures are old, and of when; a session that has ended asks to sign in again. */
function sayLost(error) {
  const status = byId("wall-status");
  status.dataset.lost = "";
  const words = freshAt ? t("wall.lost", { at: moment(freshAt) }) : t("wall.never");
  fill(status, error.status >= 400 && error.status < 500 ? troubleBox(error, words, null) : words);
  wall.dataset.ready = "lost";
}

function switchFull() {
  const going = document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
  going.catch(() => undefined); // a browser that will not is no fault of the page
}
