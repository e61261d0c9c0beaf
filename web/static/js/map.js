/** The Leaflet map of a page: made by the shell, filled by the data grid, read by everybody. */

import { pageData } from "./api.js";
import { L, toBounds, toLatLng } from "./leaflet.js";
import { isGridAt, dataZoom } from "./layers/index.js";
import { Overlay } from "./layers/overlay.js";
import { DataGrid } from "./layers/tiles.js";
import { fullOrder } from "./layer_order.js";
import { ownClauses } from "./filters/clauses.js";
import { emptyFilter, filterQuery, wideQuery } from "./state.js";
import { askedOver } from "./timeline/follow.js";

const CLOSEST = 18;
const NEVER_WRITTEN = /^0-/; // the version of a layer whose tables hold nothing of the ward, and never did

/**
 * What the parameters of a layer's tiles are under a filter: no more than the layer listens to.
 * @param {object|null} runs stored analyses by method; null: not known yet, so nothing to load
 * @param {object|null} timeline the span and the window of an open time line
 * @param {boolean} isGrid whether the tiles hold counts of cells, not features
 * @returns {string|null}
 */
export function tileQuery(layer, filter, runs = {}, timeline = null, isGrid = false) {
  const query = new URLSearchParams({ v: layer.version });
  if (layer.run) return query.toString();
  if (layer.needs_run) {
    if (!runs?.[layer.needs_run]) return null;
    query.set("run", String(runs[layer.needs_run]));
    return query.toString();
  }
  if (NEVER_WRITTEN.test(layer.version)) return null;
  const isAll = layer.name === "incidents" || layer.aggregated;
  const follows = isAll || layer.time !== "none";
  const asked = askedOver(layer, filter, timeline, isGrid);
  for (const [key, value] of wideQuery(asked.filter)) {
    const isHeard = key === "areas" ? layer.boundaries : follows && (key === "from" || key === "to");
    if ((isAll && key !== "where") || isHeard) query.set(key, value);
  }
  const own = ownClauses(asked.filter, layer.name); // a clause about one layer asks for no tile of another
  if (own.length) query.set("where", filterQuery({ ...emptyFilter({}), where: own }).get("where"));
  for (const [key, value] of Object.entries(asked.extra)) query.set(key, value);
  return query.toString();
}

/**
 * Be ready for the shell: it calls `addLayer` for each layer and then `start` with its map.
 * `look` says in which look a layer is drawn that nobody has saved yet; null: as it is.
 * `timeline` says over which span and in which window the map stands while the time line is open.
 * @param {{store: object, runs?: () => object, timeline?: () => object|null, look?: (layer: object) => string|null, pickable?: string[], onPick?: Function, onSpot?: Function, onView?: Function, onSettled?: Function}} wishes
 */
export function awaitShell(wishes) {
  const grid = new DataGrid();
  const { store } = wishes;
  const known = new Map(pageData().layers.map((layer) => [layer.name, layer]));
  return new Promise((resolve) => {
    window.diemnong = {
      addLayer({ name, z }) {
        const layer = known.get(name);
        const queryOf = (isGrid) =>
          inLook(tileQuery(layer, store.get().filter, wishes.runs?.(), wishes.timeline?.(), isGrid), wishes.look?.(layer));
        if (layer) grid.register(layer, z, queryOf);
        return grid;
      },
      start: (map) => resolve(startMap(map, grid, wishes)),
    };
  });
}

const inLook = (query, look) => (look ? `${query}&${new URLSearchParams({ look })}` : query);

function startMap(map, grid, wishes) {
  const { store } = wishes;
  const overlay = new Overlay(grid);
  const update = () => grid.update(store.get().layers, wishes.timeline?.()?.window ?? null);
  const parts = { map, grid, overlay, update };
  map.attributionControl?.setPrefix("Leaflet");
  for (const layer of pageData().layers) addAttribution(map, layer);
  L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);
  setView(map, store.get().view);
  parts.settle = followWork(parts, wishes);
  arrange(grid, store.get());
  update();
  grid.addTo(map);
  overlay.addTo(map);
  listenToPointer(map, grid, wishes);
  document.addEventListener("themechange", () => repaint(grid, overlay));
  document.fonts?.ready.then(() => overlay.redraw());
  store.subscribe((state, changed) => {
    if (changed.has("order") || changed.has("opacity")) arrange(grid, state);
    update();
  });
  return parts;
}

/** Draw and find the layers in the order of the page, each as opaque as it says. */
function arrange(grid, state) {
  const { drawing } = pageData();
  grid.arrange(drawing && state.order?.length ? fullOrder(state.order, drawing) : [], state.opacity ?? {});
}

/** Say when the map is at work and when it stands still with everything drawn; returns how to say it again. */
function followWork({ map, grid, overlay }, wishes) {
  const container = map.getContainer();
  let isMoving = false;
  const settle = () => {
    if (isMoving || grid.pending) return;
    overlay.redraw();
    const drawn = countDrawn(map, grid);
    for (const { layer } of grid.entries)
      container.setAttribute(`data-drawn-${layer.name}`, String(drawn[layer.name] ?? 0));
    container.dataset.ready = document.documentElement.dataset.ready = "tiles";
    wishes.onSettled?.(drawn, [...grid.failed.values()]);
  };
  const work = () => (container.dataset.ready = "loading");
  grid.on("working", work);
  grid.on("settled", settle);
  map.on("movestart zoomstart", () => {
    isMoving = true;
    work();
  });
  map.on("moveend", () => {
    isMoving = false;
    const { lat, lng } = map.getCenter();
    wishes.onView?.({ lat, lng, zoom: map.getZoom() });
    settle();
  });
  return settle;
}

function addAttribution(map, layer) {
  const words = layer.attribution?.[pageData().lang];
  // Leaflet writes attributions as HTML: hand them over as text.
  if (words) map.attributionControl?.addAttribution(words.replaceAll("&", "&amp;").replaceAll("<", "&lt;"));
}

function repaint(grid, overlay) {
  grid.repaint();
  overlay.redraw();
}

/** Go to a view of the permalink, or show the whole ward. */
export function setView(map, view) {
  if (view) map.setView([view.lat, view.lng], view.zoom, { animate: false });
  else showWard(map);
}

/** West, south, east, north of what the screen shows; null before there is a map. */
export function boundsOf(map) {
  const box = map?.getBounds();
  return box ? { west: box.getWest(), south: box.getSouth(), east: box.getEast(), north: box.getNorth() } : null;
}

/** Show the whole ward: a zoom closer than Leaflet's cautious fit where that loses only a margin. */
export function showWard(map) {
  const { bounds } = pageData().ward;
  if (bounds) map.fitBounds(toBounds(bounds), { animate: false, padding: [8, 8], maxZoom: 17 });
}

/** Move to a place; points come close enough to be told apart. */
export function goTo(map, bounds, padding = [40, 40]) {
  map.fitBounds(toBounds(bounds), { maxZoom: CLOSEST, padding, animate: false });
}

/** Move to a geometry of GeoJSON. */
export function goToGeometry(map, geometry) {
  const points = marksOf(geometry).flatMap((mark) => mark.parts.flat());
  const [lons, lats] = [points.map(({ lng }) => lng), points.map(({ lat }) => lat)];
  goTo(map, [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
}

/** Move the map where a card would hide a place of it. */
export function uncover(map, latlng, card) {
  const frame = map.getContainer().getBoundingClientRect();
  const box = card.getBoundingClientRect();
  const at = map.latLngToContainerPoint(latlng).add([frame.left, frame.top]);
  if (at.x < box.left - 20 || at.y < box.top - 20) return;
  const isBelow = box.width > frame.width * 0.8;
  map.panBy(isBelow ? [0, at.y - box.top + 60] : [at.x - box.left + 60, 0], { animate: false });
}

/** Marks for the overlay from a GeoJSON geometry. */
export function marksOf(geometry, strong = true) {
  if (!geometry) return [];
  const turn = ([lon, lat]) => toLatLng(lon, lat);
  const { type, coordinates } = geometry;
  const flat = {
    Point: () => ["point", [[turn(coordinates)]]],
    MultiPoint: () => ["point", coordinates.map((each) => [turn(each)])],
    LineString: () => ["line", [coordinates.map(turn)]],
    MultiLineString: () => ["line", coordinates.map((part) => part.map(turn))],
    Polygon: () => ["polygon", coordinates.map((ring) => ring.map(turn))],
    MultiPolygon: () => ["polygon", coordinates.flat().map((ring) => ring.map(turn))],
  }[type]?.();
  return flat ? [{ kind: flat[0], parts: flat[1], strong }] : [];
}

function listenToPointer(map, grid, wishes) {
  let waiting = false;
  map.on("click", ({ latlng }) => wishes.onPick?.(grid.find(map, latlng, wishes.pickable), latlng));
  if (wishes.onSpot) listenForSpot(map, wishes.onSpot);
  map.on("mousemove", ({ latlng }) => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const found = grid.find(map, latlng, wishes.pickable);
      map.getContainer().classList.toggle("is-pickable", Boolean(found));
      wishes.onHover?.(found, latlng);
    });
  });
  map.on("mouseout", () => wishes.onHover?.(null));
}

/** A spot is meant by the right button, by a long press, and by Enter in the middle of the map. */
function listenForSpot(map, onSpot) {
  map.on("contextmenu", ({ latlng, originalEvent }) => {
    originalEvent.preventDefault();
    onSpot(latlng);
  });
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== map.getContainer()) return;
    event.preventDefault();
    onSpot(map.getCenter());
  });
}

/** How many distinct features of each layer lie in the view now; counts of cells are added up. */
export function countDrawn(map, grid) {
  const seen = {};
  const sums = {};
  const gridZoom = map.getZoom() - 1;
  grid.eachInView(map, ({ layer }, feature) => {
    if (layer.style.classes[feature.c]?.colour === "none") return;
    if (isGridAt(layer, dataZoom(layer, gridZoom))) {
      const { x, y } = feature.parts[0][0];
      if (x >= 0 && y >= 0 && x < 4096 && y < 4096) sums[layer.name] = (sums[layer.name] ?? 0) + feature.n;
    } else (seen[layer.name] ??= new Set()).add(feature.id);
  });
  return { ...Object.fromEntries(Object.entries(seen).map(([name, ids]) => [name, ids.size])), ...sums };
}
