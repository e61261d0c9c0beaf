/** The picture: the treated place and its ring, step by step, beside what was to be expected. */

import { followWidth, niceTop } from "../board/trend.js";
import { el, fill, svg } from "../dom.js";
import { date, number, t } from "../i18n.js";

const [PANEL, LEFT, TOP, BOTTOM, GAP] = [150, 36, 34, 30, 26];

/** @param {object} found the answer of the server */
export function picture(found) {
  const frame = el("div", { class: "effect__picture" });
  followWidth(frame, (width) => fill(frame, chart(found, width)));
  const keys = ["before", "after"].map((side) => key(svg("rect", { class: "effect__bar", "data-side": side, width: 20, height: 14 }), t(`effect.key_${side}`)));
  const expected = key(svg("line", { class: "effect__expected", x1: 0, x2: 20, y1: 7, y2: 7 }), t("effect.key_expected"));
  return el("div", {}, frame, el("ul", { class: "effect__legend" }, keys, expected));
}

const key = (mark, words) =>
  el("li", {}, svg("svg", { class: "chart effect__key", viewBox: "0 0 20 14", "aria-hidden": "true" }, mark), words);

function chart(found, width) {
  const height = TOP + 2 * PANEL + GAP + BOTTOM;
  const step = (width - LEFT) / found.steps.length;
  const middle = LEFT + (width - LEFT) / 2;
  const panels = ["treated", "ring"].map((role, at) => panel(found, role, { top: TOP + at * (PANEL + GAP), width, step }));
  const below = TOP + 2 * PANEL + GAP;
  return svg(
    "svg",
    { class: "chart", viewBox: `0 0 ${width} ${height}`, height, role: "img", "aria-label": words(found) },
    panels,
    svg("line", { class: "effect__day", x1: middle, x2: middle, y1: TOP - 14, y2: below }),
    svg("text", { x: middle, y: TOP - 20, "text-anchor": "middle", class: "chart__strong" }, t("effect.day", { day: date(found.on) })),
    svg("text", { x: LEFT, y: below + 18 }, date(found.from)),
    svg("text", { x: width, y: below + 18, "text-anchor": "end" }, date(found.until)),
  );
}

function panel(found, role, { top, width, step }) {
  const scale = role === "treated" ? 1 : ringScale(found);
  const expected = found.steps.map((each) => (each.expected === null || scale === null ? null : each.expected * scale));
  const most = niceTop(Math.max(2, ...found.steps.map((each) => each[role]), ...expected.map((each) => each ?? 0)));
  const y = (value) => top + PANEL - (value / most) * (PANEL - 18);
  const wide = Math.min(44, step * 0.62);
  const bars = found.steps.map((each, at) =>
    svg(
      "rect",
      { class: "effect__bar", "data-side": each.side, x: LEFT + at * step + (step - wide) / 2, width: wide, y: y(each[role]), height: top + PANEL - y(each[role]) },
      svg("title", {}, `${date(each.from)} – ${date(each.until)}: ${number(each[role])}`),
    ),
  );
  const marks = expected.map((value, at) =>
    value === null ? null : svg("line", { class: "effect__expected", x1: LEFT + at * step + 2, x2: LEFT + (at + 1) * step - 2, y1: y(value), y2: y(value) }),
  );
  return svg(
    "g",
    {},
    [0, most].map((value) => [
      svg("line", { x1: LEFT, x2: width, y1: Math.round(y(value)) + 0.5, y2: Math.round(y(value)) + 0.5 }),
      svg("text", { x: LEFT - 6, y: y(value) + 4, "text-anchor": "end" }, number(value)),
    ]),
    bars,
    marks,
    svg("text", { x: LEFT + 2, y: top + 8, class: "effect__panel" }, t(`effect.${role}`)),
  );
}

/** The expected line of the ring is that of the treated place, as high as the ring was before. */
function ringScale({ roles }) {
  const before = (role) => roles.find((each) => each.role === role).before;
  return before("treated") ? before("ring") / before("treated") : null;
}

/** What the picture says, for those who do not see it. */
const words = ({ roles, on }) =>
  [t("effect.day", { day: date(on) }), ...roles.map((each) => `${t(`effect.${each.role}`)}: ${number(each.before)} → ${number(each.after)}`)].join("; ");
