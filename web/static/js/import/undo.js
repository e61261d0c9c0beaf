/** Taking an import back: asked once more, then done or refused with the rows named. */

import { undoImport } from "../api_imports.js";
import { el, fill, note } from "../dom.js";
import { number, t, text } from "../i18n.js";

/**
 * A button that opens the question and does it.
 * @param {{id: number, file_name: string, rows_loaded: number}} record
 * @param {() => void} onDone
 */
export function undoButton(record, onDone) {
  return el(
    "button",
    { type: "button", class: "button button--danger", onclick: () => ask(record, onDone) },
    t("import.undo"),
  );
}

function ask(record, onDone) {
  const outcome = el("div", { "aria-live": "assertive" });
  const yes = el(
    "button",
    { type: "button", class: "button button--danger", id: "undo-yes" },
    t("import.undo_yes"),
  );
  const no = el(
    "button",
    { type: "button", class: "button", onclick: () => dialog.close() },
    t("import.undo_no"),
  );
  const dialog = el(
    "dialog",
    { class: "dialog dialog--small", "aria-labelledby": "h-undo" },
    el(
      "div",
      { class: "dialog__head" },
      el("h2", { id: "h-undo" }, t("import.undo_title", { id: record.id })),
    ),
    el(
      "div",
      { class: "dialog__body u-stack" },
      el("p", {}, t("import.undo_words", { file: record.file_name, n: number(record.rows_loaded) })),
      outcome,
    ),
    el("div", { class: "dialog__foot" }, no, yes),
  );
  dialog.addEventListener("close", () => dialog.remove());
  yes.addEventListener("click", async () => {
    yes.disabled = true;
    try {
      await undoImport(record.id);
      dialog.close();
      onDone();
    } catch (error) {
      fill(outcome, note(error.words ? text(error.words) : t("state.offline"), "error"));
    }
  });
  document.body.append(dialog);
  dialog.showModal();
}
