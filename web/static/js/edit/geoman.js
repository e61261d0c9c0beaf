/** Geoman, the drawing tool: fetched when editing first begins, and told to be quiet. */

import { L } from "../leaflet.js";

const SNAP_PX = 14;
let loading = null;

/** @returns {Promise<void>} when the tool is there and the map knows it */
export async function prepare(map, { script, style }) {
  loading ??= Promise.all([add("script", { src: script }), add("link", { rel: "stylesheet", href: style })]);
  try {
    await loading;
  } catch (error) {
    loading = null; // the next beginning tries again
    throw error;
  }
  // Corners are for the pointer, the list of coordinates for the keyboard: no hundred unnamed buttons.
  L.Marker.mergeOptions({ keyboard: false });
  map.pm ??= new L.PM.Map(map);
  map.pm.setGlobalOptions({ ...SNAPPING, tooltips: false, continueDrawing: false });
}

export const SNAPPING = { snappable: true, snapDistance: SNAP_PX, snapSegment: true, snapMiddle: false };

function add(tag, attributes) {
  const node = Object.assign(document.createElement(tag), attributes);
  return new Promise((resolve, reject) => {
    node.addEventListener("load", () => resolve());
    node.addEventListener("error", () => {
      node.remove();
      reject(new Error(`${tag} did not load`));
    });
    document.head.append(node);
  });
}
