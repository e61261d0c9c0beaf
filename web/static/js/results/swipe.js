/** Two runs side by side: the first left of a line, the second right of it; the line is moved by hand or keys. */

import { el } from "../dom.js";
import { t, text } from "../i18n.js";

const STEPS = 200;

/** Lay the line over the map of a page that shows two runs. */
export function buildSwipe(stage, { map, grid }, [first, second]) {
  const slider = el("input", {
    type: "range",
    class: "swipe__slider",
    id: "swipe",
    min: 0,
    max: STEPS,
    value: STEPS / 2,
    "aria-label": t("results.swipe"),
  });
  const line = el("div", { class: "swipe__line", "aria-hidden": "true" });
  const words = (layer, side) => el("span", { class: `swipe__name swipe__name--${side}` }, text(layer.run.period));
  const place = () => {
    const at = (Number(slider.value) / STEPS) * map.getSize().x;
    line.style.left = `${at}px`;
    slider.setAttribute("aria-valuetext", t("results.swipe_value", { n: Math.round((100 * Number(slider.value)) / STEPS) }));
    grid.splitAt(at);
  };
  let waiting = false;
  slider.addEventListener("input", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      place();
    });
  });
  map.on("moveend zoomend resize", place);
  stage.append(el("div", { class: "swipe" }, line, words(first, "left"), words(second, "right"), slider));
  place();
}
