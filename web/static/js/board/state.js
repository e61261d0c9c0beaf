/** What the board looks at: a filter and the parameters of its two methods; all in the address. */

import { filterQuery, readFilter } from "../state.js";

/** Parameters of the methods that the page offers to change; the rest keep their standard. */
export const RULE = ["min_events", "radius_m", "window_days", "same_category"];
export const CELLS = ["cells.cell_m"];
/** How wide a border zone is: asked for at its own table. */
export const BORDER = "border.width_m";

export function readBoardState(search, page) {
  const query = new URLSearchParams(search);
  const rule = Object.fromEntries(
    [...RULE, ...CELLS, BORDER].filter((key) => query.get(key)).map((key) => [key, query.get(key)]),
  );
  return { filter: readFilter(query, page.filter_defaults ?? {}), rule, layers: [], view: null };
}

/** The parameters that the server reads. */
export function boardQuery(state) {
  const query = filterQuery(state.filter);
  for (const [key, value] of Object.entries(state.rule)) query.set(key, value);
  return query;
}

export function boardAddress(state, page) {
  const query = new URLSearchParams({ ward: page.ward.code, lang: page.lang });
  for (const [key, value] of boardQuery(state)) query.set(key, value);
  return `?${query.toString().replaceAll("%2C", ",")}`;
}

/** The map page with the filter of the board. */
export function largeMapAddress(state, page) {
  const query = new URLSearchParams({ ward: page.ward.code, lang: page.lang });
  for (const [key, value] of filterQuery(state.filter)) query.set(key, value);
  return `/?${query.toString().replaceAll("%2C", ",")}`;
}

/** The map page at one record, with the filter of the board. */
export function mapAddress(state, page, layer, row) {
  const query = new URLSearchParams({
    ward: page.ward.code,
    lang: page.lang,
    map: `18/${row.lat.toFixed(5)}/${row.lon.toFixed(5)}`,
  });
  for (const [key, value] of filterQuery(state.filter)) query.set(key, value);
  query.set("selected", `${layer}/${row.feature ?? row.id}`);
  const run = /^run_(\d+)$/.exec(layer);
  if (run) query.set("run", run[1]);
  return `/?${query.toString().replaceAll("%2F", "/")}`;
}
