/** Analyses that the server is making: says so, how far they are, what stands meanwhile, and how it ends. */

import { fetchShownRuns, isCancelled } from "./api.js";
import { el, fill, note, troubleBox } from "./dom.js";
import { moment, t } from "./i18n.js";
import { hasEnded, jobBar } from "./jobs.js";

const FIRST_PAUSE = 300;
const LONGEST_PAUSE = 2000;

/**
 * @param {string} query what was asked
 * @param {object} found the server's first answer: `runs`, `made_at`, `job`, `is_worked_on`
 * @param {(now: {runs: Record<string, number>, from_zoom: Record<string, number>}) => void} onNews hears of what stands once nothing more will come
 * @returns {HTMLElement} what is said; taken away when the results are there
 */
export function followAnalyses(query, found, onNews) {
  const words = el("p", { class: "u-quiet", role: "status" });
  const place = el("div", {});
  const node = el("section", { class: "panel__note u-stack", id: "analyses-made" }, words, place);
  let bar = null;
  run(found);

  async function run(now) {
    let pause = FIRST_PAUSE;
    while (now.job && !hasEnded(now.job)) {
      show(now);
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 1.3, LONGEST_PAUSE);
      if (!node.isConnected) return;
      now = await askAgain(now);
      if (!now) return;
    }
    if (now.job) return end(now);
    node.remove();
    onNews(now);
  }

  /** What the server says now; a network that is away for a while is waited for; null: all is over. */
  async function askAgain(now) {
    try {
      return await fetchShownRuns(`${query}&job=${now.job.id}`);
    } catch (error) {
      if (isCancelled(error)) return null;
      if (error.status === 0) return now;
      fill(place, troubleBox(error, t("state.offline"), () => followOn(now)));
      onNews(now);
      return null;
    }
  }

  function show(now) {
    words.textContent = now.made_at ? t("analyses.older", { at: moment(now.made_at) }) : t("analyses.being_made");
    if (bar?.dataset.job === String(now.job.id)) bar.show(now.job);
    else bar = jobBar(now.job);
    const alone = now.is_worked_on ? null : note(t("analyses.no_worker"), "warning");
    if (place.firstChild !== bar || Boolean(place.querySelector(".note--warning")) !== Boolean(alone)) fill(place, bar, alone);
    node.dataset.state = now.job.state;
  }

  /** It failed, or somebody stopped it: what stands is told, and a way to have it made after all. */
  function end(now) {
    show(now);
    words.textContent = now.made_at ? t("analyses.stays", { at: moment(now.made_at) }) : t("analyses.none");
    const button = el("button", { type: "button", class: "button", onclick: again(now) }, t("analyses.again"));
    place.append(button);
    onNews(now);
  }

  function followOn(now) {
    fill(place);
    bar = null;
    run(now);
  }

  const again = (now) => async () => {
    fill(place);
    try {
      bar = null;
      run(await fetchShownRuns(`${query}&after=${now.job.id}`));
    } catch (error) {
      if (!isCancelled(error)) fill(place, troubleBox(error, t("state.offline"), again(now)));
    }
  };

  return node;
}
