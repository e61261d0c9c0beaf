/** Calls about methods and stored runs. */

import { base, send } from "./api.js";

const one = (id) => `${base()}/runs/${encodeURIComponent(id)}`;

export const fetchMethods = async () => (await send("GET", "/api/methods")).methods;
export const fetchMethod = (name) => send("GET", `/api/methods/${encodeURIComponent(name)}`);
/** @returns {Promise<{run?: object, job?: object}>} the stored run of this analysis, or the job that does it */
export const startRun = (analysis) => send("POST", `${base()}/runs`, analysis);
export const fetchRuns = async (query) => (await send("GET", `${base()}/runs?${query}`)).runs;
export const compareRuns = (id, other) => send("GET", `${one(id)}/compare/${other}`);
export const fetchRun = (id) => send("GET", one(id));
export const fetchUnits = (id, query) => send("GET", `${one(id)}/units?${query}`);
export const runAgain = async (id) => (await send("POST", `${one(id)}/rerun`)).job;
export const keepRun = (id, isKept) => send("POST", `${one(id)}/${isKept ? "keep" : "release"}`);
export const removeRun = (id) => send("DELETE", one(id));
export const restoreRun = (id) => send("POST", `${one(id)}/restore`);
export const runFileAddress = (id, kind) => `${one(id)}/export.${kind}`;
export const fetchJobs = async (limit) => (await send("GET", `${base()}/jobs?limit=${limit}`)).jobs;
export const fetchWatch = async () => (await send("GET", `${base()}/watch`)).findings;
export const markSeen = (id) => send("POST", `${base()}/watch/${encodeURIComponent(id)}/seen`);
