/** The legends of a comparison: the classes that both maps share, and the signs of change. */

import { el, fill } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { changeTone, signOf, toneOf } from "./maps.js";

/**
 * @param {HTMLElement} node
 * @param {{breaks: number[], per: object}} found
 */
export function showLegends(node, { breaks, per }) {
  const classes = breaks.length + 1;
  const words = (n) => {
    if (classes === 1) return "> 0";
    if (n === 1) return `≤ ${number(breaks[0], 2)}`;
    return n === classes ? `> ${number(breaks.at(-1), 2)}` : `${number(breaks[n - 2], 2)} – ${number(breaks[n - 1], 2)}`;
  };
  const numbers = Array.from({ length: classes }, (_, at) => at + 1);
  fill(
    node,
    el("div", {}, t("compare.legend", { per: text(per) }), el("ul", {}, line(null, t("compare.none")), numbers.map((n) => line(() => toneOf(n, classes), words(n))))),
    el("div", {}, t("compare.change"), el("ul", {}, ["more", "fewer"].map((each) => line(() => changeTone(each), `${signOf(each)} ${t(`compare.${each}`)}`)), line(null, t("compare.unclear_pale")))),
  );
}

function line(tone, words) {
  const swatch = el("span", { class: "compare__swatch", "aria-hidden": "true" });
  const paint = () => (swatch.style.background = tone?.() ?? "");
  paint();
  document.addEventListener("themechange", paint);
  return el("li", {}, swatch, words.trim());
}
