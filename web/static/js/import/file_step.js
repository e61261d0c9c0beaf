/** Step 1: what was detected about the file, each with its evidence and changeable; what is open. */

import { discardUpload } from "../api_imports.js";
import { el, fill, note } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { sizeOf } from "./begin.js";
import { questionCards } from "./questions.js";
import { createUpload, stepAddress, wardAddress } from "./upload.js";
import { plain } from "./words.js";

// What can be stated where it was detected wrongly: the answer's name, and what one looks like.
const CHANGES = { encoding: "encoding", sheet: "sheet", header: "header", crs: "crs" };
const EXAMPLES = {
  encoding: "tcvn3, vni, cp1258, viscii, utf-16",
  sheet: "Sheet2",
  header: "3, 3-4",
  crs: "EPSG:5897",
};

export async function showFile(body, page) {
  const upload = createUpload(page.upload, document.getElementById("import-work"));
  const show = () => fill(body, parts(upload, page));
  upload.subscribe(show);
  show();
  await upload.checkIfNeeded();
}

function parts(upload, page) {
  const now = upload.get();
  const questions = now.questions.filter((each) => each.step === "file");
  return [
    now.state === "loaded" ? loadedNote(now) : null,
    fileCard(upload, page),
    refusal(now),
    questions.length
      ? el(
          "section",
          { class: "questions", "aria-label": t("import.questions") },
          el("h2", {}, t("import.questions")),
          el("p", { class: "u-quiet" }, t("import.questions_lead")),
          questionCards(questions, (id, value) => upload.answer({ said: { answers: { [id]: value } } })),
        )
      : null,
    now.checked ? detectedCard(upload) : null,
    nextLinks(now),
  ];
}

export const loadedNote = (now) =>
  el(
    "div",
    { class: "note note--good" },
    el(
      "div",
      {},
      t("import.is_loaded"),
      " ",
      el("a", { href: wardAddress(`/imports/${now.import}`) }, t("import.see_import")),
    ),
  );

function fileCard(upload, page) {
  const now = upload.get();
  return el(
    "section",
    { class: "card u-stack", "aria-labelledby": "h-this" },
    el(
      "div",
      { class: "card__head" },
      el(
        "h2",
        { id: "h-this", class: "files" },
        now.file_name,
        " ",
        el("small", { class: "u-quiet" }, sizeOf(now.files[0].bytes)),
      ),
      now.state === "loaded"
        ? null
        : el(
            "button",
            { type: "button", class: "button button--quiet", onclick: () => leave(now) },
            t("import.discard"),
          ),
    ),
    now.files.length > 1
      ? el(
          "ul",
          { class: "files" },
          now.files.map((each) =>
            el("li", {}, each.name, " ", el("span", { class: "u-quiet" }, sizeOf(each.bytes))),
          ),
        )
      : null,
    el(
      "div",
      { class: "field import__layer" },
      el("label", { class: "field__label", for: "layer" }, t("import.into_layer")),
      el(
        "select",
        {
          class: "select",
          id: "layer",
          disabled: now.state === "loaded",
          onchange: (event) => upload.answer({ layer: event.target.value }),
        },
        page.importable.map((each) =>
          el("option", { value: each.name, selected: each.name === now.layer }, text(each.title)),
        ),
      ),
    ),
  );
}

async function leave(now) {
  await discardUpload(now.id);
  location.assign(wardAddress("/import"));
}

/** A fault of the file as a whole: nothing else can be seen of it then. */
export function refusal(now) {
  const whole = (now.checked?.issues ?? []).filter(
    (issue) => issue.line === null && issue.severity === "refuse",
  );
  return whole.map((issue) => note(plain(issue.message), "error"));
}

function detectedCard(upload) {
  const { checked } = upload.get();
  const rows = [
    checked.file_format
      ? { what: "format", value: checked.file_format, evidence: t("import.by_name") }
      : null,
    ...checked.detected.map((each) => ({ ...each, evidence: text(each.evidence) })),
    checked.crs
      ? {
          what: "crs",
          value: checked.crs,
          evidence: t(upload.get().said.answers?.crs ? "import.stated" : "import.declared"),
        }
      : null,
    checked.read ? { what: "rows", value: number(checked.read), evidence: "" } : null,
    checked.precision
      ? {
          what: "precision",
          value: t("import.decimals", {
            n: checked.precision.decimals,
            m: number(checked.precision.metres, 2),
          }),
          evidence: "",
        }
      : null,
  ].filter(Boolean);
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-detected" },
    el("h2", { id: "h-detected" }, t("import.detected")),
    el(
      "ul",
      { class: "detected" },
      rows.map((row) => detectedRow(row, upload)),
    ),
    Object.keys(checked.assumed).length
      ? el(
          "p",
          { class: "u-quiet" },
          t("import.assumed", {
            words: Object.entries(checked.assumed)
              .map(([what, value]) => `${calledHere(what, upload.get().target)}: ${value}`)
              .join("; "),
          }),
        )
      : null,
    checked.notes.map((each) => note(plain(each))),
  );
}

/** What people call something that is assumed: a column of the layer, a coordinate, a setting. */
function calledHere(what, target) {
  const column = target?.columns.find((each) => `map.${each.name}` === what);
  if (column) return text(column.title);
  const key = [`import.what_${what}`, `import.${what}`].find((each) => t(each) !== each);
  return key ? t(key) : what;
}

function detectedRow({ what, value, evidence }, upload) {
  const isAsked = upload.get().questions.some((each) => each.id === what);
  const canChange = what in CHANGES && !isAsked && upload.get().state !== "loaded";
  return el(
    "li",
    { class: "detected__one", "data-detected": what },
    el("span", { class: "detected__what" }, t(`import.what_${what}`)),
    el(
      "span",
      { class: "detected__value" },
      el("strong", {}, value),
      evidence ? el("small", { class: "option__evidence" }, evidence) : null,
    ),
    canChange ? changeForm(what, upload) : null,
  );
}

function changeForm(what, upload) {
  const id = `change-${what}`;
  return el(
    "details",
    { class: "detected__change" },
    el("summary", { class: "button button--quiet" }, t("import.change")),
    el(
      "form",
      {
        class: "question__free",
        onsubmit: (event) => {
          event.preventDefault();
          const value = new FormData(event.target).get("value").trim();
          upload.answer({ said: { answers: { [CHANGES[what]]: value || null } } });
        },
      },
      el("label", { class: "field__label", for: id }, t("import.state_it", { example: EXAMPLES[what] })),
      el("input", {
        class: "input",
        id,
        name: "value",
        value: upload.get().said.answers?.[what] ?? "",
        autocomplete: "off",
      }),
      el("button", { type: "submit", class: "button" }, t("import.answer")),
    ),
  );
}

function nextLinks(now) {
  const isReady = (now.preview?.columns ?? []).length > 0;
  return el(
    "div",
    { class: "button-row import__next" },
    isReady
      ? el(
          "a",
          { class: "button button--main", href: stepAddress(now.id, "columns") },
          t("import.next_columns"),
        )
      : el("span", { class: "u-quiet" }, now.checked ? t("import.not_readable_yet") : ""),
  );
}
