/** One import: who, when, which file, its rows and its report; its original, and its undo. */

import { fetchImport, originalAddress } from "../api_imports.js";
import { el, fill, note, stateBox, troubleBox } from "../dom.js";
import { date, moment, number, t, text, when } from "../i18n.js";
import { undoButton } from "./undo.js";
import { wardAddress } from "./upload.js";

const PAGE = 100;
const WIDEST = 360;

export async function showImport(body, page) {
  const load = async (offset = 0) => {
    try {
      const record = await fetchImport(page.record.id, offset);
      fill(body, parts(record, page, offset, load));
    } catch (error) {
      fill(
        body,
        troubleBox(error, t("state.offline"), () => load(offset)),
      );
    }
  };
  await load();
}

function parts(record, page, offset, load) {
  return [
    record.undone_at
      ? note(t("import.was_undone", { by: record.undone_by, at: moment(record.undone_at) }), "warning")
      : null,
    el(
      "section",
      { class: "card u-stack", "aria-labelledby": "h-import" },
      el("h2", { id: "h-import" }, t("import.number", { id: record.id })),
      facts(record, page),
      el(
        "div",
        { class: "button-row" },
        record.undone_at || !record.bounds
          ? null
          : el(
              "a",
              { class: "button button--main", href: mapAddress(record), id: "see-map" },
              t("import.see_map"),
            ),
        record.is_kept
          ? el(
              "a",
              { class: "button", href: originalAddress(record.id), download: "", id: "original" },
              t("import.original"),
            )
          : null,
        record.can_be_undone ? undoButton(record, () => load(0)) : null,
      ),
    ),
    rowsCard(record, offset, load),
    reportCard(record),
  ];
}

function facts(record, page) {
  const layer = page.importable.find((each) => each.name === record.layer);
  const pairs = [
    ["import.layer", layer ? text(layer.title) : record.layer],
    ["import.file", record.file_name],
    ["import.hash", el("code", { class: "hash" }, record.sha256)],
    ["import.who", `${record.by}, ${moment(record.at)}`],
    [
      "import.rows",
      t("import.rows_words", { read: number(record.rows_read), loaded: number(record.rows_loaded) }),
    ],
    record.found.crs ? ["import.what_crs", record.found.crs] : null,
  ].filter(Boolean);
  return el(
    "dl",
    { class: "pairs" },
    pairs.map(([key, value]) => [el("dt", {}, t(key)), el("dd", {}, value)]),
  );
}

/** The map where these rows are, with their layer on and no period, so that none is hidden. */
function mapAddress({ layer, bounds }) {
  const [west, south, east, north] = bounds;
  const wide = Math.max(east - west, (north - south) * 1.5, 0.0008);
  const zoom = Math.max(10, Math.min(18, Math.floor(Math.log2(WIDEST / wide)) + 1));
  const view = `${zoom}/${((south + north) / 2).toFixed(5)}/${((west + east) / 2).toFixed(5)}`;
  return wardAddress("/", {
    map: view,
    layers: ["ward_border", "groups", "lanes", layer].join(","),
    from: "",
    to: "",
  });
}

function rowsCard(record, offset, load) {
  if (!record.total)
    return el(
      "section",
      { class: "card u-stack" },
      stateBox("empty", t(record.waiting ? "import.no_rows_yet" : "import.no_rows_left"), ""),
      waitingNote(record),
    );
  const more = (label, to) =>
    el("button", { type: "button", class: "button", onclick: () => load(to) }, label);
  return el(
    "div",
    { class: "card" },
    el("h2", { id: "h-import-rows" }, t("import.rows_of_import", { n: number(record.total) })),
    waitingNote(record),
    el(
      "div",
      { class: "table-wrap", tabindex: "0", role: "group", "aria-labelledby": "h-import-rows" },
      el(
        "table",
        { class: "table" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            record.columns.map((each) => el("th", { scope: "col" }, text(each.title))),
          ),
        ),
        el(
          "tbody",
          {},
          record.rows.map((row) =>
            el(
              "tr",
              {},
              record.columns.map((each) => el("td", {}, shown(row[each.name], each, row))),
            ),
          ),
        ),
      ),
    ),
    record.total > PAGE
      ? el(
          "div",
          { class: "button-row import__next" },
          offset ? more(t("import.page_before"), Math.max(0, offset - PAGE)) : null,
          el(
            "span",
            { class: "u-quiet" },
            `${offset + 1}–${Math.min(offset + PAGE, record.total)} / ${number(record.total)}`,
          ),
          offset + PAGE < record.total ? more(t("import.page_after"), offset + PAGE) : null,
        )
      : null,
  );
}

/** Incidents that came with an address only are rows of the file too: where they stand meanwhile. */
const waitingNote = ({ waiting }) =>
  waiting
    ? el(
        "p",
        { id: "import-waiting" },
        el("a", { href: wardAddress("/unplaced") }, t("import.rows_waiting", { n: number(waiting) })),
      )
    : null;

/** A value as people write it: words for codes, days and moments no finer than they are known. */
function shown(value, { type }, row) {
  if (value === null || value === undefined || value === "") return "";
  if (type === "datetime") return when(value, row.time_precision_code ?? "minute");
  if (type === "date") return date(value);
  return text(value);
}

function reportCard(record) {
  return el(
    "details",
    { class: "card disclosure" },
    el("summary", {}, t("import.report")),
    el(
      "div",
      { class: "disclosure__body u-stack" },
      record.issues.length
        ? el(
            "ul",
            {},
            record.issues.map((issue) =>
              el(
                "li",
                {},
                issue.line === null ? "" : `${t("import.line")} ${issue.line}: `,
                text(issue.message),
              ),
            ),
          )
        : el("p", { class: "u-quiet" }, t("import.no_faults")),
      el("pre", { class: "commands", tabindex: "0", "aria-label": t("import.command") }, record.command),
    ),
  );
}
