/** Bars of incidents through time; a brush over them, by pointer or by arrow keys, is the window of the map. */

import { followWidth } from "../board/trend.js";
import { fill, svg } from "../dom.js";
import { number, t } from "../i18n.js";
import { stopAt, sumOf } from "./days.js";

const HEIGHT = 56;
const TOP = 3;

/**
 * @param {HTMLElement} node
 * @param {{wordsOf: (span: object) => string, onBrush: (from: number, to: number) => void, onBrushed: () => void}} wishes
 *   `onBrush` hears the bars between which the brush stands, the end that moves last
 */
export function buildChart(node, wishes) {
  let bars = [];
  let counts = [];
  let shown = null;
  let width = 0;
  let nodes = [];
  let label = "";
  const draw = () => {
    if (!width || !bars.length) return;
    const totals = bars.map((bar) => sumOf(counts, bar));
    const scale = { most: Math.max(1, ...totals), step: width / bars.length };
    nodes = bars.map((bar, i) => barNode(i, totals[i], wishes.wordsOf(bar), scale));
    const chart = svg(
      "svg",
      { class: "timeline__bars", id: "timeline-bars", viewBox: `0 0 ${width} ${HEIGHT}`, height: HEIGHT, preserveAspectRatio: "none", role: "listbox", tabindex: "0", "aria-multiselectable": "true", "aria-orientation": "horizontal", "aria-label": label },
      nodes,
    );
    listen(chart, { range: () => rangeOf(bars, shown), bars: () => bars, width: () => width, ...wishes });
    const hadFocus = node.contains(document.activeElement);
    fill(node, chart);
    if (hadFocus) chart.focus({ preventScroll: true });
    mark();
  };
  const mark = () => {
    if (!nodes.length || !shown) return;
    const [from, to] = rangeOf(bars, shown);
    nodes.forEach((each, i) => each.setAttribute("aria-selected", String(i >= from && i <= to)));
    node.firstChild.setAttribute("aria-activedescendant", nodes[to].id);
  };
  followWidth(node, (wide) => {
    width = Math.round(wide);
    draw();
  });
  return {
    /** Draw these bars with the counts of days in them. */
    show(newBars, newCounts, newLabel) {
      [bars, counts, label] = [newBars, newCounts, newLabel];
      draw();
    },
    /** Mark the bars of a window. */
    mark(window) {
      shown = window;
      mark();
    },
  };
}

const rangeOf = (bars, { first, last }) => [stopAt(bars, first), stopAt(bars, last)];

function barNode(i, n, days, { most, step }) {
  const gap = step > 6 ? 2 : step > 3 ? 1 : 0;
  const tall = n ? Math.max(2, (n / most) * (HEIGHT - TOP)) : 0;
  const words = t("timeline.bar", { days, n: number(n) });
  return svg(
    "g",
    { class: "timeline__bar", role: "option", id: `timeline-bar-${i}`, "aria-label": words, "aria-selected": "false", "data-n": n },
    svg("title", {}, words),
    svg("rect", { class: "timeline__slot", x: i * step, y: 0, width: step, height: HEIGHT }),
    svg("rect", { class: "timeline__fill", x: i * step + gap / 2, y: HEIGHT - tall, width: Math.max(0.5, step - gap), height: tall }),
  );
}

function listen(chart, { range, bars, width, onBrush, onBrushed }) {
  let anchor = null;
  const at = ({ clientX }) => {
    const box = chart.getBoundingClientRect();
    const x = ((clientX - box.left) / box.width) * width();
    return Math.max(0, Math.min(bars().length - 1, Math.floor((x / width()) * bars().length)));
  };
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    anchor = event.shiftKey ? range()[0] : at(event);
    chart.setPointerCapture(event.pointerId);
    onBrush(anchor, at(event));
  });
  chart.addEventListener("pointermove", (event) => anchor !== null && onBrush(anchor, at(event)));
  for (const kind of ["pointerup", "pointercancel"])
    chart.addEventListener(kind, () => {
      if (anchor === null) return;
      anchor = null;
      onBrushed();
    });
  chart.addEventListener("keydown", (event) => {
    const to = keyRange(event, range(), bars().length);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    onBrush(...to);
    onBrushed();
  });
}

/** Where a key takes the brush: arrows move it, with Shift its end alone; Home and End; Escape: all. */
export function keyRange({ key, shiftKey }, [from, to], n) {
  const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[key];
  const last = n - 1;
  if (key === "Escape") return from === 0 && to === last ? null : [0, last];
  if (key === "Home") return shiftKey ? [from, from] : [0, to - from];
  if (key === "End") return shiftKey ? [from, last] : [last - (to - from), last];
  if (!step) return null;
  if (shiftKey) return [from, Math.max(from, Math.min(last, to + step))];
  if (from === 0 && to === last) return step > 0 ? [0, 0] : [last, last];
  const by = Math.max(-from, Math.min(last - to, step));
  return [from + by, to + by];
}

