/** Drawing the rows of a one-file map on one canvas, and the swatches of its legend, as the live map does. */

import { el } from "../dom.js";
import { areaKind, areaSwatch, paintArea } from "../layers/area_paint.js";
import { dashOf, ink, mapColour } from "../layers/palette.js";
import { asPoint, drawSymbol, radiusAt, symbolSwatch } from "../layers/symbols.js";

const WIDTH = 24;
const HEIGHT = 20;

/** A point whose shape says the same as its colour; it grows with the map. */
const Mark = window.L.CircleMarker.extend({
  _project() {
    const { shape, size } = this.options.style;
    this._radius = radiusAt(this._map.getZoom(), shape, size);
    window.L.CircleMarker.prototype._project.call(this);
  },
  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const { x, y } = this._point;
    const { style, opacity } = this.options;
    renderer._ctx.globalAlpha = opacity;
    drawSymbol(renderer._ctx, style.shape || "circle", x, y, this._radius, ink(style.colour), mapColour("halo"));
    renderer._ctx.globalAlpha = 1;
  },
});

/** An area that is filled, hatched or outlined by its class. */
const Area = window.L.Polygon.extend({
  _updatePath() {
    const context = this._renderer._ctx;
    if (!this._renderer._drawing || !this._parts.length) return;
    context.beginPath();
    for (const part of this._parts) {
      part.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
    }
    const { min, max } = this._pxBounds;
    const box = { left: min.x, top: min.y, right: max.x, bottom: max.y };
    const { style, opacity } = this.options;
    paintArea({ context, zoom: this._map.getZoom(), box, phase: 0, alpha: opacity }, style);
    context.setLineDash([]);
    context.globalAlpha = 1;
  },
});

const symbolOf = (layer, style) => (layer.is_run ? asPoint(style) : style);

/** Rows in the order in which they are drawn: of a run the strongest class comes last, so that nothing hides it. */
export const drawnOrder = (layer) => (layer.needs_run ? [...layer.rows].sort((a, b) => b.styleAt - a.styleAt) : layer.rows);

/** Make what Leaflet draws of a row; nothing for a class that the legend leaves out. */
export function shapeOf(row, renderer) {
  const { layer, style, paths } = row;
  if (!style || areaKind(style) === "none") return null;
  const looks = { renderer, opacity: layer.opacity };
  if (layer.geometry === "point") return new Mark(paths[0][0], { ...looks, style: symbolOf(layer, style) });
  if (layer.geometry === "polygon") return new Area(paths, { ...looks, style, weight: style.width });
  const dashArray = dashOf(style.dash, style.width).join(" ") || null;
  return window.L.polyline(paths, { ...looks, color: ink(style.colour), weight: Math.max(1.5, style.width), dashArray, fill: false });
}

/** A swatch of a class for the legend. */
export function swatchOf(layer, style) {
  const canvas = el("canvas", { class: "one__swatch", width: WIDTH * 2, height: HEIGHT * 2, "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  if (layer.geometry === "point") symbolSwatch(context, symbolOf(layer, style), WIDTH, HEIGHT);
  else if (layer.geometry === "polygon") areaSwatch(context, style, WIDTH, HEIGHT);
  else lineSwatch(context, style);
  return canvas;
}

function lineSwatch(context, style) {
  context.strokeStyle = ink(style.colour);
  context.lineWidth = Math.min(4, Math.max(1.5, style.width));
  context.setLineDash(dashOf(style.dash, style.width));
  context.beginPath();
  context.moveTo(2, HEIGHT / 2);
  context.lineTo(WIDTH - 2, HEIGHT / 2);
  context.stroke();
}
