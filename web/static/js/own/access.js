/** Who may see a layer. For the public every field that is shown is ticked, the risky ones one by one. */

import { fetchShownFields, saveAccess } from "../api_own.js";
import { el, fill, note, stateBox } from "../dom.js";
import { pageData } from "../api.js";
import { t, text } from "../i18n.js";
import { foot, rolesUpTo, tick } from "./controls.js";

export function buildAccess(panel, layer, wishes) {
  let role = layer.visible_to;
  const list = el("div", { id: "own-public" });
  const roles = el("fieldset", { class: "own__choices" });

  const show = (fetched) => {
    layer = fetched;
    role = layer.visible_to;
    fill(roles, el("legend", { class: "field__label" }, t("own.who")), rolesUpTo(pageData().role).map(([each, words]) => {
      const radio = el("input", { type: "radio", name: "own-role", value: each, onchange: () => choose(each) });
      radio.checked = each === role;
      return el("label", { class: "check" }, radio, el("span", { class: "check__text" }, words));
    }));
    fill(list);
  };
  const choose = async (wanted) => {
    role = wanted;
    if (role !== "public") return fill(list);
    fill(list, stateBox("loading", t("state.loading")));
    try {
      const fields = await fetchShownFields(layer.name);
      if (role === wanted) fill(list, publicFields(fields)); // nobody has chosen otherwise meanwhile
    } catch (error) {
      wishes.trouble(error);
    }
  };
  const publicFields = (fields) => {
    const ticks = fields.map((field) =>
      tick(text(field.title), !field.risk && field.visible_to === "public", { name: "shown", value: field.name }, [
        field.risk ? el("span", { class: "tag tag--bad" }, text(field.risk)) : null,
        el("span", { class: "own__samples" }, field.samples.map((each) => short(each)).join(" · ")),
      ]));
    return el("fieldset", { class: "own__choices" },
      el("legend", { class: "field__label" }, t("own.public_fields")),
      note(t("own.public_warning"), "warning"),
      ticks);
  };
  const save = async () => {
    const shown = [...list.querySelectorAll("input[name=shown]:checked")].map((box) => box.value);
    const body = { visible_to: role, revision: layer.revision };
    if (role === "public") body.shown_fields = shown;
    try {
      wishes.saved(await saveAccess(layer.name, body));
    } catch (error) {
      wishes.trouble(error);
    }
  };
  fill(panel, roles, list, foot(save, () => show(layer)));
  show(layer);
  return { show };
}

const short = (words) => (words.length > 60 ? `${words.slice(0, 59)}…` : words);
