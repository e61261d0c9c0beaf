/** Corners as text, to read and to type: what drawing does with a pointer, the keyboard does here. */

import { readTyped } from "../api_edit.js";
import { el, fill, troubleBox } from "../dom.js";
import { t } from "../i18n.js";
import { partsOf } from "./geometry.js";

const DIGITS = 7; // a centimetre; lines that nobody touches keep every digit that is stored
const line = ([lon, lat]) => `${lat.toFixed(DIGITS)}, ${lon.toFixed(DIGITS)}`;

/** The corners of a geometry as the text that says them. */
export const textOf = (geometry) => partsOf(geometry).map((part) => part.map(line).join("\n")).join("\n\n");

/**
 * @param {string} shape point, line or polygon
 * @param {number} srid the ward's system in metres
 * @param {(geometry: object) => void} onGeometry takes what was typed
 */
export function buildTyped(shape, srid, onGeometry) {
  const area = el("textarea", { class: "input edit__typed", id: "edit-typed", rows: shape === "point" ? 2 : 6, spellcheck: "false", "aria-describedby": "edit-typed-help" });
  const trouble = el("div", { role: "status" });
  const apply = el("button", { type: "button", class: "button", id: "edit-typed-apply", onclick: () => take() }, t("edit.typed_apply"));
  let exact = new Map();

  async function take() {
    try {
      const { parts } = await readTyped(area.value);
      const lines = area.value.split("\n").map((words) => words.trim()).filter(Boolean);
      let at = 0;
      onGeometry(geometryOf(shape, parts.map((part) => part.map((corner) => exact.get(lines[at++]) ?? corner))));
      fill(trouble);
    } catch (error) {
      fill(trouble, troubleBox(error, t("state.offline"), null));
    }
  }

  const node = el(
    "details",
    { class: "disclosure", id: "edit-coordinates" },
    el("summary", {}, t("edit.coordinates")),
    el(
      "div",
      { class: "disclosure__body edit__part" },
      el("label", { class: "field__label", for: "edit-typed" }, t(shape === "point" ? "edit.typed_point" : "edit.typed_corners")),
      area,
      el("p", { class: "field__help", id: "edit-typed-help" }, t("edit.typed_help", { srid })),
      trouble,
      apply,
    ),
  );
  return {
    node,
    show(geometry) {
      exact = new Map(partsOf(geometry).flat().map((corner) => [line(corner), corner]));
      area.value = textOf(geometry);
    },
  };
}

function geometryOf(shape, parts) {
  if (shape === "point") return { type: "Point", coordinates: parts[0]?.[0] ?? [] };
  if (shape === "line") return { type: "MultiLineString", coordinates: parts };
  return { type: "MultiPolygon", coordinates: parts.map((ring) => [[...ring, ring[0]]]) };
}
