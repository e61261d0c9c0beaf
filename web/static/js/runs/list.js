/** The stored runs: opened, kept, removed and brought back. */

import { fetchRuns, keepRun, removeRun, restoreRun } from "../api_runs.js";
import { el, fill, icon, stateBox, toast, troubleBox } from "../dom.js";
import { moment, number, t, text } from "../i18n.js";

const PAGE = 20;

/**
 * @param {HTMLElement} node
 * @param {HTMLInputElement} showRemoved
 * @param {(run: object) => string} addressOf
 */
export function buildRunList(node, showRemoved, addressOf) {
  let runs = [];
  let isAll = false;
  let turn = 0;
  const load = async () => {
    runs = [];
    await more();
  };
  const more = async () => {
    const query = new URLSearchParams({ limit: PAGE, removed: showRemoved.checked ? "1" : "0" });
    if (runs.length) query.set("before", runs.at(-1).id);
    turn += 1;
    const mine = turn;
    try {
      const found = await fetchRuns(query);
      if (mine !== turn) return; // asked for anew meanwhile: what comes then is shown
      isAll = found.length < PAGE;
      runs = [...runs, ...found];
      show();
      node.dataset.ready = "list";
    } catch (error) {
      if (mine !== turn) return;
      fill(node, troubleBox(error, t("state.offline"), load));
      node.dataset.ready = "error";
    }
  };
  const show = () => {
    if (!runs.length) return fill(node, showRemoved.checked ? noneRemoved() : noneYet());
    const items = runs.map((run) => item(run, addressOf, change));
    const button = el("button", { type: "button", class: "button button--quiet", onclick: more }, t("runs.more"));
    fill(node, el("ul", { class: "run-list" }, items), isAll ? null : button);
  };
  /** Do something to a run and show the list as it is then. */
  const change = async (action, words, undo) => {
    try {
      await action();
      toast(words, undo && { words: t("runs.undo"), act: () => change(undo, t("runs.restored")) });
      await load();
    } catch (error) {
      node.prepend(troubleBox(error, t("state.offline"), load));
    }
  };
  showRemoved.addEventListener("change", load);
  return load();
}

function item(run, addressOf, change) {
  const title = text(run.title);
  const names = { name: title, id: run.id };
  const buttons = run.removed_at
    ? [action("reset", "runs.restore_of", names, () => change(() => restoreRun(run.id), t("runs.restored")))]
    : [
        keepButton(run, names, change),
        action("close", "runs.remove_of", names, () =>
          change(() => removeRun(run.id), t("runs.removed", names), () => restoreRun(run.id)),
        ),
      ];
  const head = run.removed_at
    ? el("span", { class: "run-item__title" }, title)
    : el("a", { class: "run-item__title", href: addressOf(run) }, title);
  return el(
    "li",
    { class: "run-item", "data-run": run.id },
    el("div", {}, head, " ", run.is_kept ? el("span", { class: "tag tag--good" }, t("runs.kept")) : null),
    el("div", { class: "button-row" }, buttons),
    el("p", { class: "run-item__words" }, `${text(run.period)} · ${foundWords(run)}`),
    el("p", { class: "run-item__words" }, el("small", {}, bornWords(run))),
  );
}

const foundWords = (run) =>
  t("runs.found_of", { found: number(run.found), units: number(run.units), rows: number(run.input_rows) });

const bornWords = (run) =>
  run.removed_at
    ? t("runs.removed_by", { who: run.removed_by, when: moment(run.removed_at) })
    : t("runs.born", { id: run.id, who: run.created_by || "–", when: moment(run.created_at) });

function keepButton(run, names, change) {
  const key = run.is_kept ? "runs.release_of" : "runs.keep_of";
  const done = t(run.is_kept ? "runs.released" : "runs.kept_now");
  const button = action("check", key, names, () => change(() => keepRun(run.id, !run.is_kept), done));
  button.setAttribute("aria-pressed", String(run.is_kept));
  return button;
}

function action(name, key, names, onclick) {
  const label = t(key, names);
  return el(
    "button",
    { type: "button", class: "button button--icon button--quiet", "aria-label": label, title: label, onclick },
    icon(name),
  );
}

const noneYet = () => stateBox("empty", t("runs.none"), t("runs.none_help"));
const noneRemoved = () => stateBox("empty", t("runs.none_removed"));
