/** Title, name on the map, zooms, source; and the end of a layer. */

import { changeOwnLayer, deleteOwnLayer } from "../api_own.js";
import { el, fill } from "../dom.js";
import { pageData } from "../api.js";
import { t, text } from "../i18n.js";
import { choice, foot, input, labelled, tick } from "./controls.js";

const ZOOMS = Array.from({ length: 23 }, (_, at) => [String(at), String(at)]);

export function buildDetails(panel, layer, wishes) {
  const form = el("div", { class: "u-stack" });
  const value = (id) => document.getElementById(id).value;

  const show = (fetched) => {
    layer = fetched;
    const names = [["", t("own.no_label")], ...layer.fields.map((field) => [field.name, text(field.title)])];
    fill(
      form,
      el("div", { class: "own__row" },
        labelled(t("own.title_vi"), input("own-title-vi", layer.title.vi, { maxlength: 120 })),
        labelled(t("own.title_en"), input("own-title-en", layer.title.en, { maxlength: 120 }))),
      el("div", { class: "own__row" },
        labelled(t("own.label"), choice("own-label", names, layer.label ?? ""), t("own.label_help")),
        labelled(t("own.min_zoom"), choice("own-min-zoom", ZOOMS, String(layer.min_zoom)), t("own.min_zoom_help"))),
      el("div", { class: "own__row" },
        labelled(t("own.source_vi"), input("own-source-vi", layer.attribution.vi, { maxlength: 300 })),
        labelled(t("own.source_en"), input("own-source-en", layer.attribution.en, { maxlength: 300 }))),
      tick(t("own.default_on"), layer.is_default_on, { id: "own-default-on" }),
    );
  };
  const save = async () => {
    const changes = {
      title: { vi: value("own-title-vi"), en: value("own-title-en") },
      label: value("own-label") || null,
      min_zoom: Number(value("own-min-zoom")),
      attribution: { vi: value("own-source-vi"), en: value("own-source-en") },
      default_on: document.getElementById("own-default-on").checked,
      revision: layer.revision,
    };
    try {
      wishes.saved(await changeOwnLayer(layer.name, changes));
    } catch (error) {
      wishes.trouble(error);
    }
  };
  const remove = async () => {
    try {
      await deleteOwnLayer(layer.name);
      location.assign(`/layers?${new URLSearchParams({ ward: pageData().ward.code })}`);
    } catch (error) {
      wishes.trouble(error);
    }
  };
  fill(
    panel,
    form,
    foot(save, () => show(layer)),
    el("div", { class: "own__danger" },
      el("h3", {}, t("own.delete")),
      el("p", { class: "u-quiet" }, t("own.delete_help")),
      el("button", { type: "button", class: "button button--danger", id: "own-delete", onclick: remove }, t("own.delete_this"))),
  );
  show(layer);
  return { show };
}
