/** What the time line says of itself: which filters touch its chart, and which layers follow it. */

import { areasTitle } from "../filters/titles.js";
import { date, t, text } from "../i18n.js";
import { isoDay } from "./days.js";
import { followsTime } from "./follow.js";

const MOST_NAMED = 2;
const LISTED = ["field", "category", "group", "lane", "state", "holder", "round"];

/** The days of a span; one day alone stands once. */
export const daysWords = ({ first, last }) =>
  first === last ? date(isoDay(first)) : `${date(isoDay(first))} – ${date(isoDay(last))}`;

/** A filter that touches the chart, in words. */
function filterWords(name, filter, titleOf) {
  if (name === "areas") return areasTitle(filter.areas);
  if (name === "text") return t("filter.text_chip", { words: filter.text });
  if (name === "inside") return t("filter.inside");
  if (!LISTED.includes(name)) return t("timeline.by_other");
  const chosen = filter[name];
  const titles = chosen.slice(0, MOST_NAMED).map((value) => titleOf(name, value) || value);
  const more = chosen.length > MOST_NAMED ? [t("timeline.more", { n: chosen.length - MOST_NAMED })] : [];
  return `${t(`timeline.by_${name}`)} (${[...titles, ...more].join(", ")})`;
}

/** Say what the bars count and which filters touch them. @param {string[]} touching as the server names them */
export function chartWords({ unit, span, touching, filter, titleOf }) {
  const counted = t(`timeline.counts_${unit}`, { days: daysWords(span) });
  const named = touching.map((name) => filterWords(name, filter, titleOf));
  const touched = named.length ? t("timeline.touched", { filters: named.join("; ") }) : t("timeline.untouched");
  return `${counted} ${touched} ${t("timeline.not_by_window")}`;
}

/** Name the layers that are on and do not change with the window. */
export function stillWords(page, on) {
  const names = page.layers.filter((layer) => on.includes(layer.name) && !followsTime(layer) && !layer.needs_run).map((layer) => text(layer.title));
  return names.length ? t("timeline.still", { names: names.join(", ") }) : "";
}
