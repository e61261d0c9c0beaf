/** The analyses of the filter, and the counts with them; what the server is still making is followed. */

import { fetchShownRuns, isCancelled } from "./api.js";
import { troubleBox } from "./dom.js";
import { t } from "./i18n.js";
import { later } from "./later.js";
import { wideQuery } from "./state.js";

const SOON_MS = 400;

/**
 * Analyses are asked for by what of the filter does not hang on where the map stands.
 * @param {HTMLElement} panel where it is said that they are being made
 * @param {{page: object, store: object, legend: object, total: object, onRuns: (runs: Record<string, number>|null) => void}} wishes
 */
export function buildAnalyses(panel, { page, store, legend, total, onRuns }) {
  const needsRuns = page.layers.some((layer) => layer.needs_run);
  const leastZooms = new Map(page.layers.filter((layer) => layer.needs_run && !layer.run).map((layer) => [layer, layer.min_zoom]));
  const query = () => wideQuery(store.get().filter).toString();
  let [analysed, work] = ["", null];

  /** Analyses of the filter and the counts with them; the counts alone first where analyses take their time. */
  async function show() {
    const asked = query();
    analysed = asked;
    work?.remove();
    work = null;
    onRuns(null);
    legend.setRuns(null);
    if (!needsRuns) return void total.count();
    total.wait();
    const slow = setTimeout(total.count, SOON_MS);
    let found = { runs: {}, from_zoom: {}, counted: {} };
    try {
      found = await fetchShownRuns(asked);
    } catch (error) {
      if (isCancelled(error) || asked !== analysed) return;
      work = troubleBox(error, t("state.offline"), show);
      panel.prepend(work);
    } finally {
      clearTimeout(slow);
    }
    await take(found, Boolean(found.job));
    if (found.job && asked === analysed) await follow(found, asked);
  }

  async function take({ runs, from_zoom: from, counted }, isMoreComing) {
    for (const [layer, least] of leastZooms) layer.min_zoom = Math.max(least, from[layer.needs_run] ?? 0);
    onRuns(runs);
    await total.count();
    legend.setRuns(runs, isMoreComing, counted);
  }

  /** Say that they are being made, and take them in when they are there. */
  async function follow(found, asked) {
    const { followAnalyses } = await later(import("./analyses_made.js"));
    if (asked !== analysed || work) return;
    work = followAnalyses(asked, found, (now) => take(now, false));
    panel.prepend(work);
  }

  return {
    show,
    /** Whether the analyses are those of the filter as it stands. */
    areOf: (filter) => wideQuery(filter).toString() === analysed,
  };
}
