/** Areas: outlines, plain fills, and hatching that leaves the colours above it as they are. */

import { areaKind, areaSwatch, paintArea } from "./area_paint.js";
import { isInside } from "./geometry.js";
import { ink, mapColour } from "./palette.js";

const TINY_PX = 24;

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
  const { context, zoom, size, origin } = frame;
  const ground = { context, zoom, box: { left: 0, top: 0, right: size, bottom: size }, phase: origin.x + origin.y };
  for (const feature of features) {
    const style = layer.style.classes[feature.c];
    if (areaKind(style) === "none" || !frame.isNear(feature.box, 16)) continue;
    trace(context, frame.place, feature.parts);
    paintArea(ground, style, isTiny(frame, feature));
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Cells so small that a line round each would be most of what is seen: a surface has no seams. */
const isTiny = ({ scale }, { box }) => (box[2] - box[0]) * scale < TINY_PX;

/** Zero inside, null outside: areas lie below points and lines, so any of those wins. */
export function hit(_frame, layer, feature, x, y) {
  if (areaKind(layer.style.classes[feature.c]) === "none") return null;
  return isInside(x, y, feature.parts) ? 20 : null;
}

/** Draw the legend's swatch of one class; one that is not drawn on the map is an empty frame. */
export function swatch(context, style, width, height) {
  if (areaKind(style) !== "none") return void areaSwatch(context, style, width, height);
  context.lineWidth = 1;
  context.strokeStyle = ink("none");
  context.strokeRect(3, 3, width - 6, height - 6);
}
