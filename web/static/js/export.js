/** The export menu: which layer, format and coordinates; how many rows; what is left out. */

import { exportAddress, fetchExportPlan, isCancelled, pageData, templateAddress } from "./api.js";
import { el, fill, icon, iconButton, stateBox, toast } from "./dom.js";
import { periodTitle } from "./filters/titles.js";
import { number, t, text } from "./i18n.js";
import { filterQuery } from "./state.js";

const USUAL_LAYERS = ["incidents", "incident_cells", "incidents_by_lane"];

/**
 * Make the dialog and return what opens it: for all that the filter keeps, or for the rows of a list,
 * `{layer, query, words}`.
 * @param {HTMLDialogElement} dialog
 * @param {{page: object, store: object, runs: () => object|null}} wishes
 */
export function buildExport(dialog, wishes) {
  const chosen = { layer: usualLayer(wishes.page), format: null, crs: null };
  const body = el("div", { class: "dialog__body export" });
  const foot = el("div", { class: "dialog__foot" });
  const close = () => dialog.close();
  fill(
    dialog,
    el(
      "div",
      { class: "dialog__head" },
      el("h2", { id: "export-title" }, t("export.title")),
      iconButton(t("popup.close"), "close", close),
    ),
    body,
    foot,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && close());
  const parts = { ...wishes, chosen, body, foot, close, dialog };
  return (narrow = null) => {
    parts.narrow = narrow;
    if (narrow) chosen.layer = narrow.layer;
    dialog.showModal();
    load(parts);
  };
}

function usualLayer(page) {
  const names = page.layers.map((layer) => layer.name);
  return USUAL_LAYERS.find((name) => names.includes(name)) ?? names[0];
}

/** Ask what an export of the chosen layer would be, and show it. */
async function load(parts, focused = "export-layer") {
  const { body, foot, chosen, dialog } = parts;
  delete dialog.dataset.rows;
  const query = exportQuery(parts);
  if (!body.children.length) fill(body, stateBox("loading", t("state.loading")));
  try {
    const plan = await fetchExportPlan(chosen.layer, query);
    show(parts, plan, query);
    dialog.dataset.rows = String(plan.rows);
  } catch (error) {
    if (isCancelled(error)) return;
    const words = error.words ? text(error.words) : t("state.offline");
    fill(body, layerField(parts), stateBox("error", words));
    fill(foot);
  }
  document.getElementById(focused)?.focus();
}

/** The filter as it is shown, and the analysis that the map shows of the layer. */
function exportQuery({ page, store, runs, chosen, narrow }) {
  const query = narrow ? new URLSearchParams(narrow.query) : filterQuery(store.get().filter);
  query.delete("run"); // of another layer, perhaps
  const method = page.layers.find((layer) => layer.name === chosen.layer)?.needs_run;
  if (method && runs()?.[method]) query.set("run", String(runs()[method]));
  return query;
}

function show(parts, plan, query) {
  const { body, foot, chosen } = parts;
  const format = plan.formats.find((each) => each.name === chosen.format) ?? plan.formats[0];
  const crs = format.crs.includes(chosen.crs) ? chosen.crs : format.usual_crs;
  const again = (id) => () => {
    show(parts, plan, query);
    document.getElementById(id)?.focus();
  };
  fill(
    body,
    layerField(parts),
    el(
      "div",
      { class: "export__row" },
      choice("format", plan.formats.map((each) => [each.name, each.title]), format.name, (value) => {
        chosen.format = value;
        again("export-format")();
      }),
      choice("crs", systemsOf(plan, format), crs, (value) => {
        chosen.crs = value;
        again("export-crs")();
      }),
    ),
    facts(parts, plan, format, crs),
  );
  fill(foot, templateLink(plan), downloadLink(parts, plan, format, crs, query));
}

function layerField(parts) {
  const layers = parts.page.layers.map((layer) => [layer.name, text(layer.title)]);
  return choice("layer", layers, parts.chosen.layer, (value) => {
    parts.chosen.layer = value;
    load(parts);
  });
}

const systemsOf = (plan, format) =>
  plan.systems
    .filter((system) => format.crs.includes(system.crs))
    .map((system) => [system.crs, `${system.crs} · ${system.name}`]);

function choice(name, options, selected, onChange) {
  const id = `export-${name}`;
  const list = el(
    "select",
    { class: "select", id, onchange: () => onChange(list.value) },
    options.map(([value, title]) => el("option", { value, selected: value === selected }, title)),
  );
  return el(
    "div",
    { class: "field" },
    el("label", { class: "field__label", for: id }, t(`export.${name}`)),
    list,
  );
}

/** What the file will hold and what not, as pairs. */
function facts({ page, store, narrow }, plan, format, crs) {
  const { filter } = store.get();
  const system = plan.systems.find((each) => each.crs === crs);
  const left = plan.left_out.map(text).join(", ");
  const lines = [
    [t("export.rows"), number(plan.rows)],
    [t("export.filter"), [filterWords(page, filter, plan.layer), narrow?.words].filter(Boolean).join(" · ")],
    plan.boundaries ? [t("export.areas"), text(plan.boundaries.words).replace(/^[^:]*: /, "")] : null,
    [t("export.accuracy"), text(system.accuracy)],
    [t("export.left_out"), left || (plan.left_out_fields ? t("export.left_out_public") : t("export.nothing"))],
    [t("export.not_held"), format.not_held.length ? list(format.not_held.map(text)) : t("export.nothing")],
  ];
  return el(
    "dl",
    { class: "pairs export__facts" },
    lines.filter(Boolean).flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value)]),
  );
}

/** What of the filter the layer follows, in the words of the chips beside the map. */
function filterWords(page, filter, name) {
  const layer = page.layers.find((each) => each.name === name);
  const isAll = name === "incidents" || layer.aggregated || layer.needs_run;
  if (!isAll && layer.time === "none") return t("export.no_filter");
  const chips = isAll ? [...document.querySelectorAll("#active-filters .chip--on")] : [];
  return [...new Set([periodTitle(page, filter), ...chips.map((chip) => chip.textContent.trim())])].join(" · ");
}

const list = (words) => el("ul", { class: "export__list" }, words.map((each) => el("li", {}, each)));

function templateLink(plan) {
  if (!plan.has_template || pageData().share) return el("span", {});
  return el(
    "a",
    { class: "button button--quiet", href: templateAddress(plan.layer), download: true },
    icon("download"),
    el("span", {}, t("export.template")),
  );
}

function downloadLink({ close }, plan, format, crs, query) {
  if (!format.fits) {
    const words = t("export.too_many", { format: format.title, most: number(format.most_rows) });
    return el("span", { class: "note note--warning", role: "status" }, icon("warning"), el("span", {}, words));
  }
  const asked = new URLSearchParams(query);
  asked.set("crs", crs);
  const done = () => {
    toast(t("export.started", { format: format.title }));
    setTimeout(close);
  };
  return el(
    "a",
    {
      class: "button button--main",
      id: "export-download",
      href: exportAddress(plan.layer, format.name, asked),
      download: true,
      onclick: done,
    },
    icon("download"),
    el("span", {}, t("export.download", { format: format.title })),
  );
}
