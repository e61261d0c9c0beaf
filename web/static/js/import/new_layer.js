/** Step 2 of a file that makes a layer of its own: its title, who sees it, its fields and their types. */

import { el, note } from "../dom.js";
import { t, text } from "../i18n.js";
import { loadedNote } from "./file_step.js";
import { questionCards } from "./questions.js";
import { stepAddress } from "./upload.js";

const TYPES = ["text", "code", "integer", "number", "date", "datetime", "boolean"];
const ELSEWHERE = new Set(["x", "y"]); // put with the coordinate columns

/** @param {Node|null} coordinates the choice of coordinate columns, for a table */
export function newLayerParts(upload, coordinates) {
  const now = upload.get();
  const questions = now.questions.filter((each) => each.step === "columns" && !ELSEWHERE.has(each.id));
  return [
    now.state === "loaded" ? loadedNote(now) : null,
    coordinates,
    questionCards(questions, (id, value) => upload.answer({ said: { answers: { [id]: value } } })),
    now.is_checked
      ? null
      : el(
          "div",
          { class: "note" },
          el("div", {}, t("import.stale")),
          el(
            "button",
            { type: "button", class: "button", onclick: () => upload.check() },
            t("import.check_again"),
          ),
        ),
    now.target.proposed
      ? [titleCard(upload), fieldsCard(upload)]
      : note(t("new_layer.not_readable"), "warning"),
    el(
      "div",
      { class: "button-row import__next" },
      el("a", { class: "button", href: stepAddress(now.id, "file") }, t("import.back_file")),
      el("a", { class: "button button--main", href: stepAddress(now.id, "check") }, t("import.next_check")),
    ),
  ];
}

const wishesOf = (upload) => upload.get().said.new_layer ?? {};
const wish = (upload, change) => upload.say({ said: { new_layer: change } });

function titleCard(upload) {
  const { target, state } = upload.get();
  const wishes = wishesOf(upload);
  const { proposed } = target;
  const field = (id, label, control, help) =>
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: id }, label),
      control,
      help ? el("span", { class: "field__help" }, help) : null,
    );
  const title = (id, key, value) =>
    el("input", {
      class: "input",
      id,
      value,
      maxlength: 120,
      autocomplete: "off",
      onchange: (event) => wish(upload, { [key]: event.target.value.trim() || null }),
    });
  const columns = [...new Set(proposed.fields.map((each) => each.column))];
  return el(
    "section",
    { class: "card u-stack", "aria-labelledby": "h-new" },
    el("h2", { id: "h-new" }, t("new_layer.title")),
    el(
      "fieldset",
      { class: "settings", disabled: state === "loaded" },
      el("legend", { class: "u-hidden" }, t("new_layer.title")),
      field("new-title", t("own.title_vi"), title("new-title", "title", wishes.title ?? proposed.title_vi)),
      field(
        "new-title-en",
        t("own.title_en"),
        title("new-title-en", "title_en", wishes.title_en ?? (wishes.title ? "" : proposed.title_en)),
      ),
      field(
        "new-key",
        t("new_layer.key"),
        el(
          "select",
          {
            class: "select",
            id: "new-key",
            onchange: (event) => wish(upload, { key: event.target.value || null }),
          },
          el("option", { value: "" }, t("new_layer.no_key")),
          columns.map((each) => el("option", { value: each, selected: wishes.key === each }, each)),
        ),
        t("new_layer.key_help"),
      ),
      field(
        "new-role",
        t("own.visible_to"),
        el(
          "select",
          {
            class: "select",
            id: "new-role",
            onchange: (event) => wish(upload, { visible_to: event.target.value }),
          },
          target.roles.map((role) =>
            el(
              "option",
              { value: role, selected: role === (wishes.visible_to ?? proposed.visible_to) },
              t(`own.from_${role}`),
            ),
          ),
        ),
        t("new_layer.role_help"),
      ),
    ),
  );
}

function fieldsCard(upload) {
  const { target, state, preview } = upload.get();
  const wishes = wishesOf(upload);
  const left = new Set(wishes.left_out ?? []);
  const known = new Map(target.proposed.fields.map((each) => [each.column, each]));
  const names = [...new Set([...(preview.columns ?? []).map((each) => each.name), ...known.keys()])].filter(
    (name) => known.has(name) || left.has(name),
  );
  const rows = names.map((name) => fieldRow(upload, name, known.get(name), left, state === "loaded"));
  return el(
    "div",
    { class: "card" },
    el("h2", {}, t("new_layer.fields")),
    el("p", { class: "u-quiet" }, t("new_layer.fields_lead")),
    el(
      "div",
      { class: "table-wrap", tabindex: "0", role: "group", "aria-label": t("new_layer.fields") },
      el(
        "table",
        { class: "table" },
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            ["new_layer.keep", "new_layer.column", "own.type", "new_layer.values"].map((key) =>
              el("th", { scope: "col" }, t(key)),
            ),
          ),
        ),
        el("tbody", {}, rows),
      ),
    ),
  );
}

function fieldRow(upload, name, field, left, isDone) {
  const { proposed } = upload.get().target;
  const risk = field && proposed.risks[field.name];
  const box = el("input", {
    type: "checkbox",
    disabled: isDone,
    "aria-label": t("new_layer.keep_of", { name }),
    onchange: () => {
      const names = new Set(left);
      if (box.checked) names.delete(name);
      else names.add(name);
      upload.answer({ said: { new_layer: { left_out: [...names] } } });
    },
  });
  box.checked = Boolean(field);
  const type = field
    ? el(
        "select",
        {
          class: "select",
          disabled: isDone,
          "aria-label": t("own.type_of", { name }),
          onchange: (event) =>
            upload.answer({
              said: { new_layer: { types: { ...wishesOf(upload).types, [name]: event.target.value } } },
            }),
        },
        TYPES.map((each) =>
          el("option", { value: each, selected: each === field.type }, t(`own.type_${each}`)),
        ),
      )
    : null;
  return el(
    "tr",
    { "data-column": name },
    el("td", {}, box),
    el("th", { scope: "row" }, name, " ", risk ? el("span", { class: "tag tag--warn" }, text(risk)) : null),
    el("td", {}, type),
    el(
      "td",
      {},
      (field ? proposed.samples[field.name] : []).map((each) => el("code", { class: "sample" }, each)),
    ),
  );
}
