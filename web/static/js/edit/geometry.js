/** GeoJSON to Leaflet and back without losing a digit: what nobody moved stays the same to the bit. */

import { toLatLng } from "../leaflet.js";

const turn = ([lon, lat]) => toLatLng(lon, lat);
const back = ({ lat, lng }) => [lng, lat];
const open = (ring) => ring.slice(0, -1);

/** Parts for a polyline or polygon of Leaflet; a single place for a marker. */
export function toLeaflet(geometry) {
  const { type, coordinates } = geometry;
  if (type === "Point") return turn(coordinates);
  if (type === "LineString") return [coordinates.map(turn)];
  if (type === "MultiLineString") return coordinates.map((part) => part.map(turn));
  if (type === "Polygon") return [coordinates.map((ring) => open(ring).map(turn))];
  return coordinates.map((polygon) => polygon.map((ring) => open(ring).map(turn)));
}

/** The other way; `shape` is the layer's: point, line or polygon. */
export function fromLeaflet(shape, latlngs) {
  if (shape === "point") return { type: "Point", coordinates: back(latlngs) };
  if (shape === "line") return { type: "MultiLineString", coordinates: nested(latlngs, 2).map((part) => part.map(back)) };
  const rings = nested(latlngs, 3).map((polygon) => polygon.map((ring) => closed(ring.map(back))));
  return { type: "MultiPolygon", coordinates: rings };
}

/** Leaflet drops levels that hold one part only: put them back. */
function nested(latlngs, levels) {
  let depth = 0;
  for (let at = latlngs; Array.isArray(at); at = at[0]) depth += 1;
  let found = latlngs;
  for (; depth < levels; depth += 1) found = [found];
  return found;
}

const closed = (ring) => [...ring, ring[0]];

/** The corners of a geometry by part, each [lon, lat]; a ring without its closing corner. */
export function partsOf(geometry) {
  if (!geometry) return [];
  const { type, coordinates } = geometry;
  if (type === "Point") return [[coordinates]];
  if (type === "LineString") return [coordinates];
  if (type === "MultiLineString") return coordinates;
  return (type === "Polygon" ? coordinates : coordinates.flat()).map(open);
}

/** West, south, east, north. */
export function boxOf(geometries) {
  const corners = geometries.flatMap(partsOf).flat();
  if (!corners.length) return null;
  const [lons, lats] = [0, 1].map((at) => corners.map((corner) => corner[at]));
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
