/** How the traced outline of an area is painted, on the live map and in a one-file map alike. */

import { dashOf, ink, mapColour } from "./palette.js";

const HATCH_PX = 8;
const AREA_FILLS = new Set(["building", "seq1", "seq2", "seq3", "seq4"]);

/**
 * @typedef {object} Ground what an area is painted on
 * @property {CanvasRenderingContext2D} context with the outline as its path
 * @property {number} zoom
 * @property {{left: number, top: number, right: number, bottom: number}} box that hatching covers
 * @property {number} phase how far the box lies along the lines of the hatching
 * @property {number} [alpha] how opaque all of it is
 */

/** Say how an area of a class is drawn: none, fill, hatch or outline. */
export function areaKind(style) {
  if (!style || style.colour === "none") return "none";
  if (style.shape) return style.shape === "cells" ? "fill" : style.shape;
  return AREA_FILLS.has(style.colour) ? "fill" : "outline";
}

/**
 * Paint an area by its class. Leaves dash and opacity as it needed them.
 * @param {Ground} ground
 */
export function paintArea(ground, style, isSeamless = false) {
  const kind = areaKind(style);
  if (kind === "fill") fillArea(ground, style, isSeamless);
  else if (kind !== "none") outlineArea(ground, style, kind === "hatch");
}

function fillArea({ context, alpha = 1 }, style, isSeamless) {
  context.globalAlpha = (style.colour === "building" ? 1 : 0.82) * alpha;
  context.fillStyle = ink(style.colour);
  context.fill("evenodd");
  context.globalAlpha = alpha;
  if (isSeamless && style.colour !== "building") return;
  context.lineWidth = style.colour === "building" ? 0.75 : 1;
  context.setLineDash([]);
  context.strokeStyle = style.colour === "building" ? mapColour("casing") : mapColour("ward");
  context.stroke();
}

function outlineArea(ground, style, isHatched) {
  const { context, zoom, alpha = 1 } = ground;
  context.globalAlpha = alpha;
  if (style.colour === "area") bandBelow(ground, style);
  if (isHatched) hatchArea(ground, ink(style.colour), /(3|99)$/.test(style.colour));
  const thin = zoom < 14 ? 0.7 : 1;
  context.lineCap = "butt";
  context.lineJoin = "round";
  context.setLineDash(dashOf(style.dash));
  context.lineWidth = (isHatched ? 1.75 : style.width) * thin;
  context.strokeStyle = ink(style.colour);
  context.stroke();
}

/** A pale band under the line of a border: to be seen among lanes without being loud. */
function bandBelow({ context, zoom, alpha = 1 }, style) {
  context.setLineDash([]);
  context.lineJoin = "round";
  context.globalAlpha = 0.14 * alpha;
  context.lineWidth = zoom < 13 ? 2.5 : 6;
  context.strokeStyle = ink(style.colour);
  context.stroke();
  context.globalAlpha = alpha;
}

/** Diagonal lines, in step over the whole map; the strongest class is hatched twice as close. */
function hatchArea({ context, box, phase }, colour, isClose) {
  const step = isClose ? HATCH_PX / 1.6 : HATCH_PX;
  const path = new Path2D();
  const first = (Math.floor((box.left + box.top + phase) / step) - 1) * step - phase;
  for (let at = first; at < box.right + box.bottom; at += step) {
    path.moveTo(at - box.top, box.top);
    path.lineTo(at - box.bottom, box.bottom);
  }
  context.save();
  context.clip("evenodd");
  context.setLineDash([]);
  context.lineWidth = isClose ? 1.5 : 1.1;
  context.strokeStyle = colour;
  context.stroke(path);
  context.restore();
}

/** Paint a class into the box of a legend's swatch. */
export function areaSwatch(context, style, width, height) {
  context.beginPath();
  context.rect(3, 3, width - 6, height - 6);
  paintArea({ context, zoom: 17, box: { left: 0, top: 0, right: width, bottom: width }, phase: 0 }, style);
  context.setLineDash([]);
  context.globalAlpha = 1;
}
