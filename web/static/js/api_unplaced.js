/** Addresses of the page of incidents that wait to be placed. */

import { base, send } from "./api.js";

export const fetchWaiting = (offset) => send("GET", `${base()}/unplaced?${new URLSearchParams({ offset })}`);
export const fetchPlacings = () => send("GET", `${base()}/placings`);
export const fetchLocations = () => send("GET", `${base()}/default-locations`);

/** Put one row, or all of its address, on a lane or at a point. */
export const placeRow = (id, where) => send("POST", `${base()}/unplaced/${encodeURIComponent(id)}/place`, where);
export const matchAgain = () => send("POST", `${base()}/unplaced/again`, {});
export const undoPlacing = (id) => send("POST", `${base()}/placings/${encodeURIComponent(id)}/undo`, {});
export const decideLocation = (said) => send("POST", `${base()}/default-locations`, said);
