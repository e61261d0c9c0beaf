/** The shapes of point symbols, on the map and in the legend: shape says the same as colour. */

import { ink, mapColour } from "./palette.js";

/** How much larger than a dot a symbol is: a ring lies round the dots that it is about. */
const EMPHASIS = { ring: 2.1, house: 1.15, diamond: 1.1, cross: 0.8 };

const SHAPES = {
  circle(path, x, y, r) {
    path.arc(x, y, r, 0, 2 * Math.PI);
  },
  square(path, x, y, r) {
    const s = r * 0.9;
    path.rect(x - s, y - s, 2 * s, 2 * s);
  },
  triangle(path, x, y, r) {
    polygon(path, x, y + r * 0.15, [
      [0, -r * 1.2],
      [r * 1.1, r * 0.8],
      [-r * 1.1, r * 0.8],
    ]);
  },
  diamond(path, x, y, r) {
    polygon(path, x, y, [
      [0, -r * 1.25],
      [r * 1.25, 0],
      [0, r * 1.25],
      [-r * 1.25, 0],
    ]);
  },
  house(path, x, y, r) {
    polygon(path, x, y, [
      [0, -r * 1.25],
      [r * 1.15, -r * 0.2],
      [r * 0.85, -r * 0.2],
      [r * 0.85, r],
      [-r * 0.85, r],
      [-r * 0.85, -r * 0.2],
      [-r * 1.15, -r * 0.2],
    ]);
  },
  star(path, x, y, r) {
    const corners = Array.from({ length: 10 }, (_, i) => {
      const reach = i % 2 ? r * 0.55 : r * 1.3;
      const angle = (i * Math.PI) / 5 - Math.PI / 2;
      return [reach * Math.cos(angle), reach * Math.sin(angle)];
    });
    polygon(path, x, y, corners);
  },
};

function polygon(path, x, y, corners) {
  corners.forEach(([dx, dy], i) => (i ? path.lineTo(x + dx, y + dy) : path.moveTo(x + dx, y + dy)));
  path.closePath();
}

/** Radius of a symbol at a zoom; `size` is that of its class. */
export function radiusAt(zoom, shape, size = 1) {
  const base = Math.max(2.6, Math.min(7.5, 2.6 + (zoom - 13) * 0.85)) * size;
  return zoom < 13 ? base : base * (EMPHASIS[shape] ?? 1);
}

/** How one place of a run is drawn whose class has no symbol of its own: as a ring. */
export const asPoint = (style) =>
  style.shape in SHAPES || ["ring", "cross"].includes(style.shape) ? style : { ...style, shape: "ring", size: style.width < 2 ? 0.5 : 0.9 };

/** Paint a class into the box of a legend's swatch. */
export function symbolSwatch(context, style, width, height) {
  const radius = style.shape === "ring" ? 7 : Math.min(8, 5.2 * (style.size ?? 1));
  drawSymbol(context, style.shape || "circle", width / 2, height / 2, radius, ink(style.colour), mapColour("halo"));
}

/** Draw one symbol: filled with a thin halo; "ring" and "cross" are strokes only. */
export function drawSymbol(context, shape, x, y, radius, colour, halo) {
  if (shape === "ring") return drawRing(context, x, y, radius, colour, halo);
  if (shape === "cross") return drawCross(context, x, y, radius, colour, halo);
  context.beginPath();
  (SHAPES[shape] ?? SHAPES.circle)(context, x, y, radius);
  context.lineJoin = "round";
  context.strokeStyle = halo;
  context.lineWidth = radius > 4 ? 2.4 : 1.6;
  context.stroke();
  context.fillStyle = colour;
  context.fill();
}

function drawRing(context, x, y, radius, colour, halo) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  const isSmall = radius < 4;
  context.strokeStyle = halo;
  context.lineWidth = isSmall ? 3 : 5;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = isSmall ? 1.4 : 2.25;
  context.stroke();
}

function drawCross(context, x, y, radius, colour, halo) {
  context.beginPath();
  context.moveTo(x - radius, y - radius);
  context.lineTo(x + radius, y + radius);
  context.moveTo(x + radius, y - radius);
  context.lineTo(x - radius, y + radius);
  context.lineCap = "round";
  context.strokeStyle = halo;
  context.lineWidth = 5;
  context.stroke();
  context.strokeStyle = colour;
  context.lineWidth = 2.25;
  context.stroke();
}
