/** What the page of a ward's own layers asks of the server. */

import { base, send } from "./api.js";

const all = () => `${base()}/own-layers`;
const one = (name) => `${all()}/${encodeURIComponent(name)}`;

export const fetchOwnLayers = async () => (await send("GET", all())).layers;
export const fetchOwnLayer = (name) => send("GET", one(name));
export const changeOwnLayer = (name, changes) => send("PATCH", one(name), changes);
/** What a look ("natural:field:5:warm") would give with the rows of now. */
export const fetchLook = (name, look) => send("GET", `${one(name)}/look?${new URLSearchParams({ look })}`);
export const saveStyle = (name, body) => send("PUT", `${one(name)}/style`, body);
/** The fields with some values, and what looks personal. */
export const fetchShownFields = async (name) => (await send("GET", `${one(name)}/fields`)).fields;
export const saveAccess = (name, body) => send("PUT", `${one(name)}/access`, body);
export const deleteOwnLayer = (name) => send("DELETE", one(name));
export const restoreOwnLayer = (name) => send("POST", `${one(name)}/restore`);
