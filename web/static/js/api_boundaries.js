/** What the pages of boundaries ask of the server. */

import { base, send } from "./api.js";

const all = () => `${base()}/boundaries`;
const one = (id) => `${all()}/${encodeURIComponent(id)}`;

/** Start to "plan" or to "load" an uploaded file; answers with the job that does it. */
export const startEpoch = (what, upload, wish) => send("POST", `${all()}/${what}`, { upload, wish });
export const fetchShapes = (id) => send("GET", `${one(id)}/shapes`);
export const correctPair = (id, pair, changes) => send("PATCH", `${one(id)}/pairs/${encodeURIComponent(pair)}`, changes);
export const confirmEpoch = (id) => send("POST", `${one(id)}/confirm`);
export const undoEpoch = (id) => send("POST", `${one(id)}/undo`);
export const recastTotals = (body) => send("POST", `${all()}/recast`, body);
