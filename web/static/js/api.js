/** The only module that calls the server. Every request of one kind cancels the one before. */

import messages from "words";
import { later } from "./later.js";

export const base = () => `${pageData().base}/api/${encodeURIComponent(pageData().ward.code)}`;
const running = new Map();
let data = null;

/** Everything the server told the page, read once, and the words of its language. */
export function pageData() {
  data ??= { ...withLooks(JSON.parse(document.getElementById("page-data").textContent)), messages };
  return data;
}

/** The map's layers get their fields and style from a script that the browser keeps: web/layer_looks.py. */
function withLooks(told) {
  const looks = globalThis.layerLooks;
  return looks ? { ...told, layers: told.layers.map((layer) => ({ ...layer, ...looks[layer.name] })) } : told;
}

/** What went wrong, in both languages where the server said so; `body` is all that it said. */
export class RequestFailed extends Error {
  constructor(status, words, body = null) {
    super(words?.en ?? `status ${status}`);
    this.status = status;
    this.words = words;
    this.body = body;
  }
}

/** @returns {boolean} whether a request was cancelled by a newer one */
export const isCancelled = (error) => error?.name === "AbortError";

async function ask(address, options = {}) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", ...options });
  } catch (error) {
    if (isCancelled(error)) throw error;
    throw new RequestFailed(0, null);
  }
  if (answer.ok) return answer;
  const body = await answer.json().catch(noWords);
  throw new RequestFailed(answer.status, body?.error ?? null, body);
}

/** An answer that is no JSON has no words; one that is cancelled while it comes is no failure. */
function noWords(error) {
  if (isCancelled(error)) throw error;
  return null;
}

/** Ask for JSON; a newer request of the same kind cancels this one. */
export async function latest(kind, address, options = {}) {
  running.get(kind)?.abort();
  const controller = new AbortController();
  running.set(kind, controller);
  const answer = await ask(address, { ...options, signal: controller.signal });
  return answer.json();
}

/** Ask for JSON; nothing cancels it. */
export const fetchFresh = async (address) => (await ask(address)).json();

/** Change something on the server; `body` is sent as JSON. Where the session has ended one signs in first. */
export function send(method, address, body = undefined) {
  return signedIn(async () => {
    const headers = { "X-CSRFToken": pageData().csrf, "Content-Type": "application/json", Accept: "application/json" };
    return (await ask(address, { method, headers, body: JSON.stringify(body) })).json();
  });
}

/** Do it; where the session has ended, ask to sign in on the page as it stands and do it again. */
async function signedIn(act) {
  try {
    return await act();
  } catch (error) {
    if (error.status !== 401) throw error;
    const { signInAgain } = await later(import("./sign_in_again.js"));
    if (!(await signInAgain())) throw error;
    return act();
  }
}

/**
 * Sign in without leaving the page; the token of the new session takes the place of the old one.
 * @returns {Promise<string>} what was wrong, in words; empty: signed in
 */
export async function signIn(login, password) {
  const form = async () => new DOMParser().parseFromString(await (await ask("/sign-in")).text(), "text/html");
  const tokenOf = (page) => page.querySelector("input[name=csrf_token]").value;
  const body = new URLSearchParams({ csrf_token: tokenOf(await form()), login, password });
  const answer = await fetch("/sign-in", { method: "POST", body, redirect: "manual", credentials: "same-origin" });
  if (answer.type !== "opaqueredirect") {
    const said = new DOMParser().parseFromString(await answer.text(), "text/html");
    return said.querySelector("main .note--error")?.textContent.trim() ?? String(answer.status);
  }
  const token = tokenOf(await form());
  pageData().csrf = token;
  for (const input of document.querySelectorAll("input[name=csrf_token]")) input.value = token;
  return "";
}

/** Send a file as the body of a request; `onProgress` hears which share of it has gone out. */
export const sendBody = (address, file, onProgress = () => undefined) =>
  signedIn(() => sendOnce(address, file, onProgress));

function sendOnce(address, file, onProgress) {
  const request = new XMLHttpRequest(); // fetch does not tell how much has been sent
  request.open("POST", address);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.setRequestHeader("Accept", "application/json"); // a refusal is told, not shown as a page
  request.setRequestHeader("X-CSRFToken", pageData().csrf);
  request.responseType = "json";
  request.upload.onprogress = ({ loaded, total }) => onProgress(total ? loaded / total : 0);
  return new Promise((resolve, reject) => {
    request.onload = () =>
      request.status < 300
        ? resolve(request.response)
        : reject(new RequestFailed(request.status, request.response?.error ?? null));
    request.onerror = () => reject(new RequestFailed(0, null));
    request.send(file);
  });
}

/** One vector tile as bytes; null where the server has nothing. */
export async function fetchTile(address, signal) {
  const answer = await ask(address, { signal });
  return answer.status === 204 ? null : answer.arrayBuffer();
}

export const fetchCounts = (query) => latest("counts", `${base()}/counts?${query}`);
/** How many incidents each day of a period has. */
export const fetchTimeline = (query) => latest("timeline", `${base()}/timeline?${query}`);
export const fetchSearch = (words) =>
  latest("search", `${base()}/search?${new URLSearchParams({ q: words })}`);
export const fetchFeature = (layer, id, query) =>
  latest(
    "feature",
    `${base()}/layers/${encodeURIComponent(layer)}/features/${encodeURIComponent(id)}?${query}`,
  );
export const fetchSpot = (query) => latest("feature", `${base()}/here?${query}`);
export const fetchFeatures = (layer, query) =>
  latest("features", `${base()}/layers/${encodeURIComponent(layer)}/features?${query}`);
/** How long or large what is drawn is, in the metres of the ward. */
export const fetchMeasure = (query) => latest("measure", `${base()}/measure?${query}`);
/** The incidents of a selection. */
export const fetchSelection = (query) => latest("selection", `${base()}/layers/incidents/rows?${query}`);
/** Give the incidents that a query keeps one state. */
export const changeStates = (query, wish) => send("POST", `${base()}/selection/state?${query}`, wish);
export const undoStates = (id) => send("POST", `${base()}/selection/state/${encodeURIComponent(id)}/undo`);
/** One sorted page of a layer's rows, with their columns and how many there are. */
export const fetchLayerRows = (layer, query) =>
  latest("list", `${base()}/layers/${encodeURIComponent(layer)}/rows?${query}`);
/** What the fields of a layer hold: ends and histogram of numbers, counts of codes. */
export const fetchFields = (layer, query) =>
  latest("fields", `${base()}/layers/${encodeURIComponent(layer)}/fields?${query}`);
/** West, south, east, north of a layer under a filter; null where it has nothing. */
export const fetchExtent = async (layer, query) =>
  (await latest("extent", `${base()}/layers/${encodeURIComponent(layer)}/extent?${query}`)).bounds;
export const fetchBoard = (query) => latest("board", `${base()}/board?${query}`);
export const fetchEffect = (query) => latest("effect", `${base()}/effect?${query}`);
export const fetchUpgradedLanes = () => latest("effect-lanes", `${base()}/effect/lanes`);
export const fetchComparison = (query) => latest("comparison", `${base()}/compare?${query}`);
export const fetchBoardMethods = (query) => latest("methods", `${base()}/board/methods?${query}`);
export const fetchBoardDuties = (query) => latest("duties", `${base()}/board/duties?${query}`);
export const fetchToday = (query) => latest("today", `${base()}/board/today?${query}`);
/** Ids of the stored analyses that fit a filter, by method; made on the server where there are none. */
export const fetchShownRuns = (query) => latest("runs", `${base()}/runs/shown?${query}`);
export const fetchRows = (query) => latest("rows", `${base()}/rows?${query}`);

export const fetchJob = async (id, signal) =>
  (await ask(`${base()}/jobs/${encodeURIComponent(id)}`, { signal })).json();
export const cancelJob = (id) => send("POST", `${base()}/jobs/${encodeURIComponent(id)}/cancel`);

/** Address of a file with the rows of a layer, by the current filter. */
export const exportAddress = (layer, format, query) =>
  `${base()}/layers/${encodeURIComponent(layer)}/export.${format}?${query}`;
/** What an export of a layer would be: rows, formats, coordinates, what the role misses. */
export const fetchExportPlan = (layer, query) =>
  latest("export", `${base()}/layers/${encodeURIComponent(layer)}/export?${query}`);
/** What a print would be: sheets, pages, scales, and the groups it may be of. */
export const fetchPrintPlan = (query) => latest("print", `${base()}/print?${query}`);
/** Address of the blank spreadsheet of a layer. */
export const templateAddress = (layer) => `${base()}/layers/${encodeURIComponent(layer)}/template.xlsx`;
export const compareTableAddress = (query) => `${base()}/compare.csv?${query}&lang=${pageData().lang}`;
export const boardTableAddress = (table, query) => `${base()}/board/${table}.csv?${query}`;
export const tileAddress = (layer, z, x, y, query) =>
  `${pageData().base}/tiles/${encodeURIComponent(pageData().ward.code)}/${encodeURIComponent(layer)}/${z}/${x}/${y}.mvt?${query}`;
