/** The row of figures: each with its unit, its rule in words, and the rows behind it. */

import { el, fill, icon, note } from "../dom.js";
import { number, t, text } from "../i18n.js";

/** @param {(of: string, title: string, count: number) => void} onOpen */
export function showFigures(node, board, onOpen) {
  fill(
    node,
    Object.entries(board.figures).map(([name, figure]) =>
      figureCard(figure, warningsAbout(board, name), onOpen),
    ),
  );
}

function figureCard(figure, notes, onOpen) {
  const title = text(figure.title);
  const button = el(
    "button",
    {
      type: "button",
      class: "figure__value",
      "data-of": figure.of,
      "aria-label": t("board.open_rows", { n: `${number(figure.value)} ${text(figure.unit)}`, name: title }),
      onclick: () => onOpen(figure.of, title, figure.value),
    },
    el("span", { class: "figure__number" }, number(figure.value)),
    " ",
    el("span", { class: "figure__unit" }, text(figure.unit)),
  );
  return el(
    "div",
    { class: "figure" },
    el("h2", { class: "figure__title" }, title),
    button,
    el("p", { class: "figure__rule" }, text(figure.rule)),
    notes,
  );
}

/** Beside a figure there is room for warnings only; the rest stands with the list. */
function warningsAbout(board, name) {
  const words = board.notes
    .filter((each) => each.about === name && each.level === "warning")
    .map((each) => text(each.text));
  return words.map((each) => el("p", { class: "figure__warning" }, icon("warning"), el("span", {}, each)));
}

/** The notes that stand beside one part of the board. */
export function notesAbout(board, about) {
  return board.notes.filter((each) => each.about === about).map((each) => note(text(each.text), each.level));
}

/** Notes about nothing that has a place of its own. */
export function otherNotes(board) {
  const placed = new Set([...Object.keys(board.figures), "hot_cells", "trend", "groups", "lanes"]);
  return board.notes
    .filter((each) => !placed.has(each.about))
    .map((each) => note(text(each.text), each.level));
}
