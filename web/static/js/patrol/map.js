/** The map of the sheet: lanes, what can be chosen, and the walk with its numbered stops. */

import { el, fill } from "../dom.js";
import { t, text } from "../i18n.js";
import { ink, mapColour } from "../layers/palette.js";
import { L, toBounds, toLatLng } from "../leaflet.js";

const KINDS = { repeat_points: "vermilion", unwalked: "blue" };
const OTHER = "purple";
const GAP = { dashArray: "2 8" };

/** Make the map; `onToggle` hears which candidate was clicked, `onSpot` where the start shall be. */
export function buildMap(node, legend, { bounds, onToggle, onSpot }) {
  const map = L.map(node, { zoomSnap: 0.25, zoomAnimation: false, attributionControl: false, maxZoom: 20 });
  const home = bounds ? toBounds(bounds) : toBounds([105.7, 20.95, 105.95, 21.15]);
  map.fitBounds(home, { animate: false });
  const parts = { lanes: L.layerGroup().addTo(map), spots: L.layerGroup().addTo(map), walk: L.layerGroup().addTo(map) };
  const shapes = new Map();
  let shown = { found: null, stops: [], walk: null, start: "" };
  let isAiming = false;

  map.on("click", ({ latlng }) => isAiming && onSpot(`${latlng.lng.toFixed(6)},${latlng.lat.toFixed(6)}`));
  document.addEventListener("themechange", draw);

  function draw() {
    for (const part of Object.values(parts)) part.clearLayers();
    shapes.clear();
    if (shown.found) drawLanes(parts.lanes, shown.found.lanes, node);
    if (shown.found) for (const group of shown.found.groups) for (const row of group.rows) spot(group.kind, row);
    if (shown.walk) drawWalk(parts.walk, shown.walk);
    fill(legend, legendLines());
  }

  function spot(kind, row) {
    const isChosen = shown.stops.includes(row.key);
    const shape = kind === "unwalked" ? laneOf(shown.found.lanes, row, isChosen) : circle(kind, row, isChosen);
    if (!shape) return;
    shape.bindTooltip(el("span", {}, text(row.title)), { sticky: true });
    shape.on("click", (event) => {
      if (isAiming) return;
      L.DomEvent.stop(event);
      onToggle(row.key);
    });
    shape.addTo(parts.spots);
    if (!isChosen) unchosen(shape);
    shapes.set(row.key, shape);
  }

  return {
    /** Show candidates, choice and walk; `fit` brings all of the walk into view. */
    show(next, fit = false) {
      shown = { ...shown, ...next };
      draw();
      if (fit) this.fit();
    },
    fit() {
      const lines = shown.walk ? allLines(shown.walk).flat() : [];
      const spots = shown.walk ? shown.walk.stops.map(({ lon, lat }) => [lon, lat]) : [];
      const places = [...lines, ...spots].map(([lon, lat]) => toLatLng(lon, lat));
      map.fitBounds(places.length ? L.latLngBounds(places) : home, { animate: false, padding: [28, 28], maxZoom: 18 });
    },
    point(key) {
      for (const [each, shape] of shapes) (shape.getLayers?.()[0] ?? shape).getElement()?.classList.toggle("patrol__pointed", each === key);
    },
    aim(on) {
      isAiming = on;
      node.classList.toggle("patrol__map--aiming", on);
    },
    middle() {
      const { lng, lat } = map.getCenter();
      return `${lng.toFixed(6)},${lat.toFixed(6)}`;
    },
    /** Take the size of the sheet before it is printed, and the one on the page again after it. */
    onPaper(on) {
      node.classList.toggle("patrol__map--paper", on);
      map.invalidateSize({ animate: false });
      this.fit();
    },
  };
}

function drawLanes(group, lanes, node) {
  L.geoJSON(lanes, { interactive: false, style: { color: mapColour("casing"), weight: 5 } }).addTo(group);
  L.geoJSON(lanes, { interactive: false, style: { color: mapColour("lane"), weight: 3 } }).addTo(group);
  node.dataset.lanes = String(lanes.features.length);
}

/** What is not chosen is left out on paper. */
function unchosen(shape) {
  for (const part of shape.getLayers?.() ?? [shape]) part.getElement()?.classList.add("patrol__candidate");
}

const toneOf = (kind) => ink(KINDS[kind] ?? OTHER);

function circle(kind, { lon, lat }, isChosen) {
  const tone = toneOf(kind);
  return L.circleMarker(toLatLng(lon, lat), { radius: isChosen ? 8 : 6, color: tone, weight: 2, fillColor: tone, fillOpacity: isChosen ? 0.9 : 0.25 });
}

function laneOf(lanes, { key }, isChosen) {
  const feature = lanes.features.find(({ id }) => `lane:${id}` === key);
  return feature && L.geoJSON(feature, { style: { color: toneOf("unwalked"), weight: isChosen ? 6 : 4, opacity: isChosen ? 0.9 : 0.55, dashArray: isChosen ? null : "6 4" } });
}

function drawWalk(group, walk) {
  const line = (points, look) =>
    L.polyline(points.map(([lon, lat]) => toLatLng(lon, lat)), { interactive: false, color: mapColour("mark"), weight: 4, ...look }).addTo(group);
  for (const leg of legsOf(walk)) {
    for (const step of leg.steps) line(step.line, step.is_gap ? GAP : {});
    if (leg.walked) line(leg.walked, { weight: 6 });
  }
  if (walk.start) numbered(group, walk.start, "◎", "patrol__number--start");
  for (const stop of walk.stops) numbered(group, stop, String(stop.number), "");
}

/** A number on the map; the list carries the same numbers, so no reader needs this one. */
function numbered(group, { lon, lat }, words, kind) {
  const html = el("span", { class: `patrol__number ${kind}`, "aria-hidden": "true" }, words);
  const icon = L.divIcon({ html, className: "patrol__pin", iconSize: [24, 24] });
  L.marker(toLatLng(lon, lat), { icon, interactive: false, keyboard: false }).addTo(group);
}

const legsOf = (walk) => [...walk.stops, ...(walk.home ? [walk.home] : [])];
const allLines = (walk) => legsOf(walk).flatMap((leg) => [...leg.steps.map((step) => step.line), ...(leg.walked ? [leg.walked] : [])]);

function legendLines() {
  const swatch = (kind, tone) => {
    const node = el("span", { class: `patrol__swatch patrol__swatch--${kind}`, "aria-hidden": "true" });
    node.style.color = tone;
    return node;
  };
  return [
    ["dot", toneOf("repeat_points"), "point"],
    ["dot", toneOf("hot_cells"), "hot"],
    ["dashes", toneOf("unwalked"), "lane"],
    ["line", mapColour("mark"), "walk"],
    ["dots", mapColour("mark"), "gap"],
  ].map(([kind, tone, name]) => el("li", {}, swatch(kind, tone), t(`patrol.legend_${name}`)));
}
