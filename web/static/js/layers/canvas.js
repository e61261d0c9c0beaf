/** A canvas that lies over the whole map and is painted anew when the map moves. */

import { L } from "../leaflet.js";

/**
 * Lay the canvas over what the map shows, empty and as fine as the screen.
 * @returns {CanvasRenderingContext2D} measured in CSS pixels from the corner of the map
 */
export function cleared(canvas, map) {
  const size = map.getSize();
  const ratio = Math.min(2, window.devicePixelRatio || 1);
  L.DomUtil.setPosition(canvas, map.containerPointToLayerPoint([0, 0]));
  canvas.width = size.x * ratio;
  canvas.height = size.y * ratio;
  L.extend(canvas.style, { width: `${size.x}px`, height: `${size.y}px` });
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
