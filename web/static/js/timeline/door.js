/** The button that opens the time line below the map; the rest of it is loaded when it is first opened. */

import { iconButton, toast } from "../dom.js";
import { t } from "../i18n.js";
import { buildFrame, firstStep, openingSpan, periodOf, spanOf } from "./frame.js";
import { later } from "../later.js";

/**
 * @param {{page: object, store: object, titleOf: Function, parts: () => object|null, onMove: Function, onRest: () => void}} wishes
 * @returns {{frame: () => object|null, isMoving: () => boolean, stop: () => void}}
 */
export function buildTimelineDoor({ page, store, titleOf, parts, onMove, onRest }) {
  const frame = buildFrame(page, store);
  const node = document.getElementById("timeline");
  const stage = document.getElementById("map");
  let line = null;
  // A shared view keeps its period, or follows the filter: days would tell of rows.
  if (!frame.known || page.share) return { frame: () => null, isMoving: () => false, stop: () => undefined };

  const button = iconButton(t("timeline.open"), "clock", () => (store.get().timeline ? close() : open()));
  button.id = "open-timeline";
  button.setAttribute("aria-controls", "timeline");
  document.getElementById("show-ward").after(button);

  const show = () => {
    const isOpen = Boolean(store.get().timeline);
    node.hidden = !isOpen;
    button.setAttribute("aria-expanded", String(isOpen));
    if (isOpen) load();
  };

  function open() {
    const span = openingSpan(page, spanOf(store.get().filter, frame.known), frame.known);
    store.set({ timeline: { ...periodOf(span), step: firstStep(page, span), mode: "window" } });
  }

  /** What is seen stays: the window is the period of the filter, and its chip takes it off. */
  function close() {
    line?.stop();
    store.set({ timeline: null });
    button.focus();
  }

  async function load() {
    if (line) return;
    line = { stop: () => undefined };
    try {
      const { buildTimeline } = await later(import("../timeline.js"));
      line = buildTimeline(node, {
        page,
        store,
        frame,
        titleOf,
        isDrawn: () => !parts() || parts().grid.pending === 0,
        onRest,
        onClose: close,
        onMove(window, n) {
          parts()?.update();
          onMove(window, n);
        },
      });
    } catch {
      line = null;
      toast(t("state.offline"));
    }
  }

  /** The map gives the time line its room: Leaflet hears of its own window only. */
  new ResizeObserver(() => parts()?.map.invalidateSize({ animate: false, pan: false })).observe(stage);
  new ResizeObserver(() => node.parentElement.style.setProperty("--timeline-height", `${node.offsetHeight}px`)).observe(node);
  store.subscribe((_state, changed) => changed.has("timeline") && show());
  show();
  return { frame: frame.get, isMoving: frame.isMoving, stop: () => line?.stop() };
}
