/** Addresses of editing on the map. */

import { base, fetchFresh, latest, send } from "./api.js";

const of = (layer) => `${base()}/edits/${encodeURIComponent(layer)}`;

export const fetchNew = (layer) => fetchFresh(`${of(layer)}/new`);
export const fetchRow = (layer, id) => fetchFresh(`${of(layer)}/${encodeURIComponent(id)}`);
export const fetchVersion = (layer, id, version) =>
  fetchFresh(`${of(layer)}/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`);
/** What a save would do; the newest question only is answered. */
export const planEdit = (layer, wish) => send("POST", `${of(layer)}/plan`, wish);
export const saveEdit = (layer, wish) => send("POST", of(layer), wish);
/** Split along a cut, or merge with another: `how` is split or merge; with `plan` nothing is kept. */
export const divideEdit = (layer, id, how, wish) => send("POST", `${of(layer)}/${encodeURIComponent(id)}/${how}`, wish);
export const undoEdit = (edit) => send("POST", `${base()}/edits/${encodeURIComponent(edit)}/undo`, {});
/** Corners that somebody typed, as parts of [lon, lat]. */
export const readTyped = (words) => send("POST", `${base()}/edits/typed`, { text: words });
export const fetchLayerVersions = () => fetchFresh(`${base()}/layers`);
/** Shapes of a layer in a box, to snap to. */
export const fetchNear = (layer, bbox) =>
  latest(
    `near-${layer}`,
    `${base()}/layers/${encodeURIComponent(layer)}/features?${new URLSearchParams({ bbox, limit: "1000" })}`,
  );
