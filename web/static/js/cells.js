/** Values of a table of rows, as people read them. */

import { date, number, t, text, when } from "./i18n.js";

/**
 * A value as people read it; `row` tells how exactly a moment is known.
 * @param {{type?: string, codes?: Record<string, object>}} column
 */
export function cellWords({ type, codes }, value, row = {}) {
  if (value === null || value === undefined || value === "") return "–";
  if (Array.isArray(value)) return value.map((each) => cellWords({ codes }, each)).join(", ");
  if (typeof value === "boolean") return t(value ? "words.yes" : "words.no");
  if (typeof value === "object") return text(value);
  if (codes?.[value]) return text(codes[value]);
  if (type === "date") return date(String(value));
  if (type === "datetime") return when(String(value), row.time_precision);
  if (typeof value === "number") return number(value, Number.isInteger(value) ? 0 : 2);
  return String(value);
}
