/** Numbers that open their rows: as a line with its words, or alone in a cell. */

import { el } from "../dom.js";
import { number, t, text } from "../i18n.js";

/**
 * A line of words with its number.
 * @param {{title: object, count: number, of: string}} row
 * @param {(of: string, title: string, count: number) => void} onOpen
 */
export function openerLine({ title, count, of }, onOpen) {
  const words = text(title);
  return el(
    "button",
    { type: "button", class: "button button--quiet today__line", "data-of": of, onclick: () => onOpen(of, words, count) },
    el("span", {}, words),
    el("strong", { class: "u-number" }, number(count)),
  );
}

/** A number alone; none has no rows to open. */
export function openerNumber(of, title, count, onOpen) {
  if (!count) return "0";
  const label = t("board.open_rows", { n: number(count), name: title });
  return el("button", { type: "button", class: "table__open", "data-of": of, "aria-label": label, onclick: () => onOpen(of, title, count) }, number(count));
}
