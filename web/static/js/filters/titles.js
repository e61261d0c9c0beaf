/** What periods and boundaries are called. */

import { date, t, text } from "../i18n.js";

/** From the oldest to the newest period: named days, so that borders too are shown as of then. */
export function everything({ periods }) {
  return periods.length ? `${periods.at(-1).from}|${periods[0].to}` : "|";
}

/** What a period is called: its name where it has one, else its days. */
export function periodTitle(page, { from, to }) {
  const known = page.periods.find((each) => each.from === from && each.to === to);
  if (known) return text(known.title);
  if ((!from && !to) || `${from}|${to}` === everything(page)) return t("period.all");
  return `${from ? date(from) : "…"} – ${to ? date(to) : "…"}`;
}

/** What a choice of boundaries is called, for a chip. */
export function areasTitle(areas) {
  if (!areas) return t("areas.was");
  return areas === "now" ? t("areas.now") : t("areas.of_day", { day: date(areas) });
}
