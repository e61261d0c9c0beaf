/** One canvas over the whole view: names that do not collide, and marks around what is chosen. */

import { L } from "../leaflet.js";
import { cleared } from "./canvas.js";
import { middleOf, straightest } from "./geometry.js";
import { labelFont, mapColour } from "./palette.js";
import { widthAt } from "./lines.js";

const PAD = 3;

export const Overlay = L.Layer.extend({
  initialize(grid) {
    this.grid = grid;
    this.marks = [];
    this.hints = [];
    this.selected = [];
  },

  onAdd(map) {
    this._map = map;
    this._canvas = L.DomUtil.create("canvas", "map-overlay leaflet-zoom-hide", map.getPane("overlayPane"));
    this._canvas.setAttribute("aria-hidden", "true");
    map.on("moveend zoomend resize viewreset", this.redraw, this);
    this.redraw();
  },

  onRemove(map) {
    map.off("moveend zoomend resize viewreset", this.redraw, this);
    this._canvas.remove();
  },

  /** Mark places: [{parts: [[{lat, lng}]], kind: "point"|"member"|"line"|"polygon", strong}] */
  mark(marks) {
    this.marks = marks;
    this.redraw();
  },

  /** Mark for a moment, beside what is chosen: a row under the pointer, a line that is being drawn. */
  hint(hints) {
    this.hints = hints;
    this.redraw();
  },

  /** Mark what is selected, until it is selected no more. */
  select(selected) {
    this.selected = selected;
    this.redraw();
  },

  redraw() {
    if (!this._map) return;
    const context = cleared(this._canvas, this._map);
    this._drawMarks(context);
    this._drawNames(context);
  },

  _drawMarks(context) {
    for (const { parts, kind, strong } of [...this.selected, ...this.marks, ...this.hints]) {
      const px = parts.map((part) => part.map((latlng) => this._map.latLngToContainerPoint(latlng)));
      for (const [colour, width] of [
        [mapColour("mark"), strong ? 7 : 5],
        [mapColour("select"), strong ? 4 : 2.5],
      ]) {
        context.strokeStyle = colour;
        context.lineWidth = width;
        context.lineJoin = context.lineCap = "round";
        context.beginPath();
        for (const part of px) traceMark(context, part, kind);
        context.stroke();
      }
    }
  },

  _drawNames(context) {
    const taken = [];
    for (const name of this._candidates(context)) {
      if (taken.some((box) => collide(box, name.box))) continue;
      taken.push(name.box);
      write(context, name);
    }
  },

  /** Names worth writing, most important first; each text once. */
  _candidates(context) {
    const zoom = this._map.getZoom();
    const corner = this._map.getPixelBounds().min;
    const found = new Map();
    this.grid.eachInView(this._map, (entry, feature, tile, scale) => {
      if (!feature.name || zoom < nameZoom(entry.layer, feature)) return;
      const style = styleOf(entry.layer, feature, zoom);
      context.font = labelFont(style.size, style.weight);
      const width = context.measureText(feature.name).width;
      const at = anchor(entry.layer, feature, width / scale);
      if (!at) return;
      const x = (tile.x * 4096 + at.x) * scale - corner.x;
      const y = (tile.y * 4096 + at.y) * scale - corner.y + style.below;
      const candidate = {
        text: feature.name,
        x,
        y,
        angle: at.angle ?? 0,
        width,
        style,
        rank: style.rank + Math.min(0.9, at.length * scale * 0.0005),
      };
      candidate.box = boxAround(candidate);
      const size = this._map.getSize();
      if (
        candidate.box[0] < 2 ||
        candidate.box[1] < 2 ||
        candidate.box[2] > size.x - 2 ||
        candidate.box[3] > size.y - 2
      )
        return;
      const key = `${entry.layer.name}/${feature.name}`;
      if (!found.has(key) || found.get(key).rank < candidate.rank) found.set(key, candidate);
    });
    return [...found.values()].sort((a, b) => b.rank - a.rank);
  },
});

function traceMark(context, part, kind) {
  if (kind === "point" || kind === "member") {
    const radius = kind === "point" ? 13 : 4;
    context.moveTo(part[0].x + radius, part[0].y);
    context.arc(part[0].x, part[0].y, radius, 0, 2 * Math.PI);
    return;
  }
  part.forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  if (kind === "polygon") context.closePath();
}

/** From which zoom a feature bears its name. */
function nameZoom(layer, feature) {
  if (layer.geometry === "polygon") return layer.name === "ward_border" ? 99 : 11;
  if (layer.geometry === "point") return 17;
  return feature.c <= 1 ? 15 : feature.c === 2 ? 16 : 17;
}

function styleOf(layer, feature, zoom) {
  if (layer.geometry === "polygon")
    return {
      size: zoom >= 16 ? 14 : zoom >= 14 ? 12 : 11,
      weight: 600,
      rank: 5,
      below: 0,
      colour: mapColour("label"),
      alpha: 0.85,
    };
  if (layer.geometry === "point")
    return { size: 11.5, weight: 600, rank: 4, below: 17, colour: mapColour("label"), alpha: 1 };
  const wide = widthAt(layer.style.classes[feature.c], zoom);
  return {
    size: Math.max(10.5, Math.min(13, wide + 7)),
    weight: 400,
    rank: 2 - feature.c * 0.1,
    below: 0,
    colour: mapColour("label"),
    alpha: 1,
  };
}

/** Where the name stands, in units of the data tile; null where it has no room. */
function anchor(layer, feature, width) {
  if (layer.geometry === "point") return { ...feature.parts[0][0], angle: 0, length: 0 };
  if (layer.geometry === "polygon") {
    const middle = middleOf(feature.parts);
    return middle && middle.width > width * 0.7 ? { ...middle, angle: 0, length: middle.width } : null;
  }
  const stretch = straightest(feature.parts);
  return stretch && stretch.length > width * 1.05 ? stretch : null;
}

function boxAround({ x, y, angle, width, style }) {
  const halfWidth = (Math.abs(Math.cos(angle)) * width + Math.abs(Math.sin(angle)) * style.size) / 2 + PAD;
  const halfHeight = (Math.abs(Math.sin(angle)) * width + Math.abs(Math.cos(angle)) * style.size) / 2 + PAD;
  return [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
}

const collide = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

function write(context, { text, x, y, angle, style }) {
  context.save();
  context.translate(x, y);
  context.rotate(angle);
  context.globalAlpha = style.alpha;
  context.font = labelFont(style.size, style.weight);
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 3.5;
  context.strokeStyle = mapColour("halo");
  context.strokeText(text, 0, 0);
  context.fillStyle = style.colour;
  context.fillText(text, 0, 0);
  context.restore();
}
