/** Points as symbols; counts of a grid as squares whose size says how many. */

import { shortNumber } from "../i18n.js";
import { ink, labelFont, mapColour } from "./palette.js";
import { drawSymbol, radiusAt, symbolSwatch } from "./symbols.js";

const CELL_PX = 32;

/** @param {import("./tiles.js").Frame} frame */
export function draw(frame, layer, features) {
  if (features[0]?.n !== undefined && frame.isGrid) drawCells(frame, layer, features);
  else drawSymbols(frame, layer, features);
}

function drawSymbols({ context, zoom, place, isNear }, layer, features) {
  const halo = mapColour("halo");
  for (const feature of features) {
    if (!isNear(feature.box, 24)) continue;
    const style = layer.style.classes[feature.c];
    const shape = style?.shape || "circle";
    const colour = ink(style?.colour ?? "grey");
    for (const [point] of feature.parts.map((part) => [part[0]])) {
      const { x, y } = place(point);
      drawSymbol(context, shape, x, y, radiusAt(zoom, shape, style?.size), colour, halo);
    }
  }
}

function drawCells(frame, layer, features) {
  for (const bin of binned(features, frame.scale)) drawCell(frame, layer, bin);
}

/** Gather fine cells into squares of 32 px that never cross the edge of a tile. */
export function binned(features, scale) {
  const size = CELL_PX / scale;
  const bins = new Map();
  for (const feature of features) {
    const { x, y } = feature.parts[0][0];
    if (x < 0 || y < 0 || x >= 4096 || y >= 4096) continue;
    const column = Math.floor(x / size);
    const row = Math.floor(y / size);
    const key = row * 4096 + column;
    const bin = bins.get(key) ?? {
      x: (column + 0.5) * size,
      y: (row + 0.5) * size,
      n: 0,
      classes: new Map(),
    };
    bin.n += feature.n;
    bin.classes.set(feature.c, (bin.classes.get(feature.c) ?? 0) + feature.n);
    bins.set(key, bin);
  }
  return bins.values();
}

function majority({ classes, n }) {
  for (const [c, share] of classes) if (c >= 0 && 2 * share > n) return c;
  return -1;
}

function drawCell({ context, place, isNear }, layer, bin) {
  if (!isNear([bin.x, bin.y, bin.x, bin.y], CELL_PX)) return;
  const { x, y } = place(bin);
  const side = Math.min(CELL_PX - 1.5, 7.5 + 2.1 * Math.log2(bin.n + 1));
  const style = layer.style.classes[majority(bin)];
  context.fillStyle = ink(style?.colour ?? "slate");
  context.beginPath();
  context.roundRect(x - side / 2, y - side / 2, side, side, 3);
  context.fill();
  const words = shortNumber(bin.n);
  if (!fitFont(context, words, side - 2)) return;
  context.fillStyle = mapColour("ward");
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(words, x, y + 0.5);
}

/** Choose the largest letters in which words fit; false where none do. */
function fitFont(context, words, room) {
  return [11, 9.5, 8.5].some((size) => {
    context.font = labelFont(size, 600);
    return context.measureText(words).width <= room;
  });
}

/** Distance in px from the pointer, or null when it is too far to mean this feature. */
export function hit({ zoom, scale }, layer, feature, x, y) {
  const style = layer.style.classes[feature.c];
  const reach = radiusAt(zoom, style?.shape, style?.size) + 5;
  let best = null;
  for (const part of feature.parts) {
    const away = Math.hypot(part[0].x - x, part[0].y - y) * scale;
    if (away <= reach && (best === null || away < best)) best = away;
  }
  return best;
}

export { symbolSwatch as swatch };
