/** Small controls that the forms of a layer share. */

import { el } from "../dom.js";
import { t } from "../i18n.js";

/** A labelled input, select or whatever else; `help` stands below it. */
export function labelled(label, control, help = null) {
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: control.id }, label),
    control,
    help ? el("span", { class: "field__help" }, help) : null,
  );
}

/** A select; options are [value, title] pairs. */
export function choice(id, options, value, onchange, more = {}) {
  const select = el(
    "select",
    { class: "select", id, onchange: () => onchange?.(select.value), ...more },
    options.map(([each, title]) => el("option", { value: each }, title)),
  );
  select.value = value;
  return select;
}

export const input = (id, value, more = {}) => {
  const node = el("input", { class: "input", id, type: "text", autocomplete: "off", ...more });
  node.value = value ?? "";
  return node;
};

export const tick = (words, isOn, more = {}, extra = null) => {
  const box = el("input", { type: "checkbox", ...more });
  box.checked = isOn;
  return el("label", { class: "check" }, box, el("span", { class: "check__text" }, words, extra));
};

/** The row of buttons below a form: save, and go back to what is saved. */
export function foot(onSave, onReset, saveWords = t("own.save")) {
  return el(
    "div",
    { class: "own__foot" },
    el("button", { type: "button", class: "button button--main", "data-save": "", onclick: onSave }, saveWords),
    onReset ? el("button", { type: "button", class: "button", "data-reset": "", onclick: onReset }, t("own.reset")) : null,
  );
}

export const ROLES = ["public", "viewer", "inspector", "supervisor", "admin"];

/** Roles up to one, as options of a select. */
export const rolesUpTo = (role) =>
  ROLES.slice(0, ROLES.indexOf(role) + 1).map((each) => [each, t(`own.from_${each}`)]);
