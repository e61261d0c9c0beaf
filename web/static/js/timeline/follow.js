/** Which layers follow the time line, what their tiles are asked for, and which features are in its window. */

import { isoDay } from "./days.js";

const KINDS = new Set(["moment", "overlap", "validity", "state"]);

/** Whether a layer shows other rows when the window moves. */
export const followsTime = (layer) => KINDS.has(layer.time) && !layer.run && !layer.needs_run;

/** Whether its features carry their own days, so that the window is kept while drawing: no counts, no fixed borders. */
const isDated = (layer, filter) => followsTime(layer) && !layer.aggregated && !(layer.boundaries && filter.areas);

/**
 * The filter and further parameters that the tiles of a layer are asked with while the time line stands open.
 * Features come for its whole span, with their days; counts are asked for the window itself.
 * @param {{span: import("./days.js").Span, window: import("./days.js").Span, dates: string}|null} timeline
 */
export function askedOver(layer, filter, timeline, isGrid) {
  if (!timeline) return { filter, extra: {} };
  const isWhole = isDated(layer, filter) && !isGrid;
  const { first, last } = isWhole ? timeline.span : timeline.window;
  return {
    filter: { ...filter, from: isoDay(first), to: isoDay(last) },
    extra: isWhole ? { dates: timeline.dates } : {},
  };
}

/** Whether a feature of a tile belongs to the window, by the rule of time of its layer. */
export function isWithin({ d, e }, kind, { first, last }) {
  if (d === undefined) return true;
  if (d > last) return false;
  if (kind === "moment") return d >= first;
  return e === undefined || (kind === "validity" ? e > last : e >= first);
}
