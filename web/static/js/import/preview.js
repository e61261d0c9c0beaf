/** Rows of a file on the map and in a table; pointing at one shows the other. */

import { el, fill } from "../dom.js";
import { number, t } from "../i18n.js";
import { toBounds } from "../leaflet.js";
import { fieldTitle } from "./words.js";

const CLOSE = 17;

/**
 * Show the preview of an upload.
 * @param {object} upload
 * @param {{layer: object|null, map: object|null, select: Function}} preview `select(line, reveal)` is set here
 */
export function showPreview(upload, preview) {
  const { rows = [], bounds, columns = [] } = upload.preview ?? {};
  const body = document.getElementById("preview-rows");
  if (!rows.length) return;
  fill(document.getElementById("preview-words"), words(upload, rows));
  fill(
    body,
    table(rows, upload, (line) => preview.select(line, true)),
  );
  fill(document.getElementById("preview-legend"), legend(rows, locations(upload).length > 0));
  preview.select = (line, reveal = false) => select(line, reveal, rows, body, preview);
  if (!preview.layer || !columns) return;
  preview.layer.show(rows, locations(upload));
  if (bounds) preview.map.fitBounds(toBounds(bounds), { animate: false, padding: [24, 24], maxZoom: CLOSE });
}

function words(upload, rows) {
  const shown = rows.filter((row) => row.shape).length;
  if (!shown) return t("import.no_shapes_yet");
  return t("import.preview_words", { n: number(shown), all: number(upload.checked.read) });
}

/** Where findings lie that have a place of their own: overlaps, gaps, near touches. */
const locations = (upload) =>
  (upload.checked?.issues ?? []).filter((issue) => issue.location).map((issue) => issue.location);

function legend(rows, hasPlaces) {
  const kinds = [
    ["good", "import.row_good"],
    ["bad", "import.row_bad"],
    ["place", "import.place_of"],
  ].filter(([kind]) =>
    kind === "place" ? hasPlaces : rows.some((row) => row.is_faulty === (kind === "bad")),
  );
  return kinds.map(([kind, key]) =>
    el("li", {}, el("span", { class: `mark mark--${kind}`, "aria-hidden": "true" }), t(key)),
  );
}

function table(rows, upload, onChoose) {
  const names = upload.preview.shown;
  const ours = Object.fromEntries(
    Object.entries(upload.preview.mapped ?? {}).map(([mine, theirs]) => [theirs, mine]),
  );
  return el(
    "div",
    { class: "table-wrap preview__table", tabindex: "0", role: "group", "aria-labelledby": "h-rows" },
    el(
      "table",
      { class: "table" },
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          el("th", { scope: "col" }, t("import.line")),
          names.map((name) =>
            el(
              "th",
              { scope: "col" },
              name,
              ours[name] && ours[name] !== name
                ? el("small", { class: "table__detail" }, ` → ${fieldTitle(upload, ours[name])}`)
                : null,
            ),
          ),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) =>
          el(
            "tr",
            { "data-row": row.line, "data-faulty": row.is_faulty || null },
            el(
              "th",
              { scope: "row" },
              el(
                "button",
                { type: "button", class: "table__open", onclick: () => onChoose(row.line) },
                String(row.line),
              ),
              row.is_faulty ? el("span", { class: "tag tag--bad" }, t("import.faulty")) : null,
            ),
            row.values.map((value) => el("td", {}, value)),
          ),
        ),
      ),
    ),
  );
}

/** Mark a row in table and map; with `reveal` move the map to it. */
function select(line, reveal, rows, body, preview) {
  const row = rows.find((each) => each.line === line);
  for (const each of body.querySelectorAll("tr[data-row]"))
    each.toggleAttribute("data-active", Number(each.dataset.row) === line);
  const marked = body.querySelector("tr[data-active]");
  if (marked) scrollInto(marked, body.querySelector(".preview__table"));
  if (!preview.layer) return;
  preview.layer.mark(row ? line : null);
  const box = row && preview.layer.boundsOf(line);
  if (reveal && box)
    preview.map.fitBounds(box, {
      animate: false,
      maxZoom: Math.max(preview.map.getZoom(), CLOSE),
      padding: [60, 60],
    });
  document.getElementById("map").dataset.marked = row ? String(line) : "";
}

/** Bring a row of a table into view without moving the page. */
function scrollInto(row, frame) {
  const head = frame.querySelector("thead").offsetHeight;
  const above = row.offsetTop - head < frame.scrollTop;
  const below = row.offsetTop + row.offsetHeight > frame.scrollTop + frame.clientHeight;
  if (above || below) frame.scrollTop = row.offsetTop - head;
}
