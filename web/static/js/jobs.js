/** Long work on the server: follow it, show how far it is, and let a person stop it. */

import { cancelJob, fetchJob, isCancelled } from "./api.js";
import { el, fill, note } from "./dom.js";
import { t, text } from "./i18n.js";

const FIRST_PAUSE = 150;
const LONGEST_PAUSE = 1000;
const ENDED = ["done", "failed", "cancelled"];

/** @returns {boolean} whether nothing more happens with a job */
export const hasEnded = (job) => ENDED.includes(job.state);

/**
 * Follow a job to its end; a network that is away for a while is waited for.
 * @param {number} id
 * @param {(job: object) => void} [onChange] hears of the job each time it is asked for
 * @param {AbortSignal} [signal] stops the following, not the job
 * @returns {Promise<object>} the job once it is done, failed or cancelled
 */
export async function followJob(id, onChange = () => undefined, signal = undefined) {
  let pause = FIRST_PAUSE;
  for (;;) {
    signal?.throwIfAborted();
    try {
      const job = await fetchJob(id, signal);
      onChange(job);
      if (hasEnded(job)) return job;
    } catch (error) {
      if (isCancelled(error) || error.status !== 0) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(pause * 1.3, LONGEST_PAUSE);
  }
}

/**
 * A bar that says how far a job is, with a button that stops it. `node.show(job)` brings it up to date.
 * @param {object} job
 * @returns {HTMLElement & {show: (job: object) => void}}
 */
export function jobBar(job) {
  const words = el("span", { class: "job__stage" });
  const share = el("span", { class: "job__share u-number" });
  const bar = el("progress", { class: "progress", max: "1", "aria-label": t("job.progress") });
  const stop = el("button", { type: "button", class: "button", onclick: () => askToStop(node, stop) });
  const outcome = el("div", { class: "job__outcome", role: "status" });
  const node = el(
    "div",
    { class: "job" },
    el("div", { class: "job__head" }, words, share, stop),
    bar,
    outcome,
  );
  node.show = (now) => showJob(now, { node, words, share, bar, stop, outcome });
  node.show(job);
  return node;
}

/**
 * Show a job's bar in a node and follow the job to its end.
 * @returns {Promise<object>} the ended job
 */
export function watchJob(node, job, signal) {
  const bar = jobBar(job);
  fill(node, bar);
  return followJob(job.id, bar.show, signal);
}

async function askToStop(node, stop) {
  stop.disabled = true;
  stop.textContent = t("job.stopping");
  try {
    node.show(await cancelJob(node.dataset.job));
  } catch {
    stop.disabled = false;
    stop.textContent = t("job.stop");
  }
}

function showJob(job, parts) {
  const isEnded = hasEnded(job);
  parts.node.dataset.job = String(job.id);
  parts.node.dataset.state = job.state;
  parts.words.textContent = isEnded ? t(`job.${job.state}`) : stageOf(job);
  parts.share.textContent = isEnded ? "" : `${Math.round(job.fraction * 100)} %`;
  if (job.state === "queued") parts.bar.removeAttribute("value");
  else parts.bar.value = job.fraction;
  parts.bar.hidden = isEnded && job.state !== "done";
  parts.stop.hidden = isEnded || job.may_stop === false;
  parts.stop.disabled = job.is_cancelling;
  parts.stop.textContent = t(job.is_cancelling ? "job.stopping" : "job.stop");
  if (job.error && !parts.outcome.firstChild) fill(parts.outcome, note(text(job.error), "error"));
}

function stageOf(job) {
  if (job.is_cancelling) return t("job.stopping");
  if (job.state === "queued") return t(job.tries ? "job.again" : "job.queued");
  return text(job.stage) || t("job.running");
}
