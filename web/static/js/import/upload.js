/** An uploaded file as the steps see it: what is known of it, what was said, and the check at work. */

import { fetchJob } from "../api.js";
import { fetchUpload, sayOfUpload, startWork } from "../api_imports.js";
import { el, fill, troubleBox } from "../dom.js";
import { t } from "../i18n.js";
import { followJob, hasEnded, jobBar } from "../jobs.js";

const WAITING = { state: "queued", fraction: 0, stage: null, tries: 0, error: null };

/**
 * Hold the state of an upload; listeners hear each change.
 * @param {object} first as the page brought it
 * @param {HTMLElement} work where progress and trouble are shown
 */
export function createUpload(first, work) {
  let state = first;
  let running = null;
  const following = new AbortController();
  const listeners = new Set();
  const tell = (next) => {
    state = next;
    for (const listener of listeners) listener(state);
  };

  /** Say something of the file, in the form of the server: {said: {...}, layer: "..."}. */
  async function say(body) {
    try {
      tell(await sayOfUpload(state.id, body));
      fill(work);
      return true;
    } catch (error) {
      fill(
        work,
        troubleBox(error, t("state.offline"), () => say(body)),
      );
      return false;
    }
  }

  /** Have the file checked with what was said; a check that is no longer wanted is left alone. */
  async function check() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const bar = jobBar({ ...WAITING, id: 0 });
      fill(work, el("div", { class: "card import__job" }, bar));
      const { job } = await startWork(state.id, "check");
      const ended = await followJob(job, bar.show, signal);
      const next = await fetchUpload(state.id);
      if (ended.state === "done") fill(work);
      tell(next);
    } catch (error) {
      if (signal.aborted) return;
      fill(work, troubleBox(error, t("state.offline"), check));
    }
  }

  /**
   * Follow the job that is at work with this file already, begun here before or by somebody else.
   * @returns {Promise<object|null>} the ended job; null where none was at work
   */
  async function resume() {
    if (!state.job) return null;
    const { signal } = following;
    try {
      const job = await fetchJob(state.job);
      if (signal.aborted || hasEnded(job)) return null;
      const bar = jobBar(job);
      fill(work, el("div", { class: "card import__job" }, bar));
      const ended = await followJob(job.id, bar.show, signal);
      const next = await fetchUpload(state.id);
      if (signal.aborted) return null;
      if (ended.state === "done") fill(work);
      tell(next);
      return ended;
    } catch (error) {
      if (signal.aborted) return null;
      fill(work, troubleBox(error, t("state.offline"), resume));
      return null;
    }
  }

  /** Have what stands checked, where nothing at work does so and no check holds. */
  async function checkIfNeeded() {
    await resume();
    if (!state.is_checked && state.state !== "loaded") await check();
  }

  /** What was at work before shows itself no more: the place belongs to what somebody has begun. */
  function leave() {
    following.abort();
    running?.abort();
  }

  return {
    leave,
    isLeft: () => following.signal.aborted,
    get: () => state,
    subscribe: (listener) => listeners.add(listener),
    say,
    check,
    resume,
    checkIfNeeded,
    /** Say something and check anew: where the next question hangs on the answer. */
    answer: async (body) => (await say(body)) && check(),
  };
}

/** Address of a step of an upload. */
export const stepAddress = (id, step) => `/import/${id}/${step}?${new URLSearchParams({ ward: wardCode() })}`;

/** Address of a page of the ward that the page is about. */
export const wardAddress = (path, more = {}) =>
  `${path}?${new URLSearchParams({ ward: wardCode(), ...more })}`;

const wardCode = () => JSON.parse(document.getElementById("page-data").textContent).ward.code;
