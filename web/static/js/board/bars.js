/** Counts by group and by lane as bars, with a mark for the period before. */

import { el, fill, stateBox, svg } from "../dom.js";
import { number, t, text } from "../i18n.js";

const FIRST = 10;

/** @param {{count: number, previous: number|null, name: object, of: string}[]} rows */
export function showBars(node, rows, onOpen) {
  const shown = rows.filter((row) => row.count > 0 || row.previous > 0);
  if (!shown.length) return fill(node, stateBox("empty", t("board.none")));
  const most = Math.max(...shown.map((row) => Math.max(row.count, row.previous ?? 0)));
  const list = el("ul", { class: "bars" });
  const more = el("button", { type: "button", class: "button button--quiet", hidden: shown.length <= FIRST });
  let isShort = true;
  const show = () => {
    fill(
      list,
      shown.slice(0, isShort ? FIRST : undefined).map((row) => el("li", {}, bar(row, most, onOpen))),
    );
    more.textContent = isShort ? t("board.more", { n: number(shown.length) }) : t("board.less");
  };
  more.addEventListener("click", () => {
    isShort = !isShort;
    show();
  });
  show();
  return fill(node, list, el("p", { class: "u-quiet bars__legend" }, t("board.legend_previous")), more);
}

function bar(row, most, onOpen) {
  const name = text(row.name);
  const share = (value) => `${Math.max(0, Math.min(100, (100 * value) / most))}%`;
  const before = row.previous ?? 0;
  return el(
    "button",
    { type: "button", class: "bar", "data-of": row.of, onclick: () => onOpen(row.of, name, row.count) },
    el("span", { class: "bar__name", title: name }, name),
    svg(
      "svg",
      { class: "bar__track", "aria-hidden": "true" },
      svg("rect", { class: "bar__fill", x: 0, y: 1, width: share(row.count), height: 10, rx: 2 }),
      svg("line", { class: "bar__before", x1: share(before), x2: share(before), y1: -1, y2: 13 }),
    ),
    el(
      "span",
      { class: "bar__value" },
      number(row.count),
      " ",
      el("small", {}, el("span", { class: "u-hidden" }, t("board.previous")), ` (${number(row.previous)})`),
    ),
  );
}
