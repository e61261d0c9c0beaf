/** The attributes of a record: a form made of the layer's declared fields. */

import { el } from "../dom.js";
import { t, text } from "../i18n.js";

const KINDS = { integer: "number", number: "number", date: "date", datetime: "datetime-local" };

/**
 * @param {object[]} fields as the server describes them
 * @param {Record<string, unknown>} values
 * @param {(values: object) => void} onChange hears all values after each change
 */
export function buildForm(fields, values, onChange) {
  const inputs = new Map(fields.map((field) => [field.name, control(field, values[field.name])]));
  const read = () => Object.fromEntries(fields.map((field) => [field.name, valueOf(field, inputs.get(field.name))]));
  const rows = fields.map((field) =>
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: inputs.get(field.name).id }, text(field.title), field.required ? " *" : ""),
      inputs.get(field.name),
    ),
  );
  const node = el("form", { class: "edit__form", onsubmit: (event) => event.preventDefault() }, rows);
  node.addEventListener("change", () => onChange(read()));
  return {
    node,
    read,
    /** Show other values, after an undo. */
    show(next) {
      for (const field of fields) inputs.get(field.name).value = next[field.name] ?? "";
    },
    /** Point at the field that was refused; false where it is none of the form. */
    blame(name) {
      for (const input of inputs.values()) input.removeAttribute("aria-invalid");
      inputs.get(name)?.setAttribute("aria-invalid", "true");
      inputs.get(name)?.focus();
      return inputs.has(name);
    },
  };
}

function control(field, value) {
  const id = `edit-${field.name}`;
  if (field.type === "code" && Object.keys(field.codes).length) return select(field, id, value);
  const type = KINDS[field.type] ?? "text";
  const bounds = type === "number" ? { min: field.minimum, max: field.maximum, step: field.type === "integer" ? "1" : "any" } : {};
  const input = el("input", { class: "input", id, type, required: field.required, maxlength: type === "text" ? 2000 : null, autocomplete: "off", ...bounds });
  input.value = value ?? "";
  return input;
}

function select(field, id, value) {
  const options = Object.entries(field.codes).map(([code, words]) => el("option", { value: code }, text(words)));
  const isOpen = !value || !field.required;
  const node = el("select", { class: "select", id, required: field.required }, isOpen ? el("option", { value: "" }, t("edit.choose")) : null, options);
  node.value = value ?? "";
  return node;
}

function valueOf(field, input) {
  const value = input.value.trim();
  if (value === "") return field.type === "text" ? "" : null;
  return field.type === "number" || field.type === "integer" ? Number(value) : value;
}
