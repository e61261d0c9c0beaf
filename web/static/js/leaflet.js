/** Leaflet, which is a classic script, as a module; and the one place where coordinates turn round. */

export const L = window.L;

/** Our order is longitude, latitude; Leaflet's is the other way about. */
export const toLatLng = (lon, lat) => L.latLng(lat, lon);

/** [west, south, east, north] as Leaflet's bounds. */
export const toBounds = ([west, south, east, north]) =>
  L.latLngBounds(toLatLng(west, south), toLatLng(east, north));

/** Leaflet's bounds as "west,south,east,north". */
export const toBbox = (bounds) => bounds.toBBoxString();
