/** Addresses of the pages of rounds. */

import { base, send } from "./api.js";

/** Corners that somebody typed, as parts of [lon, lat], and how long the line through them is. */
export const readWalk = (words) => send("POST", `${base()}/walk`, { text: words });
