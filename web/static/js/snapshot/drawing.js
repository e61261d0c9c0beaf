/** Drawing the rows of a one-file map on one canvas, and the swatches of its legend. */

import { el } from "../dom.js";
import { dashOf, ink, mapColour } from "../layers/palette.js";
import { drawSymbol } from "../layers/symbols.js";

const FILLS = new Set(["building", "seq1", "seq2", "seq3", "seq4"]);
const isFilled = (style) => FILLS.has(style.colour) || ["cells", "fill", "hatch"].includes(style.shape);

/** A point whose shape says the same as its colour. */
const Mark = window.L.CircleMarker.extend({
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const { x, y } = this._point;
    renderer._ctx.globalAlpha = this.options.opacity;
    drawSymbol(renderer._ctx, this.options.shape, x, y, this._radius, this.options.color, mapColour("halo"));
    renderer._ctx.globalAlpha = 1;
  },
});

function looksOf(row, opacity) {
  const { style, layer } = row;
  const colour = ink(style.colour);
  const filled = layer.geometry === "polygon" && isFilled(style);
  return {
    color: colour,
    opacity,
    weight: layer.geometry === "polygon" ? Math.min(2, style.width) : Math.max(1.5, style.width),
    dashArray: dashOf(style.dash, style.width).join(" ") || null,
    fill: layer.geometry === "polygon",
    fillColor: colour,
    fillOpacity: filled ? 0.6 * opacity : 0,
  };
}

/** Make what Leaflet draws of a row; nothing for a class that the legend leaves out. */
export function shapeOf(row, renderer) {
  const { layer, style, paths } = row;
  if (!style || style.colour === "none") return null;
  const looks = { ...looksOf(row, layer.opacity), renderer };
  if (layer.geometry === "point")
    return new Mark(paths[0][0], { ...looks, shape: style.shape, radius: 6 * Math.sqrt(style.size || 1) });
  return layer.geometry === "line" ? window.L.polyline(paths, looks) : window.L.polygon(paths, looks);
}

/** A swatch of a class for the legend. */
export function swatchOf(layer, style) {
  const canvas = el("canvas", { class: "one__swatch", width: 48, height: 32, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  const colour = ink(style.colour);
  if (layer.geometry === "point") drawSymbol(context, style.shape, 12, 8, 5, colour, mapColour("halo"));
  else paintLine(context, layer, style, colour);
  return canvas;
}

function paintLine(context, layer, style, colour) {
  context.strokeStyle = context.fillStyle = colour;
  context.lineWidth = Math.min(4, Math.max(1.5, style.width));
  context.setLineDash(dashOf(style.dash, style.width));
  context.beginPath();
  if (layer.geometry === "line") {
    context.moveTo(2, 8);
    context.lineTo(22, 8);
  } else {
    context.rect(3, 3, 18, 10);
    context.globalAlpha = 0.6;
    if (isFilled(style)) context.fill();
    context.globalAlpha = 1;
  }
  context.stroke();
}
