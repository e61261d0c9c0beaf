/** The line that says how many incidents there are. */

import { el, fill } from "./dom.js";
import { periodTitle } from "./filters/period.js";
import { number, t, text } from "./i18n.js";

/** Say how many incidents the filter finds, in which period and which areas. */
export function showTotal(line, { total, boundaries, unplaced }, page, filter) {
  const words =
    total === null || total === undefined ? t("map.total_few") : t("map.total", { n: number(total) });
  fill(
    line,
    el("strong", { class: "total__number" }, words),
    " ",
    el("span", { class: "total__period" }, periodTitle(page, filter)),
    page.epochs.length > 1 || filter.areas
      ? el("span", { class: "total__areas", id: "areas-words" }, text(boundaries.words))
      : null,
    unplaced ? unplacedWords(unplaced, page) : null,
  );
}

/** How many incidents the total does not hold because nobody knows where they lie; a link for who may place them. */
function unplacedWords(waiting, page) {
  const words = t("map.unplaced", { n: number(waiting) });
  const mayPlace = ["inspector", "supervisor", "admin"].includes(page.role);
  const href = `/unplaced?${new URLSearchParams({ ward: page.ward.code })}`;
  return el("span", { class: "total__areas", id: "unplaced-words" }, mayPlace ? el("a", { href }, words) : words);
}
