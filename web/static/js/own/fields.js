/** The fields of a layer: words, type, who sees them, and their order on the card of a record. */

import { changeOwnLayer } from "../api_own.js";
import { el, fill, iconButton } from "../dom.js";
import { pageData } from "../api.js";
import { t, text } from "../i18n.js";
import { choice, foot, input, rolesUpTo } from "./controls.js";

const TYPES = ["text", "code", "integer", "number", "date", "datetime", "boolean"];

export function buildFields(panel, layer, wishes) {
  let fields = [];
  const body = el("tbody", {});

  const move = (at, step) => {
    const to = at + step;
    if (to < 0 || to >= fields.length) return;
    [fields[at], fields[to]] = [fields[to], fields[at]];
    showRows();
    body.children[to].querySelector(step < 0 ? "[data-up]" : "[data-down]")?.focus();
  };
  const rowOf = (field, at) => {
    const name = text(field.title);
    const words = (language) =>
      input(`field-${field.name}-${language}`, field.title[language], {
        maxlength: 120, "aria-label": t(`own.title_${language}_of`, { name }),
        oninput: (event) => { field.title = { ...field.title, [language]: event.target.value }; },
      });
    const shown = el("input", { type: "checkbox", "aria-label": t("own.in_popup_of", { name }), onchange: () => { field.in_popup = shown.checked; } });
    shown.checked = field.in_popup;
    const move_ = (label, icon, step, mark) => {
      const button = iconButton(t(label, { name }), icon, () => move(at, step));
      button.setAttribute(mark, "");
      button.disabled = at + step < 0 || at + step >= fields.length;
      return button;
    };
    return el("tr", { "data-field": field.name },
      el("td", {}, el("div", { class: "own__order" }, move_("own.up", "up", -1, "data-up"), move_("own.down", "down", 1, "data-down"))),
      el("td", {}, shown),
      el("td", {}, words("vi")),
      el("td", {}, words("en")),
      el("td", {}, choice(`field-${field.name}-type`, TYPES.map((type) => [type, t(`own.type_${type}`)]), field.type, (type) => { field.type = type; }, { "aria-label": t("own.type_of", { name }) })),
      el("td", {}, choice(`field-${field.name}-role`, rolesUpTo(topRole(field)), field.visible_to, (role) => { field.visible_to = role; }, { "aria-label": t("own.role_of", { name }) })));
  };
  const showRows = () => fill(body, fields.map(rowOf));
  const show = (fetched) => {
    layer = fetched;
    fields = layer.fields.map((field) => ({ ...field }));
    showRows();
  };
  const save = async () => {
    try {
      wishes.saved(await changeOwnLayer(layer.name, { fields, revision: layer.revision }));
    } catch (error) {
      wishes.trouble(error);
    }
  };
  const heads = ["own.order", "own.in_popup", "own.title_vi", "own.title_en", "own.type", "own.field_role"];
  fill(
    panel,
    el("p", { class: "u-quiet" }, t("own.fields_help")),
    el("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": t("own.tab_fields") },
      el("table", { class: "table own__fields" },
        el("thead", {}, el("tr", {}, heads.map((key) => el("th", { scope: "col" }, t(key))))),
        body)),
    foot(save, () => show(layer)),
  );
  show(layer);
  return { show };
}

/** What the reader may set, and what is set already. */
function topRole(field) {
  return field.visible_to === "admin" ? "admin" : pageData().role;
}
