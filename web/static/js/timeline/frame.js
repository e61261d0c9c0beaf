/** What the time line stands on: the span it walks through, its window, and both in the address. */

import { STEPS, dayNumber, isInside, isoDay } from "./days.js";

export const MODES = ["window", "upto"];

/** @typedef {{from: string, to: string, step: string, mode: string}} Timeline its span, and the manner of walking */

/** Read `t=2016-01-01..2016-06-30`, `step`, `mode`; null where the time line is closed. @returns {Timeline|null} */
export function readTimeline(query) {
  const [from, to] = (query.get("t") ?? "").split("..");
  const [first, last] = [dayNumber(from), dayNumber(to)];
  if (first === null || last === null || last < first) return null;
  const known = (name, allowed) => (allowed.includes(query.get(name)) ? query.get(name) : "");
  return { from, to, step: known("step", STEPS) || "week", mode: known("mode", MODES) || "window" };
}

/** Write it as the parameters of an address. */
export function writeTimeline(query, timeline) {
  if (!timeline) return;
  query.set("t", `${timeline.from}..${timeline.to}`);
  query.set("step", timeline.step);
  query.set("mode", timeline.mode);
}

/** The first and the last day that a ward knows of; null where it has no incidents. @returns {import("./days.js").Span|null} */
export function knownSpan({ periods }) {
  return periods.length ? { first: dayNumber(periods.at(-1).from), last: dayNumber(periods[0].to) } : null;
}

/** The days of a period; where it is open, or no day, those that the ward knows of. */
export function spanOf({ from, to }, known) {
  const first = dayNumber(from) ?? known.first;
  return { first, last: Math.max(first, dayNumber(to) ?? known.last) };
}

/** What a time line opens over: the shortest named period around the window, or all, or the window itself. */
export function openingSpan(page, window, known) {
  const named = page.periods.map((period) => spanOf(period, known));
  return [...named, known].find((span) => isInside(window, span)) ?? window;
}

/** How finely a span is walked through at first. */
export function firstStep(page, { first, last }) {
  if (page.role === "public" || last - first > 740) return "month";
  return last - first > 61 ? "week" : "day";
}

/**
 * The span and the window that stand now. The window is that of the filter, or the one under way to it:
 * only what has come to rest goes into the filter.
 */
export function buildFrame(page, store) {
  const known = knownSpan(page);
  let moving = null;
  return {
    known,
    isMoving: () => moving !== null,
    /** Stand for a while at a window that the filter does not know yet; null: at that of the filter. */
    move(window) {
      moving = window;
    },
    /** @returns {{span: import("./days.js").Span, window: import("./days.js").Span, dates: string}|null} null while closed */
    get() {
      const { timeline, filter } = store.get();
      if (!timeline || !known) return null;
      const window = moving ?? spanOf(filter, known);
      const own = spanOf(timeline, known);
      return { window, span: isInside(window, own) ? own : window, dates: page.role === "public" ? "month" : "day" };
    },
  };
}

/** A span as the period of a filter. */
export const periodOf = ({ first, last }) => ({ from: isoDay(first), to: isoDay(last) });
