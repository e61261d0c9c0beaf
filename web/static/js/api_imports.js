/** What the pages of loading files ask of the server. */

import { base, send, sendBody } from "./api.js";

const upload = (id) => `${base()}/uploads/${encodeURIComponent(id)}`;
const imported = (id) => `${base()}/imports/${encodeURIComponent(id)}`;

export const sayOfUpload = (id, body) => send("PATCH", upload(id), body);
export const fetchUpload = (id) => send("GET", upload(id));
export const discardUpload = (id) => send("DELETE", upload(id));
/** Start to "check" or to "load"; answers with the job that does it. */
export const startWork = (id, what) => send("POST", `${upload(id)}/${what}`);
export const fetchImports = (before) => send("GET", `${base()}/imports?limit=50&before=${before ?? 0}`);
export const fetchImport = (id, offset = 0) => send("GET", `${imported(id)}?offset=${offset}`);
export const undoImport = (id) => send("POST", `${imported(id)}/undo`);
export const issueSheetAddress = (id) => `${upload(id)}/issues.xlsx`;
export const originalAddress = (id) => `${imported(id)}/file`;

/** Send a file as it is; `onProgress` hears which share of it has gone out. */
export const sendFile = (layer, file, onProgress) =>
  sendBody(`${base()}/uploads?${new URLSearchParams({ name: file.name, layer })}`, file, onProgress);

/** Send what belongs beside a file that was sent, such as the .dbf of a .shp. */
export const sendCompanion = (id, file, onProgress) =>
  sendBody(`${upload(id)}/companions?${new URLSearchParams({ name: file.name })}`, file, onProgress);
