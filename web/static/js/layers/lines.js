/** Lines: a casing below, the line above, dashes by state. */

import { segmentDistance2 } from "./geometry.js";
import { dashOf, ink, mapColour } from "./palette.js";

const isRoad = (style) => style?.colour === "road";

/** Width in px of a class at a zoom; definitions give it for zoom 16. Only roads grow for ever. */
export function widthAt(style, zoom) {
  const width = Math.max(0.6, (style?.width ?? 2) * 2 ** ((zoom - 16) * 0.62));
  return isRoad(style) ? width : Math.min(7.5, width);
}

function trace(context, place, parts) {
  context.beginPath();
  for (const part of parts) {
    part.forEach((point, i) => {
      const { x, y } = place(point);
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
    });
  }
}

/** Draw the casing of all lines first, so that crossings stay open. */
export function drawBelow({ context, zoom, place, isNear }, layer, features) {
  context.lineCap = "round";
  context.lineJoin = "round";
  context.setLineDash([]);
  for (const feature of features) {
    const style = layer.style.classes[feature.c];
    if (!isRoad(style) || !isNear(feature.box, 24)) continue;
    context.lineWidth = widthAt(style, zoom) + (zoom >= 15 ? 2 : 1.2);
    context.strokeStyle = mapColour("casing");
    trace(context, place, feature.parts);
    context.stroke();
  }
}

export function draw({ context, zoom, place, isNear }, layer, features) {
  context.lineJoin = "round";
  for (const feature of features) {
    const style = layer.style.classes[feature.c];
    if (!isNear(feature.box, 24)) continue;
    const width = widthAt(style, zoom);
    const dash = isRoad(style) ? [] : dashOf(style?.dash, width);
    context.lineCap = dash.length ? "butt" : "round";
    context.setLineDash(dash);
    context.lineWidth = width;
    context.globalAlpha = width > 5 && !isRoad(style) ? 0.8 : 1;
    context.strokeStyle = ink(style?.colour ?? "grey");
    trace(context, place, feature.parts);
    context.stroke();
  }
  context.globalAlpha = 1;
  context.setLineDash([]);
}

/** Distance in px from the pointer, or null when it is too far. */
export function hit({ zoom, scale }, layer, feature, x, y) {
  const reach = Math.max(6, widthAt(layer.style.classes[feature.c], zoom) / 2 + 3);
  let best = Infinity;
  for (const part of feature.parts) {
    for (let i = 1; i < part.length; i++) best = Math.min(best, segmentDistance2(x, y, part[i - 1], part[i]));
  }
  const away = Math.sqrt(best) * scale;
  return away <= reach ? away + 8 : null;
}

/** Draw the legend's swatch of one class. */
export function swatch(context, style, width, height) {
  const wide = Math.min(6, Math.max(1.5, style.width));
  context.lineCap = "butt";
  const stroke = (colour, lineWidth, dash) => {
    context.beginPath();
    context.setLineDash(dash);
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.moveTo(1, height / 2);
    context.lineTo(width - 1, height / 2);
    context.stroke();
  };
  if (isRoad(style)) stroke(mapColour("casing"), wide + 3, []);
  stroke(ink(style.colour), wide, isRoad(style) ? [] : dashOf(style.dash, wide));
  context.setLineDash([]);
}
