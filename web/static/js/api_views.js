/** What the dialog of kept views asks of the server. */

import { base, send } from "./api.js";

const all = () => `${base()}/views`;
const one = (id) => `${all()}/${encodeURIComponent(id)}`;

export const fetchViews = async () => (await send("GET", all())).views;
export const keepView = async (body) => (await send("POST", all(), body)).view;
export const changeView = (id, changes) => send("PATCH", one(id), changes);
export const deleteView = (id) => send("DELETE", one(id));
export const restoreView = (id) => send("POST", `${one(id)}/restore`);
