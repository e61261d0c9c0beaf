/** What the patrol sheet asks of the server. */

import { base, latest } from "./api.js";

export const fetchCandidates = (query) => latest("patrol", `${base()}/patrol?${query}`);
export const fetchWalk = (query) => latest("walk", `${base()}/patrol/walk?${query}`);

/** Address of the walk as a file: csv or gpx. */
export const walkAddress = (kind, query) => `${base()}/patrol/walk.${kind}?${query}`;
