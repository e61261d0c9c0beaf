/**
 * The ways of drawing, by geometry. Each module offers
 *   draw(frame, layer, features)        paint on a tile
 *   drawGround(frame, layer, features)  optional: paint before everything
 *   drawBelow(frame, layer, features)   optional: paint before every layer's own draw
 *   hit(frame, layer, feature, x, y)    distance in px, or null
 *   swatch(context, style, w, h)        paint one line of the legend
 */

import * as lines from "./lines.js";
import * as points from "./points.js";
import * as polygons from "./polygons.js";
import * as results from "./results.js";

const FINEST = 16;

export const DRAWING = { point: points, line: lines, polygon: polygons };

/** The way a layer is drawn: by its geometry; the units of a stored run each by their own. */
export const drawingOf = (layer) => (layer.run ? results : DRAWING[layer.geometry]);

/** Whether a layer shows counts of a grid, not single features, in tiles of this zoom. */
export const isGridAt = (layer, tileZoom) => Boolean(layer.grid_below && tileZoom < layer.grid_below);

/**
 * The zoom of the tiles that a screen tile takes its data from: all but the large layers come in
 * larger tiles than they are drawn in, which saves requests. Null: not shown at this zoom.
 */
export function dataZoom(layer, tileZoom) {
  if (tileZoom < layer.min_zoom) return null;
  const wanted = Math.max(layer.min_zoom, tileZoom - coarserBy(layer));
  return Math.min(wanted, tileZoom, FINEST, layer.max_zoom);
}

function coarserBy(layer) {
  if (layer.grid_below) return 0;
  return layer.geometry === "point" ? 2 : 1;
}
