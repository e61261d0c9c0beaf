/** Areas: outlines, plain fills, and hatching that leaves the colours above it as they are. */

import { isInside } from "./geometry.js";
import { dashOf, ink, mapColour } from "./palette.js";

const HATCH_PX = 8;
const TINY_PX = 24;
const FILLS = new Set(["building", "seq1", "seq2", "seq3", "seq4"]);
const QUIET = new Set(["none"]);

function kindOf(style) {
  if (!style || QUIET.has(style.colour)) return "none";
  if (style.shape) return style.shape === "cells" ? "fill" : style.shape;
  return FILLS.has(style.colour) ? "fill" : "outline";
}

function trace(context, place, rings) {
  context.beginPath();
  for (const ring of rings) {
    ring.forEach((point, i) => {
      const { x, y } = place(point);
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
    });
    context.closePath();
  }
}

/** The ward itself is lighter than what lies around it: drawn below everything. */
export function drawGround({ context, place, isNear }, layer, features) {
  for (const feature of features) {
    if (layer.style.classes[feature.c]?.colour !== "border" || !isNear(feature.box, 8)) continue;
    trace(context, place, feature.parts);
    context.fillStyle = mapColour("ward");
    context.fill("evenodd");
  }
}

export function draw(frame, layer, features) {
  for (const feature of features) {
    const style = layer.style.classes[feature.c];
    const kind = kindOf(style);
    if (kind === "none" || !frame.isNear(feature.box, 16)) continue;
    trace(frame.context, frame.place, feature.parts);
    if (kind === "fill") fill(frame, style, isTiny(frame, feature));
    else outline(frame, style, kind === "hatch");
  }
  frame.context.setLineDash([]);
  frame.context.globalAlpha = 1;
}

/** Cells so small that a line round each would be most of what is seen: a surface has no seams. */
const isTiny = ({ scale }, { box }) => (box[2] - box[0]) * scale < TINY_PX;

function fill({ context }, style, isSeamless = false) {
  context.globalAlpha = style.colour === "building" ? 1 : 0.82;
  context.fillStyle = ink(style.colour);
  context.fill("evenodd");
  context.globalAlpha = 1;
  if (isSeamless && style.colour !== "building") return;
  context.lineWidth = style.colour === "building" ? 0.75 : 1;
  context.setLineDash([]);
  context.strokeStyle = style.colour === "building" ? mapColour("casing") : mapColour("ward");
  context.stroke();
}

function outline(frame, style, isHatched) {
  const { context, zoom } = frame;
  if (style.colour === "area") band(context, style, zoom);
  if (isHatched) hatch(frame, ink(style.colour), /(3|99)$/.test(style.colour));
  const thin = zoom < 14 ? 0.7 : 1;
  context.lineCap = "butt";
  context.lineJoin = "round";
  context.setLineDash(dashOf(style.dash));
  context.lineWidth = (isHatched ? 1.75 : style.width) * thin;
  context.strokeStyle = ink(style.colour);
  context.stroke();
}

/** A pale band under the line of a border: to be seen among lanes without being loud. */
function band(context, style, zoom) {
  context.setLineDash([]);
  context.lineJoin = "round";
  context.globalAlpha = 0.14;
  context.lineWidth = zoom < 13 ? 2.5 : 6;
  context.strokeStyle = ink(style.colour);
  context.stroke();
  context.globalAlpha = 1;
}

/** Diagonal lines, in step across tiles; the strongest class is hatched twice as close. */
function hatch({ context, size, origin }, colour, isClose) {
  const step = isClose ? HATCH_PX / 1.6 : HATCH_PX;
  const path = new Path2D();
  const first = -(((origin.x + origin.y) % step) + step);
  for (let at = first; at < 2 * size; at += step) {
    path.moveTo(at, 0);
    path.lineTo(at - size, size);
  }
  context.save();
  context.clip("evenodd");
  context.setLineDash([]);
  context.lineWidth = isClose ? 1.5 : 1.1;
  context.strokeStyle = colour;
  context.stroke(path);
  context.restore();
}

/** Zero inside, null outside: areas lie below points and lines, so any of those wins. */
export function hit(_frame, layer, feature, x, y) {
  if (kindOf(layer.style.classes[feature.c]) === "none") return null;
  return isInside(x, y, feature.parts) ? 20 : null;
}

/** Draw the legend's swatch of one class. */
export function swatch(context, style, width, height) {
  const ring = [
    { x: 3, y: 3 },
    { x: width - 3, y: 3 },
    { x: width - 3, y: height - 3 },
    { x: 3, y: height - 3 },
  ];
  const frame = { context, zoom: 17, size: width, origin: { x: 0, y: 0 }, place: (point) => point };
  const kind = kindOf(style);
  trace(context, frame.place, [ring]);
  if (kind === "fill") fill(frame, style);
  else outline(frame, kind === "none" ? { ...style, colour: "none", width: 1 } : style, kind === "hatch");
  context.setLineDash([]);
}
