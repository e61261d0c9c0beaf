/** What a patrol sheet is made of; the address carries all of it. */

import { RULE } from "../board/state.js";
import { filterQuery, readFilter } from "../state.js";

export const STANDARD = { start: "", end: "open", speed: "4.5", minutes: "5" };

export function readSheet(search, page) {
  const query = new URLSearchParams(search);
  const asked = Object.entries(STANDARD).map(([key, value]) => [key, query.get(key) || value]);
  return {
    filter: readFilter(query, page.filter_defaults ?? {}),
    rule: Object.fromEntries(RULE.filter((key) => query.get(key)).map((key) => [key, query.get(key)])),
    stops: (query.get("stops") ?? "").split(",").filter(Boolean),
    ...Object.fromEntries(asked),
  };
}

/** What the candidates depend on. */
export function candidateQuery({ filter, rule }) {
  const query = filterQuery(filter);
  for (const [key, value] of Object.entries(rule)) query.set(key, value);
  return query;
}

/** What the walk depends on; the server's own standards are left out. */
export function walkQuery(state) {
  const query = candidateQuery(state);
  if (state.stops.length) query.set("stops", state.stops.join(","));
  for (const [key, value] of Object.entries(STANDARD)) if (state[key] !== value) query.set(key, state[key]);
  return query;
}

export function sheetAddress(state, page) {
  const query = new URLSearchParams([["ward", page.ward.code], ["lang", page.lang], ...walkQuery(state)]);
  return `?${query.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}`;
}
