/** Step 2: which column of the file fills which column of the layer; proposals are marked, not taken. */

import { el, fill, note } from "../dom.js";
import { date, number, t, text } from "../i18n.js";
import { nothingYet } from "./begin.js";
import { loadedNote } from "./file_step.js";
import { newLayerParts } from "./new_layer.js";
import { valueSettings } from "./column_settings.js";
import { questionCards } from "./questions.js";
import { createUpload, stepAddress } from "./upload.js";
import { fieldTitle } from "./words.js";

const CONSTANT = "\u0000constant";
// Columns for which one value was asked and none was given yet.
const asking = new Set();

export async function showColumns(body, page) {
  const upload = createUpload(page.upload, document.getElementById("import-work"));
  const show = () => {
    const focused = document.activeElement?.id;
    fill(body, parts(upload));
    if (focused) document.getElementById(focused)?.focus();
  };
  upload.subscribe(show);
  show();
  if (!upload.get().checked) await upload.check();
}

function parts(upload) {
  const now = upload.get();
  if (!(now.preview?.columns ?? []).length) return [nothingYet(t("import.no_columns"), now)];
  if (now.target.is_new)
    return newLayerParts(upload, coordinateRows(now).length ? mappingCard(upload) : null);
  const questions = now.questions.filter((each) => each.id === "date_format" || each.id === "decimal");
  return [
    now.state === "loaded" ? loadedNote(now) : null,
    memoryCard(upload),
    mappingCard(upload),
    questionCards(questions, (id, value) => upload.answer({ said: { answers: { [id]: value } } })),
    valueSettings(upload),
    el(
      "div",
      { class: "button-row import__next" },
      el("a", { class: "button", href: stepAddress(now.id, "file") }, t("import.back_file")),
      el("a", { class: "button button--main", href: stepAddress(now.id, "check") }, t("import.next_check")),
    ),
  ];
}

/** What was said of a source with just these columns before: offered, and said that it is. */
function memoryCard(upload) {
  const { memory, said } = upload.get();
  if (!memory) return null;
  const pairs = Object.entries({
    ...memory.said.columns,
    ...coordinatesOf(memory.said),
    ...memory.said.constants,
  });
  const isUsed = Object.entries(memory.said.columns ?? {}).every(
    ([ours, theirs]) => said.columns?.[ours] === theirs,
  );
  return el(
    "section",
    { class: "card memory", "aria-labelledby": "h-memory" },
    el("h2", { id: "h-memory" }, t("import.memory")),
    el("p", {}, t("import.memory_words", { file: memory.file_name, by: memory.by, at: date(memory.at) })),
    el(
      "p",
      { class: "u-quiet" },
      pairs.map(([ours, theirs]) => `${nameOf(upload.get(), ours)} = ${theirs}`).join(" · "),
    ),
    isUsed
      ? el("p", {}, el("span", { class: "tag tag--good" }, t("import.memory_used")))
      : el(
          "button",
          {
            type: "button",
            class: "button",
            id: "use-memory",
            onclick: () => upload.answer({ said: memory.said }),
          },
          t("import.memory_use"),
        ),
  );
}

/** The name of a column, or of a coordinate. */
const nameOf = (now, name) =>
  ["x", "y", "wkt"].includes(name) ? t(`import.${name}`) : fieldTitle(now, name);

const coordinatesOf = (said) =>
  Object.fromEntries(["x", "y", "wkt"].filter((name) => said[name]).map((name) => [name, said[name]]));

function mappingCard(upload) {
  const now = upload.get();
  const rows = [...now.target.columns.map((column) => describe(column, now)), ...coordinateRows(now)];
  const waiting = rows.filter((row) => row.proposal && !row.source && row.constant === null);
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-mapping" },
    el(
      "div",
      { class: "card__head" },
      el("h2", { id: "h-mapping" }, t("import.mapping")),
      waiting.length && now.state !== "loaded"
        ? el(
            "button",
            { type: "button", class: "button", id: "take-all", onclick: () => takeAll(upload, waiting) },
            t("import.take_all", { n: waiting.length }),
          )
        : null,
    ),
    el("p", { class: "u-quiet" }, t("import.mapping_lead")),
    el(
      "ul",
      { class: "mapping" },
      rows.map((row) => mappingRow(row, upload)),
    ),
    now.target.is_new ? null : leftOver(now, rows),
  );
}

// What can be said once for all rows by a word of its own.
const ONE_FOR_ALL = { valid_from: "valid_from", basis: "basis", kind: "kind" };

/** What is said of a column of the layer: its source, its constant, or neither. */
function describe(column, now) {
  const answered = now.said.answers?.[`map.${column.name}`];
  const said = now.said.columns?.[column.name] ?? answered;
  const constant =
    now.said.constants?.[column.name] ??
    now.said[ONE_FOR_ALL[column.name]] ??
    (asking.has(column.name) ? "" : null);
  const byName = constant === null && !said ? column.by_name : null;
  return {
    ...column,
    title: text(column.title),
    source: said ?? byName ?? "",
    isByName: Boolean(byName),
    constant,
    kind: "columns",
  };
}

/** The columns of a table that say where its rows are. */
function coordinateRows(now) {
  if (now.preview.has_geometry) return [];
  const names = now.target.geometry === "point" && !now.said.wkt ? ["x", "y"] : ["wkt"];
  return names.map((name) => ({
    name,
    title: t(`import.${name}`),
    hint: null,
    type: "number",
    required: true,
    codes: {},
    proposal: now.target[name] ?? null,
    source: now.said.answers?.[name] ?? now.said[name] ?? "",
    constant: null,
    kind: "coordinate",
  }));
}

function takeAll(upload, rows) {
  const said = { columns: {} };
  for (const row of rows) {
    if (row.kind === "coordinate") said[row.name] = row.proposal;
    else said.columns[row.name] = row.proposal;
  }
  return upload.answer({ said });
}

/** One column to fill: what fills it, what is proposed, what stands there. */
function mappingRow(row, upload) {
  const now = upload.get();
  const id = `map-${row.name}`;
  const seen = row.source || (row.constant === null ? row.proposal : null);
  const column = now.preview.columns.find((each) => each.name === seen);
  const isMissing = row.required && !row.source && !row.constant;
  const choose = (value) => upload.say({ said: chosen(row, value) });
  return el(
    "li",
    { class: `mapping__row${isMissing ? " mapping__row--missing" : ""}`, "data-column": row.name },
    el(
      "div",
      { class: "mapping__ours" },
      el(
        "label",
        { for: id },
        row.title,
        row.required ? el("span", { class: "mapping__required" }, ` ${t("import.required")}`) : null,
      ),
      row.hint ? el("small", { class: "option__evidence" }, text(row.hint)) : null,
    ),
    el(
      "div",
      { class: "mapping__theirs" },
      el(
        "select",
        {
          class: "select",
          id,
          disabled: now.state === "loaded",
          onchange: (event) => choose(event.target.value),
        },
        el("option", { value: "" }, t("import.none")),
        row.kind === "columns"
          ? el("option", { value: CONSTANT, selected: row.constant !== null }, t("import.constant"))
          : null,
        now.preview.columns.map((each) =>
          el("option", { value: each.name, selected: each.name === row.source }, each.name),
        ),
      ),
      row.constant === null ? null : constantInput(row, upload),
      row.isByName ? el("small", { class: "option__evidence" }, t("import.by_equal_name")) : null,
      row.proposal && !row.source && row.constant === null
        ? el(
            "button",
            {
              type: "button",
              class: "chip chip--on",
              disabled: now.state === "loaded",
              onclick: () => choose(row.proposal),
            },
            t("import.propose", { name: row.proposal }),
          )
        : null,
    ),
    el("div", { class: "mapping__samples" }, column ? samples(column) : null),
  );
}

function samples({ samples: values, filled }) {
  return [
    el("span", { class: "u-hidden" }, t("import.samples")),
    values.map((value) => el("code", { class: "sample" }, value)),
    el("small", { class: "u-quiet" }, t("import.filled", { n: number(filled) })),
  ];
}

/** What choosing a value of the select says, with what it takes back. */
function chosen(row, value) {
  if (row.kind === "coordinate") return { [row.name]: value || null, answers: { [row.name]: null } };
  const answers = { [`map.${row.name}`]: null };
  const other = row.name in ONE_FOR_ALL ? { [ONE_FOR_ALL[row.name]]: null } : {};
  if (value === CONSTANT) asking.add(row.name);
  else asking.delete(row.name);
  const source = value === CONSTANT ? null : value || null;
  return { columns: { [row.name]: source }, constants: { [row.name]: null }, answers, ...other };
}

function constantInput(row, upload) {
  const label = t("import.constant_of", { name: row.title });
  const say = (event) => upload.say({ said: { constants: { [row.name]: event.target.value || null } } });
  const codes = Object.entries(row.codes);
  if (codes.length)
    return el(
      "select",
      { class: "select", "aria-label": label, onchange: say },
      el("option", { value: "" }, t("import.choose_value")),
      codes.map(([code, words]) =>
        el("option", { value: code, selected: code === row.constant }, text(words)),
      ),
    );
  const type = row.type === "date" ? "date" : "text";
  return el("input", { class: "input", type, "aria-label": label, value: row.constant, onchange: say });
}

function leftOver(now, rows) {
  const used = new Set(rows.map((row) => row.source));
  const names = now.preview.columns.map((each) => each.name).filter((name) => !used.has(name));
  if (!names.length) return null;
  const key = now.target.keeps_extra ? "import.extra_kept" : "import.extra_left";
  return note(t(key, { names: names.join(", ") }));
}
