/** Three maps that move together: the earlier period, the later one, and what changed. */

import { el } from "../dom.js";
import { t } from "../i18n.js";
import { L } from "../leaflet.js";
import { ink, mapColour } from "../layers/palette.js";

const NAMES = ["before", "after", "change"];
const TONES = ["warm-1", "warm-2", "warm-4", "warm-5", "warm-7"];
const CHANGES = { more: "warm-5", fewer: "cool-5" };
const SIGNS = { more: "▲", fewer: "▼" };

/** The tone of a class from 1 up among so many: the outermost ones keep the ends of the scale. */
export const toneOf = (n, classes) =>
  ink(TONES[classes === 1 ? 2 : Math.round(((n - 1) * (TONES.length - 1)) / (classes - 1))]);

export const changeTone = (change) => (CHANGES[change] ? ink(CHANGES[change]) : null);

/** Where nothing is clear, the way it points is a shade only. */
const leaning = ({ rate_before: before, rate_after: after }) =>
  before === after ? null : changeTone(after > before ? "more" : "fewer");
export const signOf = (change) => SIGNS[change] ?? "";

/** Make the maps; `onPoint` hears over which unit the pointer is. */
export function buildMaps(onPoint) {
  const maps = NAMES.map((name) => {
    const node = document.getElementById(`map-${name}`);
    node.setAttribute("aria-label", t("compare.map_of", { name: t(`compare.${name}`) }));
    const map = L.map(node, { zoomControl: name === "before", attributionControl: false, zoomSnap: 0.25, zoomAnimation: false });
    return { name, map, shapes: new Map(), layer: null };
  });
  keepTogether(maps.map(({ map }) => map));
  let shown = null;
  document.addEventListener("themechange", () => shown && show(shown));

  function show(found) {
    shown = found;
    for (const part of maps) draw(part, found, onPoint);
    fit();
  }

  function fit() {
    const bounds = maps[0].layer?.getBounds();
    if (bounds?.isValid()) maps[0].map.fitBounds(bounds, { animate: false, padding: [8, 8] });
  }

  return {
    show,
    /** Measure the maps anew and show all that is drawn. */
    fit() {
      for (const { map } of maps) map.invalidateSize({ animate: false });
      fit();
    },
    /** Mark one unit on all three; null marks none. */
    mark(key) {
      for (const { shapes, map } of maps) {
        for (const [each, { shape, look }] of shapes) shape.setStyle(each === key ? { ...look, ...MARKED() } : look);
        shapes.get(key)?.shape.bringToFront();
        map.getContainer().dataset.marked = key ?? "";
      }
    },
  };
}

const MARKED = () => ({ color: mapColour("select"), weight: 4 });

/** A move of one is a move of all: the one that is moved leads. */
function keepTogether(maps) {
  let isFollowing = false;
  for (const leader of maps)
    leader.on("move zoom", () => {
      if (isFollowing) return;
      isFollowing = true;
      for (const map of maps)
        if (map !== leader) map.setView(leader.getCenter(), leader.getZoom(), { animate: false });
      isFollowing = false;
    });
}

function draw(part, found, onPoint) {
  part.layer?.remove();
  part.shapes.clear();
  const features = found.units.map((unit) => ({ type: "Feature", properties: unit, geometry: unit.geometry }));
  part.layer = L.geoJSON(
    { type: "FeatureCollection", features },
    {
      style: ({ properties, geometry }) => lookOf(part.name, properties, geometry, found.breaks.length + 1),
      onEachFeature(feature, shape) {
        const { key, name, change } = feature.properties;
        const look = lookOf(part.name, feature.properties, feature.geometry, found.breaks.length + 1);
        part.shapes.set(key, { shape, look });
        const sign = part.name === "change" ? signOf(change) : "";
        const words = el("span", {}, sign || name);
        shape.bindTooltip(words, sign ? { permanent: true, direction: "center", className: "compare__mark" } : { sticky: true });
        shape.on("mouseover", () => onPoint(key));
        shape.on("mouseout", () => onPoint(null));
      },
    },
  ).addTo(part.map);
}

/** Areas are filled; lanes are lines, wider where there is something to see. */
function lookOf(name, unit, geometry, classes) {
  const isChange = name === "change";
  const at = unit[`class_${name}`];
  const tone = isChange ? (changeTone(unit.change) ?? leaning(unit)) : at ? toneOf(at, classes) : null;
  const isPale = isChange && unit.change === "unclear";
  if (geometry.type.endsWith("LineString"))
    return { color: tone ?? mapColour("lane"), weight: tone && !isPale ? 5 : 2, opacity: isPale && tone ? 0.45 : 1 };
  return {
    color: mapColour("label"),
    weight: isChange && !isPale ? 2.5 : 1,
    fillColor: tone ?? mapColour("paper"),
    fillOpacity: tone ? (isPale ? 0.18 : 1) : 0.4,
  };
}
