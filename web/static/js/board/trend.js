/** Incidents by month as stacked bars, with a table that says the same. */

import { el, fill, svg } from "../dom.js";
import { month, number, t, text } from "../i18n.js";
import { swatch } from "../legend.js";

const [HEIGHT, LEFT, BOTTOM, TOP] = [236, 36, 42, 18];
const FIELDS = ["ttdt", "ttxd", "vsmt"];

/** @param {object[]} trend @param {object[]} classes legend classes of the incidents layer */
export function showTrend(node, trend, classes, onOpen) {
  const titles = Object.fromEntries(classes.map((style) => [style.value, text(style.title)]));
  const shown = FIELDS.filter((field) => trend.some((each) => each.fields[field] !== undefined));
  const legend = el(
    "ul",
    { class: "legend trend__legend" },
    classes
      .filter((style) => shown.includes(style.value))
      .map((style) => el("li", {}, swatch("point", style), text(style.title))),
  );
  const details = el(
    "details",
    { class: "disclosure" },
    el("summary", {}, t("board.as_table")),
    monthTable(trend, shown, titles, onOpen),
  );
  const frame = el("div", {});
  fill(node, legend, frame, details);
  followWidth(frame, (width) => fill(frame, chart(trend, shown, titles, onOpen, width)));
}

/** Draw in the width of a frame, and again when that changes, so that letters keep their size. */
export function followWidth(frame, draw) {
  let before = 0;
  const follow = (width) => {
    if (Math.abs(width - before) < 2) return;
    before = width;
    draw(Math.max(280, width));
  };
  // Once the frame has its place, not a frame later: nothing moves after the page has said that it is ready.
  queueMicrotask(() => follow(frame.clientWidth));
  new ResizeObserver(([{ contentRect }]) => follow(contentRect.width)).observe(frame);
}

function chart(trend, shown, titles, onOpen, width) {
  const top = niceTop(Math.max(2, ...trend.map((each) => each.total)));
  const y = (value) => HEIGHT - BOTTOM - (value / top) * (HEIGHT - BOTTOM - TOP);
  const step = (width - LEFT) / trend.length;
  const lines = [0, top / 2, top].map((value) => [
    svg("line", { x1: LEFT, x2: width, y1: Math.round(y(value)) + 0.5, y2: Math.round(y(value)) + 0.5 }),
    svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, number(value)),
  ]);
  const months = trend.map((each, i) => monthLabel(each, i, LEFT + (i + 0.5) * step));
  const bars = trend.map((each, i) => bar(each, shown, titles, { x: LEFT + i * step, step, y }, onOpen));
  return svg(
    "svg",
    {
      class: "chart",
      viewBox: `0 0 ${width} ${HEIGHT}`,
      height: HEIGHT,
      role: "group",
      "aria-label": t("board.trend"),
    },
    lines,
    bars,
    months,
  );
}

function bar(each, shown, titles, { x, step, y }, onOpen) {
  const wide = Math.min(44, step * 0.62);
  const left = x + (step - wide) / 2;
  let below = 0;
  const parts = shown.map((field) => {
    const from = y(below);
    below += each.fields[field] ?? 0;
    return svg("rect", {
      class: `chart__part fill-${field}`,
      x: left,
      width: wide,
      y: y(below),
      height: Math.max(0, from - y(below) - 0.75),
    });
  });
  const name = `${month(each.month)}: ${number(each.total)} (${shown.map((field) => `${titles[field]} ${number(each.fields[field] ?? 0)}`).join(", ")})`;
  const open = () => onOpen(each.of, month(each.month), each.total);
  return svg(
    "g",
    {
      class: "chart__bar",
      role: "button",
      tabindex: "0",
      "aria-label": name,
      "data-outside": !each.in_period,
      "data-of": each.of,
      onclick: open,
      onkeydown(event) {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          open();
        }
      },
    },
    svg("rect", { class: "chart__hit", x, width: step, y: TOP - 12, height: HEIGHT - TOP + 10 }),
    parts,
    svg(
      "text",
      { class: "chart__strong", x: x + step / 2, y: y(each.total) - 4, "text-anchor": "middle" },
      number(each.total),
    ),
  );
}

/** The month below a bar, with the year where one begins. */
function monthLabel({ month: value }, i, x) {
  const line = (words, y) =>
    svg("text", { x, y: HEIGHT - BOTTOM + y, "text-anchor": "middle", "aria-hidden": "true" }, words);
  return [
    line(month(value, true), 16),
    i === 0 || value.endsWith("-01") ? line(value.slice(0, 4), 31) : null,
  ];
}

/** The next round number above a maximum that halves well. */
export function niceTop(most) {
  const unit = 10 ** Math.floor(Math.log10(most));
  return [1, 2, 4, 6, 8, 10].map((factor) => factor * unit).find((top) => top >= most) ?? most;
}

function monthTable(trend, shown, titles, onOpen) {
  const head = [t("board.month"), ...shown.map((field) => titles[field]), t("board.all_fields")];
  const rows = trend.map((each) =>
    el(
      "tr",
      {},
      el(
        "th",
        { scope: "row" },
        el(
          "button",
          {
            type: "button",
            class: "table__open",
            onclick: () => onOpen(each.of, month(each.month), each.total),
          },
          month(each.month),
        ),
      ),
      shown.map((field) => el("td", { class: "is-number" }, number(each.fields[field] ?? 0))),
      el("td", { class: "is-number" }, number(each.total)),
    ),
  );
  return el(
    "div",
    { class: "table-wrap" },
    el(
      "table",
      { class: "table" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          head.map((words, i) => el("th", { scope: "col", class: i ? "is-number" : null }, words)),
        ),
      ),
      el("tbody", {}, rows),
    ),
  );
}
