/** The rows of a one-file map, read from their columns. */

import { folded } from "./words.js";

const DEGREES = 1_000_000;

/** Undo the steps of a path. @returns {[number, number][]} latitude, longitude as Leaflet has it */
function cornersOf(steps) {
  const corners = [];
  let [x, y] = [0, 0];
  for (let i = 0; i < steps.length; i += 2) {
    x += steps[i];
    y += steps[i + 1];
    corners.push([y / DEGREES, x / DEGREES]);
  }
  return corners;
}

/** Return the words of a row, field by field. */
export const wordsOf = (row) => row.layer.fields.map(([words, at]) => words[at[row.at]]);

/** Name a row by the first of its naming fields that says something. */
export function titleOf(row) {
  const words = wordsOf(row);
  return row.layer.title_at.map((at) => words[at]).find(Boolean) ?? words.find(Boolean) ?? row.layer.title;
}

/** Make the rows of a layer. */
export function rowsOf(layer) {
  return layer.classes_of_rows.map((style, at) => ({
    layer,
    at,
    style: layer.classes[style],
    styleAt: style,
    paths: layer.shapes[at].map(cornersOf),
    start: layer.start[at],
    end: layer.end[at],
    folded: null,
  }));
}

/** Whether all words that were typed stand in a row. */
export function matches(row, typed) {
  row.folded ??= folded([row.style?.title ?? "", ...wordsOf(row)].join(" "));
  return typed.every((word) => row.folded.includes(word));
}

/** Whether a row belongs to a stretch of days; a layer without days always does. */
export function isWithin(row, first, last) {
  if (!row.layer.isTimed || row.start === null) return true;
  if (row.layer.time === "moment") return row.start >= first && row.start <= last;
  return row.start <= last && (row.end === null || row.end >= first);
}
