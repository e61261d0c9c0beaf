/** Units of a stored run: areas, lines and points in one layer, each drawn as what it is. */

import * as lines from "./lines.js";
import * as points from "./points.js";
import * as polygons from "./polygons.js";
import { asPoint } from "./symbols.js";

const WAYS = { 1: points, 2: lines, 3: polygons };
const known = new WeakMap();

/** Draw areas first, so that nothing small is covered; what is the strongest of each comes last. */
export function draw(frame, layer, features) {
  for (const type of [3, 2, 1]) {
    const found = features.filter((feature) => feature.type === type && !isUndrawn(layer, feature));
    if (!found.length) continue;
    found.sort((a, b) => b.c - a.c);
    WAYS[type].draw(frame, type === 1 ? asPoints(layer) : layer, found);
  }
}

export function hit(frame, layer, feature, x, y) {
  if (isUndrawn(layer, feature)) return null;
  return WAYS[feature.type].hit(frame, feature.type === 1 ? asPoints(layer) : layer, feature, x, y);
}

const isUndrawn = (layer, feature) => (layer.style.classes[feature.c]?.colour ?? "none") === "none";

function asPoints(layer) {
  if (!known.has(layer)) {
    known.set(layer, { ...layer, style: { ...layer.style, classes: layer.style.classes.map(asPoint) } });
  }
  return known.get(layer);
}
