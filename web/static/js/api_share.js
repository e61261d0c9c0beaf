/** What the dialog of share links asks of the server. */

import { base, send } from "./api.js";

const all = () => `${base()}/shares`;
const one = (id) => `${all()}/${encodeURIComponent(id)}`;

export const fetchShares = async () => (await send("GET", all())).shares;
/** Make a link; @returns {Promise<{id: number, address: string, frame: string|null}>} */
export const makeShare = (wish) => send("POST", all(), wish);
export const revokeShare = async (id) => (await send("DELETE", one(id))).shares;
export const restoreShare = async (id) => (await send("POST", `${one(id)}/restore`)).shares;
