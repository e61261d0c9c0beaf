/** Clauses about the fields of a layer: `layer.field:value`, as the filter's `where` writes them. */

import { date, number, t, text } from "../i18n.js";

const NUMBERS = ["integer", "number"];
const DAYS = ["date", "datetime"];

export const isNumber = (type) => NUMBERS.includes(type);
export const isDay = (type) => DAYS.includes(type);

/** Take a clause apart; null where it is none. */
export function readClause(raw) {
  const found = /^([a-z][a-z0-9_]*)\.([^.:]+):([^]+)$/.exec(raw);
  return found && { layer: found[1], field: found[2], value: found[3] };
}

/** The value that a filter asks of a field; empty: it asks nothing. */
export const valueOf = (filter, layer, field) =>
  filter.where.map(readClause).find((each) => each?.layer === layer && each.field === field)?.value ?? "";

/** The clauses that are about a layer. */
export const ownClauses = (filter, layer) => filter.where.filter((each) => each.startsWith(`${layer}.`));

/** The clauses of a filter with another value for one field; an empty value takes its clause away. */
export function withValue(filter, layer, field, value) {
  const start = `${layer}.${field}:`;
  const others = filter.where.filter((each) => !each.startsWith(start));
  return (value ? [...others, start + value] : others).sort();
}

/** The ends of a range as written; an open end is empty. */
export function endsOf(value) {
  const [low = "", high = ""] = value.split("..");
  return [low, high];
}

/** Layers that have fields to filter by: incidents have a panel of their own, results of runs none. */
export const withFields = (page) =>
  page.layers.filter((each) => !each.aggregated && !each.needs_run && !each.run && each.name !== "incidents" && each.fields.length);

/** What a clause says, for its chip. */
export function clauseTitle(page, raw) {
  const clause = readClause(raw);
  const layer = page.layers.find((each) => each.name === clause?.layer);
  const field = layer?.fields.find((each) => each.name === clause.field);
  if (!field) return t("filter.unknown", { value: raw });
  return `${text(layer.title)} · ${text(field.title)}: ${valueTitle(field, clause.value)}`;
}

function valueTitle(field, value) {
  if (field.type === "code") return value.split("|").map((code) => codeTitle(field, code)).join(", ");
  if (field.type === "boolean") return t(value === "true" ? "filter.yes" : "filter.no");
  if (!isNumber(field.type) && !isDay(field.type)) return `“${value}”`;
  const [low, high] = endsOf(value).map((end) => endTitle(field, end));
  if (low && high) return `${low} – ${high}`;
  return low ? `≥ ${low}` : `≤ ${high}`;
}

function endTitle(field, end) {
  if (!end) return "";
  return isDay(field.type) ? date(end) : number(Number(end), (end.split(".")[1] ?? "").length);
}

const codeTitle = (field, code) => (field.codes[code] ? text(field.codes[code]) : code === "-" ? t("filter.none") : code);
