/** What holds for the values of all rows: form and precision of dates, first day in force, new words. */

import { el } from "../dom.js";
import { t, text } from "../i18n.js";

const DATE_FORMATS = [
  "%d/%m/%Y",
  "%m/%d/%Y",
  "%Y-%m-%d",
  "%d-%m-%Y",
  "%d.%m.%Y",
  "%d/%m/%Y %H:%M",
  "%d/%m/%y",
];
const PRECISIONS = ["minute", "day", "month"];

const SAMPLE = {
  "%d": "31",
  "%m": "12",
  "%Y": "2024",
  "%y": "24",
  "%H": "23",
  "%I": "11",
  "%M": "59",
  "%S": "58",
  "%p": "PM",
};

/** A form of dates ("%d/%m/%Y") as the last minute of a year would be written in it. */
export const exampleOf = (form) => form.replace(/%[A-Za-z]/g, (mark) => SAMPLE[mark] ?? mark);

export function valueSettings(upload) {
  const { target, said, state } = upload.get();
  const hasDates = target.columns.some((each) => each.type === "date" || each.type === "datetime");
  const asked = upload.get().questions.some((each) => each.id === "date_format");
  const fields = [
    hasDates && !asked ? dateFormat(upload, said) : null,
    target.is_incident ? precision(upload, said) : null,
    target.is_incident ? newCategories(upload, said, target) : null,
    target.is_period ? validFrom(upload, said) : null,
    target.is_own ? replaceAll(upload, said) : null,
  ].filter(Boolean);
  if (!fields.length) return null;
  return el(
    "section",
    { class: "card", "aria-labelledby": "h-settings" },
    el("h2", { id: "h-settings" }, t("import.settings")),
    el(
      "fieldset",
      { class: "settings", disabled: state === "loaded" },
      el("legend", { class: "u-hidden" }, t("import.settings")),
      fields,
    ),
  );
}

function choice(name, label, help, options, value, onchange) {
  const id = `set-${name}`;
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: id }, label),
    el(
      "select",
      {
        class: "select",
        id,
        onchange: (event) => onchange(event.target.value || null),
        "aria-describedby": `${id}-help`,
      },
      options.map(([code, words]) => el("option", { value: code, selected: code === (value ?? "") }, words)),
    ),
    el("span", { class: "field__help", id: `${id}-help` }, help),
  );
}

function dateFormat(upload, said) {
  const known = said.answers?.date_format ?? said.date_format ?? "";
  const formats = known && !DATE_FORMATS.includes(known) ? [known, ...DATE_FORMATS] : DATE_FORMATS;
  return choice(
    "date_format",
    t("import.date_format"),
    t("import.date_format_help"),
    [["", t("import.date_iso")], ...formats.map((form) => [form, `${exampleOf(form)}  (${form})`])],
    known,
    (value) => upload.say({ said: { date_format: value, answers: { date_format: null } } }),
  );
}

function precision(upload, said) {
  return choice(
    "date_precision",
    t("import.date_precision"),
    t("import.date_precision_help"),
    [["", t("import.as_written")], ...PRECISIONS.map((each) => [each, t(`import.to_${each}`)])],
    said.date_precision,
    (value) => upload.say({ said: { date_precision: value } }),
  );
}

function newCategories(upload, said, target) {
  return choice(
    "new_categories",
    t("import.new_categories"),
    t("import.new_categories_help"),
    [
      ["", t("import.no_new_categories")],
      ...Object.entries(target.fields).map(([code, words]) => [code, text(words)]),
    ],
    said.new_categories,
    (value) => upload.say({ said: { new_categories: value } }),
  );
}

function replaceAll(upload, said) {
  return choice(
    "replace_all",
    t("new_layer.rows_there"),
    t("new_layer.rows_there_help"),
    [
      ["", t("new_layer.rows_stay")],
      ["all", t("new_layer.rows_go")],
    ],
    said.replace_all ? "all" : "",
    (value) => upload.say({ said: { replace_all: value === "all" } }),
  );
}

function validFrom(upload, said) {
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: "set-valid_from" }, t("import.valid_from")),
    el("input", {
      class: "input",
      id: "set-valid_from",
      type: "date",
      value: said.valid_from ?? "",
      "aria-describedby": "set-valid_from-help",
      onchange: (event) => upload.say({ said: { valid_from: event.target.value || null } }),
    }),
    el("span", { class: "field__help", id: "set-valid_from-help" }, t("import.valid_from_help")),
  );
}
