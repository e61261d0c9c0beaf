/** The rows of a file drawn over the map: clean ones, faulty ones, the marked one. */

import { cleared } from "../layers/canvas.js";
import { isInside, segmentDistance2 } from "../layers/geometry.js";
import { ink, mapColour } from "../layers/palette.js";
import { L } from "../leaflet.js";
import { marksOf } from "../map.js";

const REACH = 10; // px from the pointer
const RADIUS = 6;

export const PreviewLayer = L.Layer.extend({
  /** @param {(line: number|null) => void} onPick hears which row was clicked */
  initialize(onPick) {
    this.onPick = onPick;
    this.rows = [];
    this.places = [];
    this.marked = null;
  },

  onAdd(map) {
    this._map = map;
    this._canvas = L.DomUtil.create("canvas", "map-overlay leaflet-zoom-hide", map.getPane("overlayPane"));
    this._canvas.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize viewreset", this.redraw, this);
    map.on("click", this._click, this);
    document.addEventListener("themechange", () => this.redraw());
    this.redraw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.redraw, this);
    map.off("click", this._click, this);
    this._canvas.remove();
  },

  /**
   * Show rows {line, is_faulty, shape} with GeoJSON shapes, and places of findings.
   * Faulty rows are drawn last, so that none is hidden.
   */
  show(rows, places) {
    const drawn = rows.flatMap((row) =>
      marksOf(row.shape).map((mark) => ({ ...mark, line: row.line, bad: row.is_faulty })),
    );
    this.rows = drawn.sort((a, b) => Number(a.bad) - Number(b.bad));
    this.places = places.flatMap((each) => marksOf(each));
    this.marked = null;
    this.redraw();
    this._map.getContainer().dataset.preview = String(drawn.length);
  },

  mark(line) {
    this.marked = line;
    this.redraw();
  },

  /** The box around a row; null where it has no shape. */
  boundsOf(line) {
    const points = this.rows.filter((row) => row.line === line).flatMap((row) => row.parts.flat());
    return points.length ? L.latLngBounds(points) : null;
  },

  redraw() {
    if (!this._map) return;
    const context = cleared(this._canvas, this._map);
    context.lineJoin = context.lineCap = "round";
    for (const row of this.rows) drawRow(context, row, this._pixels(row), row.line === this.marked);
    for (const place of this.places) drawPlace(context, place, this._pixels(place));
    for (const row of this.rows) if (row.line === this.marked) drawMark(context, row, this._pixels(row));
  },

  _pixels({ parts }) {
    return parts.map((part) => part.map((latlng) => this._map.latLngToContainerPoint(latlng)));
  },

  _click({ containerPoint }) {
    let best = null;
    for (const row of this.rows) {
      const distance = distanceTo(row, this._pixels(row), containerPoint);
      if (distance <= REACH && (!best || distance <= best.distance)) best = { distance, line: row.line };
    }
    this.onPick(best?.line ?? null);
  },
});

const colourOf = (row) => ink(row.bad ? "vermilion" : "blue");

function drawRow(context, row, parts) {
  context.strokeStyle = context.fillStyle = colourOf(row);
  if (row.kind === "point") return drawPoints(context, row, parts);
  context.setLineDash(row.bad ? [6, 5] : []);
  context.lineWidth = row.bad ? 3 : 2;
  trace(context, parts, row.kind === "polygon");
  if (row.kind === "polygon") {
    context.globalAlpha = row.bad ? 0.22 : 0.1;
    context.fill("evenodd");
    context.globalAlpha = 1;
  }
  context.stroke();
  context.setLineDash([]);
}

/** A disc for a clean row, a cross in a ring for a faulty one: not by colour alone. */
function drawPoints(context, row, parts) {
  for (const [{ x, y }] of parts) {
    context.beginPath();
    context.arc(x, y, RADIUS, 0, 2 * Math.PI);
    context.fillStyle = row.bad ? mapColour("paper") : colourOf(row);
    context.fill();
    context.lineWidth = row.bad ? 2.5 : 1.5;
    context.strokeStyle = row.bad ? colourOf(row) : mapColour("paper");
    context.stroke();
    if (!row.bad) continue;
    context.beginPath();
    for (const turn of [1, -1]) {
      context.moveTo(x - 3, y - 3 * turn);
      context.lineTo(x + 3, y + 3 * turn);
    }
    context.stroke();
  }
}

function drawPlace(context, place, parts) {
  context.strokeStyle = context.fillStyle = ink("purple");
  context.lineWidth = 3;
  if (place.kind === "point") {
    for (const [{ x, y }] of parts) {
      context.beginPath();
      context.rect(x - 7, y - 7, 14, 14);
      context.stroke();
    }
    return;
  }
  trace(context, parts, place.kind === "polygon");
  if (place.kind === "polygon") {
    context.globalAlpha = 0.35;
    context.fill("evenodd");
    context.globalAlpha = 1;
  }
  context.stroke();
}

function drawMark(context, row, parts) {
  for (const [colour, width] of [
    [mapColour("mark"), 7],
    [mapColour("select"), 4],
  ]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    if (row.kind === "point") {
      for (const [{ x, y }] of parts) {
        context.beginPath();
        context.arc(x, y, RADIUS + 6, 0, 2 * Math.PI);
        context.stroke();
      }
    } else {
      trace(context, parts, row.kind === "polygon");
      context.stroke();
    }
  }
}

function trace(context, parts, isClosed) {
  context.beginPath();
  for (const part of parts) {
    part.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
    if (isClosed) context.closePath();
  }
}

function distanceTo(row, parts, { x, y }) {
  if (row.kind === "point") return Math.min(...parts.map(([at]) => Math.hypot(at.x - x, at.y - y) - RADIUS));
  if (row.kind === "polygon" && isInside(x, y, parts)) return 0;
  let least = Infinity;
  for (const part of parts)
    for (let i = 1; i < part.length; i++)
      least = Math.min(least, segmentDistance2(x, y, part[i - 1], part[i]));
  return Math.sqrt(least);
}
