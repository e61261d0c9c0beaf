/** What the dialog of a print asks of the server. */

import { base, fetchPrintPlan, send } from "./api.js";

export { fetchPrintPlan };

/** Address of one sheet; with `dpi` a picture to look at. */
export const sheetAddress = (kind, query) => `${base()}/print.${kind}?${query}`;

/** Ask for an atlas; @returns {Promise<{job: object}>} */
export const startAtlas = (query) => send("POST", `${base()}/prints?${query}`);

/** Address of the PDF of an atlas that is made. */
export const atlasAddress = (jobId) => `${base()}/prints/${encodeURIComponent(jobId)}.pdf`;
