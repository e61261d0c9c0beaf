/** Words, numbers and dates in the language of the page. */

let messages = {};
let language = "vi";

/** Take the catalogue that came with the page. */
export function setLanguage(lang, catalogue) {
  language = lang;
  messages = catalogue;
}

/** Take words that came after the page, with what needs them. */
export function addWords(more) {
  messages = { ...messages, ...more };
}

/** @returns {"vi"|"en"} */
export const currentLanguage = () => language;

/** Return a message with its `{values}` and `{n:row|rows}` filled in; a missing key shows as itself. */
export function t(key, values = {}) {
  const words = messages[key] ?? key;
  return words.replace(/\{(\w+)(?::([^{}|]*)\|([^{}|]*))?\}/g, (whole, name, one, more) => {
    if (!(name in values)) return whole;
    if (more === undefined) return String(values[name]);
    return String(values[name]) === "1" ? one : more;
  });
}

/** Choose the wording of a bilingual text; plain strings pass through. */
export function text(words) {
  if (words === null || words === undefined) return "";
  return typeof words === "string" ? words : words[language] || words.vi || words.en || "";
}

const locale = () => (language === "vi" ? "vi-VN" : "en-GB");

export function number(value, decimals = 0) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "string") return value; // "<5": a count that is not told
  return new Intl.NumberFormat(locale(), {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  }).format(value);
}

/** A p-value: never 0, because no test can show that. */
export function chance(value, decimals = 4) {
  const least = 10 ** -decimals;
  return value !== null && value < least ? `< ${number(least, decimals)}` : number(value, decimals);
}

/** A number short enough for a symbol on the map: 1,2 N (nghìn) or 1.2K. */
export function shortNumber(value) {
  return new Intl.NumberFormat(locale(), {
    notation: "compact",
    maximumFractionDigits: value < 10000 ? 1 : 0,
  }).format(value);
}

/** Of one width, with the month in letters where readers of English would take it for the day. */
function written(at, timeZone, clock = {}) {
  const day = { day: "2-digit", month: language === "vi" ? "2-digit" : "short", year: "numeric" };
  const form = new Intl.DateTimeFormat(language === "vi" ? "vi-VN" : "en-US", { ...day, ...clock, timeZone });
  if (language === "vi") return form.format(at);
  const part = Object.fromEntries(form.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${part.day} ${part.month} ${part.year}${part.hour ? `, ${part.hour}:${part.minute}` : ""}`;
}

/** Show an ISO day ("2016-03-05") as people write it. */
export function date(day) {
  if (!day) return "–";
  if (Number.isNaN(Date.parse(day.slice(0, 10)))) return day;
  const [year, month, dayOfMonth] = day.slice(0, 10).split("-").map(Number);
  return written(Date.UTC(year, month - 1, dayOfMonth), "UTC");
}

/** The zone in which days of the ward begin; a page in a file of its own knows none. */
export const wardZone = () => document.documentElement.dataset.zone || undefined;

/** Show a moment with its time: on the ward's clock, wherever the browser is; one without a zone as it is written. */
export function moment(iso) {
  const isOnTheWall = !/(z|[+-]\d\d:?\d\d)$/i.test(String(iso).slice(10));
  const at = new Date(isOnTheWall && iso?.length > 10 ? `${iso.replace(" ", "T")}Z` : iso);
  if (Number.isNaN(at.getTime())) return String(iso);
  const timeZone = isOnTheWall ? "UTC" : wardZone();
  return written(at, timeZone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** Show a moment no finer than it is known: to the minute, the day or the month. */
export function when(iso, precision) {
  if (!iso) return "–";
  if (precision === "month") return month(iso.slice(0, 7));
  return precision === "day" ? date(iso) : moment(iso);
}

/** Show "2016-03" as a month; short for axes. */
export function month(value, isShort = false) {
  const [year, index] = value.split("-").map(Number);
  if (language === "vi") return isShort ? `${index}` : `Tháng ${index}/${year}`;
  return new Intl.DateTimeFormat(
    locale(),
    isShort ? { month: "short", timeZone: "UTC" } : { month: "long", year: "numeric", timeZone: "UTC" },
  ).format(Date.UTC(year, index - 1, 1));
}
