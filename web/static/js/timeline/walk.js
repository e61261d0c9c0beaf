/** Walking along the time line: from a window to the next one, by steps of a day, a week or a month. */

import { isSame, stopAt, stopsOf } from "./days.js";

const MOST_BARS = 160;
const MOST_DAYS = 62;

/** Cut a span into bars, as fine as the steps and as can be told apart. @returns {{unit: string, bars: import("./days.js").Span[]}} */
export function barsOf(span, step) {
  const isShort = span.last - span.first < MOST_DAYS;
  const units = step === "day" && isShort ? ["day"] : step === "month" ? ["month"] : ["week", "month"];
  const cut = units.map((unit) => ({ unit, bars: stopsOf(span, unit) }));
  return cut.find(({ bars }) => bars.length <= MOST_BARS) ?? cut.at(-1);
}

/** @param {{get: () => {span: object, window: object}}} frame @param {() => {step: string, mode: string}} manner */
export function buildWalk(frame, manner) {
  let width = 1;
  const stops = () => stopsOf(frame.get().span, manner().step);
  const isUpto = () => manner().mode === "upto";
  const position = () => stopAt(stops(), frame.get().window.last);
  return {
    stops,
    position,
    /** The lowest position: a window of several steps cannot end before so many have passed. */
    least: () => (isUpto() ? 0 : Math.min(width, stops().length) - 1),
    isAtEnd: () => isSame(frame.get().window, frame.get().span) || position() >= stops().length - 1,
    /** Keep the length of the window that stands, in steps; that of the whole span is one step. */
    keepLength() {
      const { span, window } = frame.get();
      const all = stops();
      width = isSame(window, span) ? 1 : stopAt(all, window.last) - stopAt(all, window.first) + 1;
    },
    /** The window that ends with a stop: all until then, or as long as before. */
    windowAt(at) {
      const all = stops();
      const last = Math.max(0, Math.min(all.length - 1, at));
      const first = isUpto() ? 0 : Math.max(0, last - width + 1);
      return { first: all[first].first, last: all[last].last };
    },
  };
}
