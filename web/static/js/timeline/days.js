/** Days as numbers since 2000-01-01, as the tiles carry them, and stretches of days. */

const EPOCH = Date.UTC(2000, 0, 1);
const DAY_MS = 86400000;
/** 2000-01-01 was a Saturday: the first Monday is day 2. */
const MONDAY = 2;

/** @typedef {{first: number, last: number}} Span from the first to the last day, both included */

export const STEPS = ["day", "week", "month"];

/** @returns {number|null} null for what is no day */
export function dayNumber(iso) {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(iso ?? "") ? Date.parse(`${iso}T00:00Z`) : Number.NaN;
  return Number.isNaN(at) ? null : Math.round((at - EPOCH) / DAY_MS);
}

export const isoDay = (day) => new Date(EPOCH + day * DAY_MS).toISOString().slice(0, 10);

/** The first day of the week or month that a day lies in; of a step of days: itself. */
function startOf(day, step) {
  if (step === "week") return day - ((((day - MONDAY) % 7) + 7) % 7);
  return step === "month" ? dayNumber(`${isoDay(day).slice(0, 8)}01`) : day;
}

function nextStart(start, step) {
  if (step === "month") return startOf(start + 31, "month");
  return start + (step === "week" ? 7 : 1);
}

/** Cut a span into days, weeks from Monday, or months; the first and last may be parts of one. @returns {Span[]} */
export function stopsOf({ first, last }, step) {
  const stops = [];
  for (let start = startOf(first, step); start <= last; start = nextStart(start, step))
    stops.push({ first: Math.max(start, first), last: Math.min(nextStart(start, step) - 1, last) });
  return stops;
}

/** Which of the stops holds a day; the nearest where it lies outside. */
export function stopAt(stops, day) {
  const at = stops.findIndex(({ last }) => day <= last);
  return at < 0 ? stops.length - 1 : at;
}

export const isSame = (a, b) => a.first === b.first && a.last === b.last;
export const isInside = (inner, outer) => inner.first >= outer.first && inner.last <= outer.last;

/** Add up what the days of a span have. @param {[number, number][]} counts pairs of a day and a number */
export const sumOf = (counts, { first, last }) =>
  counts.reduce((sum, [day, n]) => (day >= first && day <= last ? sum + n : sum), 0);
