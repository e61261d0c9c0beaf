/** What the page shows, in one small object; the address always says the same. */

import { readTimeline, writeTimeline } from "./timeline/frame.js";

export const LISTS = ["field", "category", "group", "lane", "state", "holder", "round"];
const ARRAYS = [...LISTS, "where"];

/**
 * @typedef {{from: string, to: string, field: string[], category: string[], group: string[], lane: string[], state: string[], holder: string[], round: string[], where: string[], state_on: string, text: string, inside: string, shape: string, areas: string}} Filter
 * @typedef {{view: {lat: number, lng: number, zoom: number} | null, layers: string[], filter: Filter, selected: string | null, at?: string, select?: string, run: string, run2: string, order?: string[], opacity?: Record<string, number>, timeline?: import("./timeline/frame.js").Timeline|null}} State
 */

/** An empty filter over the period that the page starts with. */
export function emptyFilter(defaults) {
  return {
    from: defaults.from ?? "",
    to: defaults.to ?? "",
    ...Object.fromEntries(ARRAYS.map((name) => [name, []])),
    state_on: "",
    text: "",
    inside: "",
    shape: "",
    areas: "",
  };
}

/** Read a filter from the address; what it does not name keeps the default. */
export function readFilter(query, defaults) {
  const filter = emptyFilter(defaults);
  for (const key of ["from", "to", "state_on", "text", "inside", "shape"]) if (query.has(key)) filter[key] = query.get(key);
  if (query.has("areas")) filter.areas = query.get("areas") === "was" ? "" : query.get("areas");
  for (const key of ARRAYS) if (query.get(key)) filter[key] = query.get(key).split(",").map(fromList);
  return filter;
}

/** A comma within a value is written %2C, so that it is no border between two; a percent sign %25. */
const toList = (value) => value.replaceAll("%", "%25").replaceAll(",", "%2C");
const fromList = (words) => words.replaceAll("%2C", ",").replaceAll("%25", "%");

/** Write a filter as the parameters that the server reads. */
export function filterQuery(filter) {
  const query = new URLSearchParams();
  if (filter.from) query.set("from", filter.from);
  if (filter.to) query.set("to", filter.to);
  for (const key of ARRAYS) if (filter[key].length) query.set(key, filter[key].map(toList).join(","));
  if (filter.state.length && filter.state_on) query.set("state_on", filter.state_on);
  for (const key of ["text", "inside", "shape"]) if (filter[key]) query.set(key, filter[key]);
  if (filter.areas) query.set("areas", filter.areas);
  return query;
}

/** What of a filter does not hang on where the map stands: what analyses and tiles are asked by. */
export const wideQuery = (filter) => filterQuery({ ...filter, inside: "" });

/** The filter, and which analyses are on the map: what is counted is what is drawn. */
export function countQuery(state, runs) {
  const query = filterQuery(state.filter);
  const shown = Object.entries(runs ?? {}).map(([method, id]) => `${method}:${id}`);
  if (shown.length) query.set("runs", shown.join(","));
  for (const key of ["run", "run2"]) if (state[key]) query.set(key, state[key]);
  return query;
}

/** Change parts of the filter, the others stay. */
export const changeFilter = (store, patch) => store.set({ filter: { ...store.get().filter, ...patch } });

/** Read "16/21.04890/105.88600"; null when it is not there or no place of the world. */
export function readView(words) {
  const [zoom, lat, lng] = (words || "x").split("/").map(Number);
  const isPlace = Math.abs(lat) <= 85 && Math.abs(lng) <= 180 && zoom >= 0 && zoom <= 24;
  return isPlace ? { zoom, lat, lng } : null;
}

export const writeView = ({ zoom, lat, lng }) => `${zoom}/${lat.toFixed(5)}/${lng.toFixed(5)}`;

const FREE = ["map", "layers", "order", "opacity", "selected", "lang"];

/** The address that a page starts from: through a share link its view, and what may differ from it. */
export function startQuery(search, share) {
  if (!share) return search;
  const query = new URLSearchParams({ from: "", to: "", ...share.view });
  for (const [key, value] of new URLSearchParams(search))
    if (!share.locked || FREE.includes(key)) query.set(key, value);
  return `?${query}`;
}

/** Read the whole state from an address. */
export function readState(search, page) {
  const query = new URLSearchParams(startQuery(search, page.share));
  const known = page.layers.map((layer) => layer.name);
  const on = page.layers.filter((layer) => isOnAtFirst(layer, page)).map((layer) => layer.name);
  const wanted = query.has("layers")
    ? query
        .get("layers")
        .split(",")
        .filter((name) => known.includes(name))
    : on;
  return {
    view: readView(query.get("map")),
    layers: wanted,
    filter: readFilter(query, page.filter_defaults ?? {}),
    selected: query.get("selected"),
    at: query.get("at") ?? "",
    select: page.role === "public" || page.share ? "" : (query.get("select") ?? ""),
    run: query.get("run") ?? "",
    run2: query.get("run2") ?? "",
    order: (query.get("order") ?? "").split(",").filter((name) => known.includes(name)),
    opacity: readOpacity(query.get("opacity"), known),
    timeline: readTimeline(query),
  };
}

/** Read `lanes:60,sites:40`, in percent; what is no layer or no percentage is left out. */
function readOpacity(words, known) {
  const pairs = (words ?? "").split(",").map((pair) => pair.split(":"));
  const isMeant = ([name, percent]) => known.includes(name) && /^\d{1,3}$/.test(percent) && Number(percent) <= 100;
  return Object.fromEntries(pairs.filter(isMeant).map(([name, percent]) => [name, Number(percent)]));
}

function writeOpacity(opacity) {
  const pairs = Object.entries(opacity ?? {}).filter(([, percent]) => percent !== 100);
  return pairs.map(([name, percent]) => `${name}:${percent}`).join(",");
}

/** A stored run that an address shows stands alone on the base map: nothing else lies over it. */
function isOnAtFirst(layer, page) {
  const isAlone = page.layers.some((each) => each.run);
  return layer.default_on && (!isAlone || Boolean(layer.run) || layer.group === "base");
}

/** Write the whole state as an address that opens the same page again. */
export function writeState(state, page) {
  const query = new URLSearchParams();
  query.set("ward", page.ward.code);
  query.set("lang", page.lang);
  if (state.view) query.set("map", writeView(state.view));
  query.set("layers", state.layers.join(","));
  if (state.order?.length) query.set("order", state.order.join(","));
  const opacity = writeOpacity(state.opacity);
  if (opacity) query.set("opacity", opacity);
  for (const [key, value] of filterQuery(state.filter)) query.set(key, value);
  if (!state.filter.from) query.set("from", "");
  if (!state.filter.to) query.set("to", "");
  writeTimeline(query, state.timeline);
  for (const key of ["run", "run2"]) if (state[key]) query.set(key, state[key]);
  if (state.selected) query.set("selected", state.selected);
  if (state.at) query.set("at", state.at);
  if (state.select) query.set("select", state.select);
  return `?${query.toString().replaceAll("%2C", ",").replaceAll("%2F", "/").replaceAll("%3A", ":")}`;
}

/** Hold a state; listeners hear which keys a change touched. */
export function createStore(initial) {
  let state = initial;
  const listeners = new Set();
  return {
    get: () => state,
    set(patch) {
      const changed = Object.keys(patch).filter(
        (key) => JSON.stringify(patch[key]) !== JSON.stringify(state[key]),
      );
      if (!changed.length) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, new Set(changed));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** A box in degrees as the filter writes it; nothing before there is a map. */
export function insideOf(bounds) {
  if (!bounds) return "";
  const within = (value, most) => Math.max(-most, Math.min(most, value)).toFixed(6);
  return [within(bounds.west, 180), within(bounds.south, 90), within(bounds.east, 180), within(bounds.north, 90)].join(",");
}
