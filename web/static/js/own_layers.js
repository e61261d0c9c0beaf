/** The page of layers: those of the ward's own, those that were deleted, those of the program. */

import { pageData } from "./api.js";
import { deleteOwnLayer, fetchOwnLayers, restoreOwnLayer } from "./api_own.js";
import { el, fill, icon, stateBox, troubleBox } from "./dom.js";
import { moment, number, setLanguage, t, text } from "./i18n.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const ward = new URLSearchParams({ ward: page.ward.code });
const editAddress = (name) => `/layers/${encodeURIComponent(name)}?${ward}`;
const importAddress = (name) => `/import?${ward}&layer=${encodeURIComponent(name)}`;

load();

async function load() {
  try {
    show(await fetchOwnLayers());
    byId("own-lists").dataset.ready = "lists";
  } catch (error) {
    fill(byId("own-lists"), troubleBox(error, t("state.offline"), load));
    byId("own-lists").dataset.ready = "error";
  }
}

function show(layers) {
  const [gone, kept] = [layers.filter((each) => each.deleted_at), layers.filter((each) => !each.deleted_at)];
  fill(byId("own-lists"), ownSection(kept), gone.length ? deletedSection(gone) : null, builtInSection());
}

function ownSection(layers) {
  const rows = layers.map((layer) =>
    el("tr", { "data-layer": layer.name },
      el("th", { scope: "row", class: "own__title" }, el("a", { href: editAddress(layer.name) }, text(layer.title))),
      el("td", {}, t(`own.shape_${layer.geometry}`)),
      el("td", { class: "is-number" }, number(layer.rows)),
      el("td", {}, whoSees(layer)),
      el("td", { class: "is-short" }, `${layer.changed_by}, ${moment(layer.changed_at)}`),
      el("td", {},
        el("div", { class: "button-row" },
          el("a", { class: "button", href: editAddress(layer.name), "aria-label": t("own.edit_of", { name: text(layer.title) }) }, t("own.edit")),
          el("a", { class: "button", href: importAddress(layer.name), "aria-label": t("own.add_rows_of", { name: text(layer.title) }) }, t("own.add_rows")),
          el("button", { type: "button", class: "button button--quiet", "data-delete": layer.name, "aria-label": t("own.delete_of", { name: text(layer.title) }), onclick: () => remove(layer) }, t("own.delete")))),
    ),
  );
  const heads = ["own.layer", "own.shape", "own.rows", "own.visible_to", "own.changed", "own.actions"];
  const body = rows.length ? table(t("own.yours"), heads, rows, [2]) : stateBox("empty", t("own.none"), t("own.none_help"));
  return section("h-own", t("own.yours"), body);
}

function deletedSection(layers) {
  const rows = layers.map((layer) =>
    el("tr", { "data-deleted": layer.name },
      el("th", { scope: "row", class: "own__title" }, text(layer.title)),
      el("td", { class: "is-number" }, number(layer.rows)),
      el("td", {}, `${layer.deleted_by}, ${moment(layer.deleted_at)}`),
      el("td", {}, moment(layer.restorable_until)),
      el("td", {}, el("button", { type: "button", class: "button", "data-restore": layer.name, "aria-label": t("own.restore_of", { name: text(layer.title) }), onclick: () => restore(layer) }, t("own.restore"))),
    ),
  );
  const heads = ["own.layer", "own.rows", "own.deleted_by", "own.restorable", "own.actions"];
  return section("h-gone", t("own.deleted"), el("p", { class: "u-quiet" }, t("own.deleted_help")), table(t("own.deleted"), heads, rows, [1]));
}

function builtInSection() {
  const groups = new Map(page.groups.map((group) => [group.name, group]));
  const rows = page.layers
    .filter((layer) => !layer.is_custom)
    .map((layer) =>
      el("tr", {},
        el("th", { scope: "row", class: "own__title" }, text(layer.title)),
        el("td", {}, text(groups.get(layer.group)?.title)),
        el("td", {}, t(`own.shape_${layer.geometry}`)),
        el("td", { class: "is-number" }, number(layer.fields.length))),
    );
  return section("h-built-in", t("own.built_in"), el("p", { class: "u-quiet" }, t("own.built_in_help")),
    table(t("own.built_in"), ["own.layer", "own.group", "own.shape", "own.fields"], rows, [3]));
}

const section = (id, title, ...content) =>
  el("div", {}, el("h2", { id }, title), content);

function table(title, heads, rows, numbers) {
  return el("div", { class: "table-wrap", tabindex: "0", role: "region", "aria-label": title },
    el("table", { class: "table" },
      el("thead", {}, el("tr", {}, heads.map((key, at) => el("th", { scope: "col", class: numbers.includes(at) ? "is-number" : null }, t(key))))),
      el("tbody", {}, rows)));
}

function whoSees(layer) {
  const words = t(`role.${layer.visible_to}`);
  return el("span", { class: layer.visible_to === "public" ? "tag tag--warn" : "tag" }, words);
}

async function remove(layer) {
  try {
    await deleteOwnLayer(layer.name);
    await load();
    const undo = el("button", { type: "button", class: "button", id: "undo-delete", onclick: () => restore(layer) }, t("own.undo"));
    fill(byId("own-notes"), el("div", { class: "note note--good" }, icon("check"), el("div", {}, t("own.was_deleted", { name: text(layer.title) })), undo));
    undo.focus();
  } catch (error) {
    fill(byId("own-notes"), troubleBox(error, t("state.offline"), () => remove(layer)));
  }
}

async function restore(layer) {
  try {
    await restoreOwnLayer(layer.name);
    fill(byId("own-notes"), el("div", { class: "note note--good" }, icon("check"), el("div", {}, t("own.was_restored", { name: text(layer.title) }))));
    await load();
  } catch (error) {
    fill(byId("own-notes"), troubleBox(error, t("state.offline"), () => restore(layer)));
  }
}
