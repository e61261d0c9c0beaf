/** Filter a layer by its own fields, each by its type: a range, days, codes, yes or no, words. */

import { fetchFields, isCancelled } from "../api.js";
import { el, fill, stateBox, troubleBox } from "../dom.js";
import { number, t, text } from "../i18n.js";
import { changeFilter, filterQuery } from "../state.js";
import { buildFold } from "./choices.js";
import { endsOf, isDay, isNumber, valueOf, withFields, withValue } from "./clauses.js";
import { buildRange } from "./range.js";

/** The fold with a choice of layer; its fields are asked for once it is open. */
export function buildFields(page, store) {
  const layers = withFields(page);
  const part = buildFold("where", t("filter.fields"), () => changeFilter(store, { where: [] }));
  const choice = el("select", { class: "select", id: "fields-layer" }, [
    el("option", { value: "" }, t("filter.fields_choose")),
    ...layers.map((each) => el("option", { value: each.name }, text(each.title))),
  ]);
  const place = el("div", { class: "fields", id: "fields" });
  fill(part.body, el("div", { class: "field" }, el("label", { class: "field__label", for: "fields-layer" }, t("filter.fields_layer")), choice), place);
  let shown = "";

  async function ask() {
    if (!part.node.open || !choice.value) {
      shown = "";
      return fill(place);
    }
    const layer = layers.find((each) => each.name === choice.value);
    const key = `${layer.name}?${filterQuery(store.get().filter)}`;
    if (key === shown) return undefined;
    if (!shown.startsWith(`${layer.name}?`)) fill(place, stateBox("loading", t("state.loading")));
    try {
      const { fields } = await fetchFields(layer.name, filterQuery(store.get().filter));
      shown = key;
      draw(layer, fields);
    } catch (error) {
      if (isCancelled(error)) return undefined;
      shown = "";
      fill(place, troubleBox(error, t("state.offline"), ask));
    }
    return undefined;
  }

  function draw(layer, fields) {
    const known = new Map(layer.fields.map((each) => [each.name, each]));
    const focused = place.contains(document.activeElement) ? focusKey(document.activeElement) : null;
    // What somebody is typing stays as it is until it counts.
    const typed = new Map([...place.querySelectorAll("[data-typing]")].map((each) => [each.dataset.field, each]));
    const isSame = place.dataset.ready === layer.name;
    fill(place, fields.map((facet) => (isSame && typed.get(facet.name)) || buildField(layer, { ...known.get(facet.name), ...facet }, store)));
    const again = focused && place.querySelector(`[data-field="${CSS.escape(focused.field)}"]`)?.querySelectorAll("input, select")[focused.at];
    again?.focus();
    place.dataset.ready = layer.name;
  }

  choice.addEventListener("change", () => {
    delete place.dataset.ready;
    ask();
  });
  part.node.addEventListener("toggle", ask);
  return {
    node: part.node,
    show({ where }) {
      part.setChosen(where.length);
      if (!choice.value && where.length) choice.value = where[0].split(".")[0];
    },
    refresh: ask,
  };
}

/** Where the focus stands, so that it stands there again when the counts have come. */
function focusKey(node) {
  const row = node.closest("[data-field]");
  return row && { field: row.dataset.field, at: [...row.querySelectorAll("input, select")].indexOf(node) };
}

function buildField(layer, field, store) {
  const value = valueOf(store.get().filter, layer.name, field.name);
  const title = text(field.title);
  const node = el("fieldset", { class: "field fields__one", "data-field": field.name }, el("legend", { class: "field__label" }, title));
  const set = (next) => {
    delete node.dataset.typing;
    changeFilter(store, { where: withValue(store.get().filter, layer.name, field.name, next) });
  };
  node.addEventListener("input", () => {
    node.dataset.typing = "";
  });
  node.append(...[control(field, title, value, set)].flat());
  return node;
}

function control(field, title, value, set) {
  if (isNumber(field.type)) {
    if (field.low === null) return el("p", { class: "u-quiet" }, t("filter.fields_none"));
    if (field.low === field.high && !value) return el("p", { class: "u-quiet" }, `${number(field.low, field.type === "integer" ? 0 : 2)} · ${t("filter.fields_rows", { n: number(field.n) })}`);
    return buildRange({ title, isWhole: field.type === "integer", value, facet: field, onChange: set });
  }
  if (isDay(field.type)) return days(field, title, value, set);
  if (field.type === "boolean") return oneOf(field, title, value, set);
  if (field.type === "code") return codes(field, value, set);
  return words(title, value, set);
}

function days(field, title, value, set) {
  const ends = endsOf(value).map((end, at) =>
    el("input", { class: "input", type: "date", value: end, min: field.low ?? "", max: field.high ?? "", "aria-label": t(at ? "filter.fields_to" : "filter.fields_from", { name: title }) }),
  );
  if (ends.length < 2) ends.push(el("input", { class: "input", type: "date", "aria-label": t("filter.fields_to", { name: title }) }));
  const error = el("span", { class: "field__error", role: "alert" });
  for (const each of ends)
    each.addEventListener("change", () => {
      const [low, high] = ends.map((end) => end.value);
      const isWrong = Boolean(low && high && high < low);
      error.textContent = isWrong ? t("filter.days_order") : "";
      if (!isWrong) set(low || high ? `${low}..${high}` : "");
    });
  return el("div", {}, el("div", { class: "range__ends" }, ends[0], el("span", { "aria-hidden": "true" }, "–"), ends[1]), error);
}

function oneOf(field, title, value, set) {
  const options = [["", t("filter.fields_all")], ...field.values.map((each) => [each.value, `${text(each.title)} (${number(each.n)})`])];
  const select = el("select", { class: "select", "aria-label": title }, options.map(([each, words]) => el("option", { value: each, selected: each === value }, words)));
  select.addEventListener("change", () => set(select.value));
  return select;
}

function codes(field, value, set) {
  const chosen = new Set(value ? value.split("|") : []);
  return el("div", {}, field.values.map((each) => {
    const box = el("input", { type: "checkbox", value: each.value, checked: chosen.has(each.value) });
    box.addEventListener("change", () => {
      if (box.checked) chosen.add(each.value);
      else chosen.delete(each.value);
      set([...chosen].sort().join("|"));
    });
    return el("label", { class: "check", "data-empty": each.n ? null : "" }, box, el("span", { class: "check__text" }, text(each.title)), el("span", { class: "check__count" }, number(each.n)));
  }));
}

function words(title, value, set) {
  const input = el("input", { class: "input", type: "search", value, maxlength: 80, autocomplete: "off", spellcheck: "false", placeholder: t("filter.fields_contains"), "aria-label": `${title}: ${t("filter.fields_contains")}` });
  input.addEventListener("change", () => {
    const typed = input.value.trim();
    set(/[\p{L}\p{N}]/u.test(typed) ? typed : "");
  });
  return input;
}
