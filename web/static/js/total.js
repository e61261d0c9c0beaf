/** How many incidents the filter leaves, and in which period: the line above the panel. */

import { fetchCounts, isCancelled } from "./api.js";
import { el, fill, troubleBox } from "./dom.js";
import { periodTitle } from "./filters/titles.js";
import { number, t, text } from "./i18n.js";
import { periodOf } from "./timeline/frame.js";

/**
 * Build the line; its counts go to the legend and the filters as well.
 * @param {HTMLElement} line
 * @param {{page: object, store: object, legend: object, filters: object, timeline: {isMoving: () => boolean}, query: () => URLSearchParams, onRetry: () => void, onReset: () => void}} wishes
 */
export function buildTotal(line, { page, store, legend, filters, timeline, query, onRetry, onReset }) {
  let counted = null;
  let [asking, isAwaited] = [0, false];
  const show = () => fill(line, linesOf(counted, page, store.get().filter));

  function wait() {
    isAwaited = true;
    line.setAttribute("aria-busy", "true");
  }

  async function count() {
    line.setAttribute("aria-busy", "true");
    isAwaited = false;
    asking += 1;
    try {
      counted = await fetchCounts(query());
      legend.setCounts(counted.layers, counted.classes);
      filters.setCounts(counted);
      if (timeline.isMoving()) return;
      show();
      document.documentElement.dataset.counts = counted.total ?? "few";
    } catch (error) {
      if (isCancelled(error)) return;
      legend.setCounts(null);
      fill(line, troubleBox(error, t("state.offline"), error.status === 400 ? null : onRetry, onReset));
    } finally {
      asking -= 1;
    }
    line.removeAttribute("aria-busy");
  }

  return {
    count,
    /** Counts are on their way, once it is known what is to be counted. */
    wait,
    /** While the time line moves the total goes with it, by its own counts; nobody is told each step aloud. */
    move(window, n) {
      line.setAttribute("aria-busy", "true");
      const say = (name, words) => line.querySelector(name)?.replaceChildren(words);
      say(".total__number", n === null ? "…" : t("map.total", { n: number(n) }));
      say(".total__period", periodTitle(page, periodOf(window)));
    },
    /** Where it stands again the counts are those of the filter, also where that has not changed. */
    rest() {
      if (asking || isAwaited || !counted) return;
      show();
      line.removeAttribute("aria-busy");
    },
  };
}

function linesOf({ total, boundaries, unplaced, rounded_to: step }, page, filter) {
  const none = t(step === null ? "map.total_untold" : "map.total_few");
  const words = total === null || total === undefined ? none : t("map.total", { n: number(total) });
  return [
    el("strong", { class: "total__number" }, words),
    " ",
    el("span", { class: "total__period" }, periodTitle(page, filter)),
    page.epochs.length > 1 || filter.areas
      ? el("span", { class: "total__areas", id: "areas-words" }, text(boundaries.words))
      : null,
    step && !page.share ? el("span", { class: "total__areas", id: "rounded-words" }, t("map.rounded", { n: number(step) })) : null,
    unplaced ? unplacedWords(unplaced, page) : null,
  ];
}

/** How many incidents the total does not hold because nobody knows where they lie; a link for who may place them. */
function unplacedWords(waiting, page) {
  const words = t("map.unplaced", { n: number(waiting) });
  const mayPlace = !page.share && ["inspector", "supervisor", "admin"].includes(page.role);
  const href = `/unplaced?${new URLSearchParams({ ward: page.ward.code })}`;
  return el("span", { class: "total__areas", id: "unplaced-words" }, mayPlace ? el("a", { href }, words) : words);
}
