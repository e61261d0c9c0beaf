/** Where the reader stands, as the device says: shown on the map with how sure that is. */

import { toast } from "./dom.js";
import { number, t } from "./i18n.js";
import { L } from "./leaflet.js";

const [TIMEOUT_MS, CLOSEST] = [15_000, 18];
const DENIED = 1;
let shown = null;

/**
 * Ask the device once. Rejects with an Error in words where it will not or cannot say.
 * @returns {Promise<{latlng: object, accuracy: number, bounds: object}>}
 */
export function whereAmI(map) {
  if (!window.isSecureContext || !navigator.geolocation) return Promise.reject(new Error(t("position.not_here")));
  return new Promise((resolve, reject) => {
    const ended = (act) => (event) => {
      map.off(hears);
      act(event);
    };
    const hears = {
      locationfound: ended(resolve),
      locationerror: ended(({ code }) => reject(new Error(t(code === DENIED ? "position.denied" : "position.unknown")))),
    };
    map.on(hears);
    map.locate({ enableHighAccuracy: true, timeout: TIMEOUT_MS, maximumAge: 5_000 });
  });
}

/** Words for how sure a position is. */
export const accuracyWords = ({ accuracy }) => t("position.accuracy", { metres: number(Math.ceil(accuracy), 0) });

/** Go to where the reader stands and mark it; pressed again, it is asked anew. */
export async function showPosition(map, button) {
  button.setAttribute("aria-busy", "true");
  try {
    const found = await whereAmI(map);
    shown?.remove();
    const circle = L.circle(found.latlng, { radius: found.accuracy, className: "my-position", interactive: false, pmIgnore: true });
    const dot = L.circleMarker(found.latlng, { radius: 6, className: "my-position my-position--dot", interactive: false, pmIgnore: true });
    shown = L.layerGroup([circle, dot]).addTo(map);
    map.fitBounds(found.bounds, { maxZoom: CLOSEST, animate: false });
    toast(accuracyWords(found));
  } catch (error) {
    toast(error.message);
  }
  button.removeAttribute("aria-busy");
}
