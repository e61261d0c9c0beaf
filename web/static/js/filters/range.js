/** A range of numbers: a small histogram, two handles on it, and two boxes to type the ends in. */

import { el, fill, svg } from "../dom.js";
import { number, t } from "../i18n.js";
import { endsOf } from "./clauses.js";

const HEIGHT = 40;
const STEPS = 200;

/**
 * @param {{title: string, isWhole: boolean, value: string, facet: {low: number, high: number, n: number, bins: number[]}, onChange: (value: string) => void}} wishes
 */
export function buildRange({ title, isWhole, value, facet, onChange }) {
  const { low, high, n, bins } = facet;
  const step = isWhole ? 1 : niceStep(high - low);
  // A handle moves by whole steps from the low end: its last one reaches the high end, and counts as it.
  const last = low + Math.ceil((high - low) / step - 1e-9) * step;
  const valueOf = (each) => Math.min(high, Number(each.value));
  const [from, to] = endsOf(value);
  const error = el("span", { class: "field__error", role: "alert" });
  const typed = [typedEnd(t("filter.fields_from", { name: title }), from, low), typedEnd(t("filter.fields_to", { name: title }), to, high)];
  const handles = [handle("from", from === "" ? low : Number(from)), handle("to", to === "" ? high : Number(to))];
  const bars = svg("svg", { class: "range__bars", viewBox: `0 0 ${bins.length} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" });

  function handle(name, at) {
    return el("input", { type: "range", class: "range__handle", "data-end": name, min: low, max: last, step, value: at >= high ? last : Math.max(low, at), "aria-label": t(`filter.fields_${name}`, { name: title }) });
  }
  function typedEnd(label, at, limit) {
    return el("input", { class: "input", type: "number", step: "any", inputmode: "decimal", value: at, placeholder: number(limit, Number.isInteger(limit) ? 0 : 2), "aria-label": label });
  }
  const draw = () => {
    const [least, most] = handles.map(valueOf);
    for (const each of handles) each.setAttribute("aria-valuetext", number(valueOf(each), isWhole ? 0 : 2));
    const top = Math.max(...bins, 1);
    const width = (high - low) / bins.length;
    fill(bars, bins.map((count, at) => {
      const tall = count ? Math.max(2, (count / top) * HEIGHT) : 0;
      const isIn = low + (at + 1) * width >= least && low + at * width <= most;
      return svg("rect", { x: at + 0.08, width: 0.84, y: HEIGHT - tall, height: tall, class: isIn ? "range__in" : "range__out" });
    }));
  };
  const words = (at, limit) => (Number(at) === limit ? "" : String(Number(at)));
  const commit = () => {
    const [least, most] = typed.map((each) => each.value.trim());
    const isWrong = least !== "" && most !== "" && Number(most) < Number(least);
    error.textContent = isWrong ? t("filter.fields_order", { name: title, low: number(Number(least), (least.split(".")[1] ?? "").length) }) : "";
    typed[1].toggleAttribute("aria-invalid", isWrong);
    if (!isWrong) onChange(least === "" && most === "" ? "" : `${least}..${most}`);
  };
  handles.forEach((each, at) => {
    each.addEventListener("input", () => {
      const other = handles[1 - at]; // the handles stop at each other
      const isPast = at ? Number(each.value) < Number(other.value) : Number(each.value) > Number(other.value);
      if (isPast) each.value = other.value;
      typed[at].value = words(valueOf(each), at ? high : low);
      draw();
    });
    each.addEventListener("change", commit);
  });
  for (const each of typed) each.addEventListener("change", commit);
  draw();
  return el("div", { class: "range" },
    el("div", { class: "range__track" }, bars, handles),
    el("div", { class: "range__ends" }, typed[0], el("span", { "aria-hidden": "true" }, "–"), typed[1]),
    error,
    el("span", { class: "field__help" }, t("filter.fields_rows", { n: number(n) })));
}

/** 1, 2 or 5 of a power of ten, about two hundred to the whole. */
function niceStep(span) {
  const power = 10 ** Math.floor(Math.log10(span / STEPS));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= span / STEPS);
}
