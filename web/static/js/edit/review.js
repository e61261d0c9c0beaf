/** What a save would do, shown before it is done; the save; its undo; what was refused. */

import { fetchLayerVersions, undoEdit } from "../api_edit.js";
import { el, toast } from "../dom.js";
import { t, text } from "../i18n.js";
import { differenceList } from "./difference.js";

const GONE = ["remove", "close"];

/**
 * @typedef {{work: object, sketch: object, ask: (isPlan: boolean) => Promise<object>, back: () => void, blame: (field: string) => void, onReason: () => void, onConflict?: (error: object) => void, isDanger?: boolean}} Job
 * @param {{page: object, grid: object, frame: object, panel: HTMLElement, layersShown: () => string[], onSaved: (row: object|null) => void, stop: () => void}} parts
 * @returns {(job: Job) => Promise<void>}
 */
export function buildReview({ page, grid, frame, panel, layersShown, onSaved, stop }) {
  async function review(job) {
    frame.wait(true);
    try {
      showDifference(await job.ask(true), job);
    } catch (error) {
      refused(error, job);
    }
    frame.wait(false);
  }

  function showDifference(plan, job) {
    const { work } = job;
    job.sketch.compare(plan.rows);
    const needed = { maxlength: "500", autocomplete: "off", required: work.needs_reason };
    const reason = el("input", { class: "input", id: "edit-reason", type: "text", ...needed });
    reason.value = work.reason;
    reason.addEventListener("input", () => {
      work.reason = reason.value;
      job.onReason();
    });
    const label = t(work.needs_reason ? "edit.reason_needed" : "edit.reason");
    frame.show("difference", t("edit.title"), t("edit.difference"), [
      differenceList(plan),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "edit-reason" }, label), reason),
    ], [
      button("edit-save", job.isDanger ? "button--danger" : "button--main", t(job.isDanger ? "edit.remove" : "edit.save"), () => keep(job)),
      button("edit-back", "", t("edit.back"), job.back),
    ]);
  }

  async function keep(job) {
    frame.wait(true);
    let done;
    try {
      done = await job.ask(false);
    } catch (error) {
      refused(error, job);
      return frame.wait(false);
    }
    stop();
    await redrawn();
    const words = t(`edit.saved_${done.action}`, { title: done.rows[0].title });
    toast(words, { words: t("edit.undo"), act: () => takeBack(done.edit) });
    const row = done.rows.find(({ action }) => !GONE.includes(action));
    return onSaved(row ? { layer: done.layer, id: row.id } : null);
  }

  async function takeBack(edit) {
    try {
      await undoEdit(edit);
      await redrawn();
      toast(t("edit.undone"));
      onSaved(null);
    } catch (error) {
      toast(error.words ? text(error.words) : t("state.offline"));
    }
  }

  /** Draw the layers as they are now: their versions have moved. */
  async function redrawn() {
    try {
      const { layers: now } = await fetchLayerVersions();
      const versions = new Map(now.map(({ name, version }) => [name, version]));
      for (const layer of page.layers) layer.version = versions.get(layer.name) ?? layer.version;
    } catch {
      return; // it is saved; only the picture is old until the page is loaded again
    }
    grid.update(layersShown());
  }

  function refused(error, job) {
    const { body } = error;
    if (error.status === 409 && body?.theirs && job.onConflict) return job.onConflict(error);
    const isReason = body?.field === "reason";
    if (panel.dataset.ready === "difference" && body?.field && !isReason) job.back();
    if (isReason) panel.querySelector("#edit-reason")?.focus();
    else if (body?.field) job.blame(body.field);
    return frame.trouble(error, t("state.offline"), () => review(job));
  }

  return review;
}

const button = (id, kind, words, onclick) => el("button", { type: "button", class: `button ${kind}`.trim(), id, onclick }, words);
