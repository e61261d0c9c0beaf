/** The time line below the map: a slider that plays, and a chart whose brush is the window of all layers. */

import { fetchTimeline, isCancelled } from "./api.js";
import { fill, troubleBox } from "./dom.js";
import { number, t } from "./i18n.js";
import { changeFilter, filterQuery } from "./state.js";
import { buildChart } from "./timeline/chart.js";
import { buildControls } from "./timeline/controls.js";
import { dayNumber, isSame, sumOf } from "./timeline/days.js";
import { periodOf } from "./timeline/frame.js";
import { buildClock, onOtherAction, wantsStillness } from "./timeline/play.js";
import { barsOf, buildWalk } from "./timeline/walk.js";
import { chartWords, daysWords, stillWords } from "./timeline/words.js";

const REST_MS = 300;

/**
 * Build the time line into a node; it follows the store while that says it is open.
 * @param {{page: object, store: object, frame: object, titleOf: Function, isDrawn: () => boolean, onMove: (window: object, n: number|null) => void, onRest: () => void, onClose: () => void}} wishes
 *   `onMove` hears each window on the way and how many incidents it has (null: not known); `onRest` that one stands
 */
export function buildTimeline(node, { page, store, frame, titleOf, isDrawn, onMove, onRest, onClose }) {
  const manner = () => store.get().timeline;
  const walk = buildWalk(frame, manner);
  const isPublic = page.role === "public";
  let bars = [];
  let counted = null;
  let asked = "";
  let shownStep = "";
  let restTimer = 0;

  const controls = buildControls(page, wantsStillness(), {
    onPlay: () => (clock.isRunning() ? clock.stop() : play()),
    onWalk: (by) => moveTo(walk.windowAt(Math.max(walk.least(), walk.position() + by)), true),
    onSlide: (at) => moveTo(walk.windowAt(at)),
    onSlid: restSoon,
    onStep: (step) => setManner({ step }),
    onMode: changeMode,
    onClose() {
      clock.stop();
      rest();
      onClose();
    },
  });
  const chart = buildChart(controls.chart, { wordsOf: daysWords, onBrush: brush, onBrushed: restSoon });
  const clock = buildClock({ onStep: stepOn, onStop: rest, isDrawn, speed: controls.speed });
  fill(node, controls.node);
  onOtherAction(controls.playing, clock.stop);

  function setManner(patch) {
    store.set({ timeline: { ...manner(), ...patch } });
    walk.keepLength();
  }

  function changeMode(mode) {
    setManner({ mode });
    const { span, window } = frame.get();
    if (mode === "upto") moveTo({ first: span.first, last: window.last }, true);
  }

  function brush(from, to) {
    const [first, last] = from <= to ? [from, to] : [to, from];
    moveTo({ first: manner().mode === "upto" ? frame.get().span.first : bars[first].first, last: bars[last].last });
    walk.keepLength();
  }

  function play() {
    moveTo(walk.windowAt(walk.isAtEnd() ? walk.least() : walk.position() + 1));
    clock.start();
    controls.showPlaying(true);
  }

  function stepOn() {
    if (walk.position() >= walk.stops().length - 1) return false;
    moveTo(walk.windowAt(walk.position() + 1));
    return true;
  }

  /** Stand at a window on the way; with `isLast` it goes into the filter once nothing more comes. */
  function moveTo(window, isLast = false) {
    frame.move(window);
    document.documentElement.dataset.moving = "";
    show();
    onMove(window, numberIn(window));
    if (isLast) restSoon();
  }

  function restSoon() {
    clearTimeout(restTimer);
    restTimer = setTimeout(() => !clock.isRunning() && rest(), REST_MS);
  }

  /** The window goes into the filter: counts, lists, files and the address say the same. */
  function rest() {
    clearTimeout(restTimer);
    controls.showPlaying(false);
    if (!frame.isMoving()) return;
    const { window } = frame.get();
    frame.move(null);
    delete document.documentElement.dataset.moving;
    changeFilter(store, periodOf(window));
    onRest();
  }

  /** How many incidents lie in a window; of small numbers the public does not learn. */
  function numberIn(window) {
    return counted && !isPublic ? sumOf(counted.counts, window) : null;
  }

  function show() {
    if (!manner()) return;
    const { window } = frame.get();
    const n = numberIn(window);
    const days = daysWords(window);
    const words = n === null ? days : t("timeline.window", { days, n: number(n) });
    const most = walk.stops().length - 1;
    controls.show({ ...manner(), words, least: walk.least(), most, at: walk.position() });
    chart.mark(window);
  }

  /** Follow the filter: other counts for the chart, another span where the period is now outside. */
  function follow() {
    if (!manner()) return clock.stop();
    const { span } = frame.get();
    const named = periodOf(span);
    if (manner().from !== named.from || manner().to !== named.to) return store.set({ timeline: { ...manner(), ...named } });
    if (!frame.isMoving() && !isSame(walk.windowAt(walk.position()), frame.get().window)) walk.keepLength();
    show();
    say();
    return count();
  }

  async function count() {
    const { span } = frame.get();
    const query = filterQuery({ ...store.get().filter, ...periodOf(span) }).toString();
    if (query === asked) return manner().step !== shownStep ? showChart() : undefined;
    asked = query;
    counted = null; // numbers of another filter would be wrong ones
    show();
    controls.chart.setAttribute("aria-busy", "true");
    try {
      const found = await fetchTimeline(query);
      counted = { ...found, counts: found.counts.map(([day, n]) => [dayNumber(day), n]) };
      fill(controls.trouble);
      showChart();
    } catch (error) {
      if (isCancelled(error)) return;
      asked = "";
      fill(controls.trouble, troubleBox(error, t("state.offline"), count));
    }
    controls.chart.removeAttribute("aria-busy");
  }

  function showChart() {
    if (!manner() || !counted) return;
    shownStep = manner().step;
    const { span } = frame.get();
    const cut = barsOf(span, isPublic ? "month" : manner().step);
    bars = cut.bars;
    chart.show(bars, counted.counts, t(`timeline.chart_${cut.unit}`));
    say();
    show();
  }

  function say() {
    if (!counted) return;
    const { filter, layers } = store.get();
    const { span } = frame.get();
    const { unit } = barsOf(span, isPublic ? "month" : manner().step);
    const few = isPublic ? ` ${t("timeline.few")}` : "";
    controls.say(chartWords({ unit, span, touching: counted.filters, filter, titleOf }) + few, stillWords(page, layers));
  }

  store.subscribe((_state, changed) => {
    if (["filter", "timeline", "layers"].some((key) => changed.has(key))) queueMicrotask(follow);
  });
  queueMicrotask(() => {
    walk.keepLength();
    follow();
  });
  return { stop: clock.stop };
}
