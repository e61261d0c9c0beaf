/** The list of layers: tick boxes, counts, and the legend of what is ticked. */

import { el, fill, icon } from "./dom.js";
import { date, number, t, text } from "./i18n.js";
import { DRAWING, isGridAt } from "./layers/index.js";
import { asPoint } from "./layers/symbols.js";
import { later } from "./later.js";
import { arrangeRows, dragToOrder } from "./layer_drag.js";
import { canMove, fullOrder, layerTools } from "./layer_order.js";

const WIDTH = 24;
const HEIGHT = 20;

/** A swatch painted by the code that paints the map. */
export function swatch(geometry, style) {
  const canvas = el("canvas", {
    class: "swatch",
    width: WIDTH * 2,
    height: HEIGHT * 2,
    "aria-hidden": "true",
  });
  const paint = () => {
    const context = canvas.getContext("2d");
    context.setTransform(2, 0, 0, 2, 0, 0);
    context.clearRect(0, 0, WIDTH, HEIGHT);
    DRAWING[geometry].swatch(context, style, WIDTH, HEIGHT);
  };
  paint();
  document.addEventListener("themechange", paint);
  return canvas;
}

/** Classes worth a line of their own: "not significant" needs none. */
const shownClasses = (layer) =>
  layer.run ? layer.style.classes : layer.style.classes.filter((style) => style.colour !== "none");
/** Classes made of data: one for what is rare hides where it has nothing. */
const isOwn = (layer) => Boolean(layer.is_custom || layer.run);

function legendOf(layer) {
  const lines = shownClasses(layer).map((style) =>
    el(
      "li",
      { "data-class": layer.style.classes.indexOf(style) },
      swatch(layer.geometry, layer.run && layer.geometry === "point" ? asPoint(style) : style),
      el("span", { class: "legend__title" }, text(style.title)),
      el("span", { class: "check__count" }),
    ),
  );
  const isDense = !isOwn(layer) && lines.length > 4 && shownClasses(layer).every((style) => text(style.title).length < 16);
  return el(
    "ul",
    {
      class: isDense ? "legend legend--dense layer__legend" : "legend layer__legend",
      "aria-label": t("layers.legend_of", { name: text(layer.title) }),
    },
    lines,
  );
}

/** The places of what is said at a stored run: few maps show one, so the words come later. */
function aboutStored(layer, page) {
  const about = { above: el("div", {}), below: el("div", {}) };
  later(import("./results/about.js")).then(({ aboutRun }) => {
    for (const [place, part] of Object.entries(aboutRun(layer, page))) about[place].append(part);
  });
  return about;
}

function rowOf(layer, page, store) {
  const isSingle = !layer.run && shownClasses(layer).length === 1;
  const box = el("input", { type: "checkbox", name: "layer", value: layer.name, id: `layer-${layer.name}` });
  const count = el("span", { class: "check__count" });
  const runHint = el("span", { class: "tag layer__hint", hidden: true });
  const zoomHint = el("span", { class: "tag layer__hint", hidden: true }, t("layers.zoom_in"));
  const legend = isSingle ? null : legendOf(layer);
  const stateHint = layer.time === "state" ? el("li", { class: "layer__grid" }) : null;
  if (stateHint) legend?.append(stateHint);
  const gridHint = layer.grid_below
    ? el("li", { hidden: true, class: "layer__grid" }, t("layers.grid_hint"))
    : null;
  if (gridHint) legend?.append(gridHint);
  box.addEventListener("change", () => {
    const others = store.get().layers.filter((name) => name !== layer.name);
    store.set({ layers: box.checked ? [...others, layer.name] : others });
  });
  const label = el(
    "label",
    { class: "check" },
    box,
    isSingle ? swatch(layer.geometry, shownClasses(layer)[0]) : null,
    el("span", { class: "check__text" }, text(layer.title)),
    zoomHint,
    runHint,
    count,
  );
  const counted = layer.needs_run && !layer.run ? el("p", { class: "layer__counted", hidden: true }) : null;
  const tools = layerTools(layer, page, store);
  const grip = el("span", { class: "layer__grip", title: t("layers.drag"), "aria-hidden": "true" }, icon("grip"));
  const about = layer.run ? aboutStored(layer, page) : null;
  const show = (state) => {
    box.checked = state.layers.includes(layer.name);
    tools.show(state);
    grip.toggleAttribute("hidden", !(box.checked && canMove(layer, state, page)));
    legend?.toggleAttribute("hidden", !box.checked);
    counted?.toggleAttribute("hidden", !(box.checked && counted.textContent));
    for (const part of Object.values(about ?? {})) part.toggleAttribute("hidden", !box.checked);
    if (stateHint) stateHint.textContent = stateWords(state.filter);
    gridHint?.toggleAttribute("hidden", !(state.view && isGridAt(layer, state.view.zoom - 1)));
    zoomHint.toggleAttribute("hidden", !(box.checked && state.view && state.view.zoom - 1 < layer.min_zoom));
  };
  return { node: el("div", { class: "layer", "data-row-of": layer.name }, grip, label, about?.above, counted, legend, tools.node, about?.below), show, count, runHint, counted, layer };
}

/** Of which day the classes are where a layer shows how far things had come. */
const stateWords = ({ to }) => (to ? t("layers.state_on", { day: date(to) }) : t("layers.state_now"));

/** How many rows each class has; of classes made of data, one for what is rare hides without any. */
function showClassCounts({ node, layer }, counts) {
  if (!counts) return;
  for (const line of node.querySelectorAll("[data-class]")) {
    const n = counts[Number(line.dataset.class)] ?? 0;
    line.querySelector(".check__count").textContent = number(n);
    line.hidden = isOwn(layer) && n === 0 && (Boolean(layer.run) || ["other", "missing"].includes(layer.style.classes[line.dataset.class].value));
  }
}

/** A layer that shows an analysis says nothing of its count before there is one. */
function showCount({ count, runHint, layer }, n, runs, isMoreComing) {
  const isByFilter = Boolean(layer.needs_run) && !layer.run;
  const waits = isByFilter && (runs === null || (isMoreComing && !runs[layer.needs_run]));
  const isNone = isByFilter && !waits && !runs[layer.needs_run];
  const words = waits ? t("layers.computing") : isNone ? t("layers.no_run") : "";
  runHint.textContent = words;
  runHint.toggleAttribute("hidden", !words);
  runHint.toggleAttribute("data-computing", waits);
  count.textContent = waits || isNone || n === undefined || n === null ? "" : number(n);
}

/** A group of layers: folded by its name, ticked as a whole by the box beside it. */
function groupOf(group, rows, page, store) {
  const title = text(group.title);
  const names = rows.map(({ layer }) => layer.name);
  const id = `group-${group.name}`;
  const body = el("div", { id, role: "group", "aria-label": title }, rows.map((row) => row.node));
  const fold = el("button", { type: "button", class: "layer-group__title", "aria-expanded": "true", "aria-controls": id }, icon("down"), el("span", {}, title));
  fold.addEventListener("click", () => {
    body.hidden = !body.hidden;
    fold.setAttribute("aria-expanded", String(!body.hidden));
  });
  const box = el("input", { type: "checkbox", "aria-label": t("layers.all_of", { name: title }) });
  box.addEventListener("change", () => {
    const others = store.get().layers.filter((name) => !names.includes(name));
    store.set({ layers: box.checked ? [...others, ...names] : others });
  });
  const show = ({ layers, order }) => {
    arrangeRows(body, rows, order?.length ? fullOrder(order, page.drawing) : []);
    const on = names.filter((name) => layers.includes(name)).length;
    box.checked = on === names.length;
    box.indeterminate = on > 0 && on < names.length;
  };
  return { node: el("div", { class: "layer-group", "data-group": group.name }, el("div", { class: "layer-group__head" }, fold, box), body), show };
}

/**
 * Build the list into a node; follows the store.
 * @returns {{setCounts: (counts: Record<string, number>|null, classes?: Record<string, number[]>) => void, setRuns: (runs: Record<string, number>|null, isMore?: boolean, counted?: Record<string, object>) => void}}
 */
export function buildLayerList(node, page, store) {
  const rows = page.layers.map((layer) => rowOf(layer, page, store));
  const groups = page.groups.map((group) => groupOf(group, rows.filter(({ layer }) => layer.group === group.name), page, store));
  dragToOrder(node, page, store);
  fill(node, groups.map((group) => group.node), page.role === "public" ? el("p", { class: "panel__note" }, t("map.public_note")) : null);
  const show = (state) => [...rows, ...groups].forEach((part) => part.show(state));
  show(store.get());
  store.subscribe(show);
  let counted = {};
  let known = null;
  let isMoreComing = false;
  const refresh = () => rows.forEach((row) => showCount(row, counted[row.layer.name], known, isMoreComing));
  return {
    setCounts(counts, classes) {
      counted = counts ?? {};
      rows.forEach((row) => showClassCounts(row, classes?.[row.layer.name]));
      refresh();
    },
    /** The analyses on the map, by method; null: not known yet. `isMore`: others are still being made; `words`: what each counted. */
    setRuns(runs, isMore = false, words = {}) {
      known = runs;
      isMoreComing = isMore;
      for (const { counted: said, layer } of rows) if (said) said.textContent = words[layer.needs_run] ? text(words[layer.needs_run]) : "";
      rows.forEach((row) => row.show(store.get())); // with many units a layer is shown from closer on
      refresh();
    },
  };
}
