/** Split a record along a line, or merge it with one that it meets. Areas do so by a document. */

import { divideEdit } from "../api_edit.js";
import { el } from "../dom.js";
import { t, text } from "../i18n.js";
import { buildTyped } from "./typed.js";

const DOCUMENT = [["number", "text"], ["title", "text"], ["on", "date"], ["starts_on", "date"]];
const BLAMED = { basis_number: "document-number", basis_title: "document-title", basis_on: "document-on", on: "document-on", starts_on: "document-starts_on" };

/**
 * @param {{frame: object, srid: number, review: (job: object) => Promise<void>, back: () => void}} parts
 * `back` leaves for the editing of the record.
 */
export function buildDivision({ frame, srid, review, back }) {
  let [others, cut] = [null, null];

  /** Show a form; and again, as it was left, when a difference was seen. */
  function show(how, { work, sketch, title }, form, wish) {
    const ask = (plan) =>
      divideEdit(work.layer, work.id, how, { ...wish(), ...said(form), version: work.version, reason: work.reason, plan });
    const blame = (name) => form.querySelector(`#edit-${BLAMED[name] ?? name}`)?.focus();
    const job = { work, sketch, ask, blame, onReason: () => undefined, back: reshow };
    function reshow() {
      sketch.compare([{ after: work.geometry }]);
      if (cut) sketch.showCut(cut);
      frame.show(how, `${t("edit.title")} · ${text(work.title)}`, t(`edit.${how}_title`, { title }), [form], [
        el("button", { type: "button", class: "button button--main", id: "edit-review", onclick: () => review(job) }, t("edit.review")),
        el("button", { type: "button", class: "button", id: "edit-leave", onclick: back }, t("edit.back")),
      ]);
    }
    reshow();
  }

  /** Wait for a line across; code and name of what comes of it are asked beside. */
  function split(what, code) {
    const { work, sketch } = what;
    [others, cut] = [null, null];
    const showCut = (geometry) => {
      sketch.compare([{ after: work.geometry }]);
      cut = geometry;
      sketch.showCut(cut);
      typed.show(cut);
      frame.say(t("edit.hint_cut_done"));
    };
    const draw = () => {
      sketch.compare([{ after: work.geometry }]);
      sketch.draw(showCut, "Line");
      frame.say(t("edit.hint_cut"));
    };
    const typed = buildTyped("line", srid, showCut);
    const tool = (id, words, onclick) => el("button", { type: "button", class: "button", id, onclick }, words);
    const form = el(
      "div",
      { class: "edit__part" },
      frame.hint,
      el("div", { class: "button-row" }, tool("edit-cut", t("edit.cut_again"), draw), tool("edit-cut-finish", t("edit.tool_finish"), () => sketch.finish())),
      typed.node,
      work.is_area ? names("edit.first_piece", work.values, "-1") : null,
      names("edit.second_piece", { code, name: work.values.name }),
      documentForm(work),
    );
    show("split", what, form, () => ({ cut }));
    draw();
  }

  /** Choose the other one in the list, or by a click on the map. */
  function merge(what) {
    const { work, title } = what;
    cut = null;
    const words = ({ code, name }) => (name ? `${code} · ${name}` : code);
    others = el("select", { class: "select", id: "edit-other" }, work.beside.map((each) => el("option", { value: each.id }, words(each))));
    const form = el(
      "div",
      { class: "edit__part" },
      el("p", { class: "u-quiet" }, t("edit.merge_help")),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "edit-other" }, t("edit.other")), others),
      work.is_area ? names("edit.whole", { name: work.values.name }) : el("p", { class: "u-quiet" }, t("edit.merge_keeps", { title })),
      documentForm(work),
    );
    show("merge", what, form, () => {
      const chosen = work.beside.find(({ id }) => String(id) === others.value);
      return { other: chosen?.id, other_version: chosen?.version };
    });
  }

  /** A record that is clicked on the map while the other one is being chosen. */
  function pick(work, found) {
    const isBeside = found?.layer.name === work.layer && work.beside.some(({ id }) => id === found.feature.id);
    if (others && isBeside) others.value = String(found.feature.id);
  }

  return { split, merge, pick };
}

/** Code and name of one new record; `suffix` keeps the ids of two of them apart. */
function names(title, values, suffix = "") {
  const field = (key) => {
    const id = `edit-${key}${suffix}`;
    const input = el("input", { class: "input", id, type: "text", "data-name": key, autocomplete: "off", maxlength: "200" });
    input.value = values[key] ?? "";
    return el("div", { class: "field" }, el("label", { class: "field__label", for: id }, t(`edit.new_${key}`)), input);
  };
  return el("fieldset", { class: "edit__names" }, el("legend", { class: "field__label" }, t(title)), field("code"), field("name"));
}

function documentForm(work) {
  if (!work.is_area) return null;
  const rows = DOCUMENT.map(([name, type]) =>
    el(
      "div",
      { class: "field" },
      el("label", { class: "field__label", for: `edit-document-${name}` }, t(`edit.document_${name}`)),
      el("input", { class: "input", id: `edit-document-${name}`, type, "data-document": name, autocomplete: "off" }),
    ),
  );
  return el("fieldset", { class: "edit__names" }, el("legend", { class: "field__label" }, t("edit.document")), rows);
}

/** What the form says: names of the new records in order, and the document. */
function said(form) {
  const valuesIn = (node, key) => Object.fromEntries([...node.querySelectorAll(`[data-${key}]`)].map((input) => [input.dataset[key], input.value]));
  const sets = [...form.querySelectorAll(".edit__names")].filter((set) => set.querySelector("[data-name]"));
  return { names: sets.map((set) => valuesIn(set, "name")), document: valuesIn(form, "document") };
}
