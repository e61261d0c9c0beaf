/** The list beside the map: rows of one layer, sorted, page by page; map and list point at each other. */

import { fetchLayerRows, isCancelled } from "./api.js";
import { cellWords } from "./cells.js";
import { el, fill, icon, iconButton, stateBox, troubleBox } from "./dom.js";
import { number, t, text } from "./i18n.js";
import { toLatLng } from "./leaflet.js";
import { filterQuery, insideOf } from "./state.js";

const PAGE = 50;
const USUAL = ["incidents", "incident_cells"];
const TITLES = ["name", "category_code", "label", "address", "code"];
const DETAILS = {
  incidents: ["occurred_at", "address", "lane_name", "group_name", "state"],
  sites: ["code", "stage", "watched_from"],
  places: ["state", "last_on", "code"],
  routes: ["holder_unit", "valid_from"],
};
const OF_RUNS = ["rank", "value", "label"];
const FEW = 3;
const SCOPES = ["view", "all", "selection"];

/**
 * @typedef {{page: object, store: object, parts: () => object|null, runs: () => object|null, bounds: () => object|null, onOpen: (layer: string, id: number) => void, onShow: (place: [number, number]|null) => void, onExport: (wish: object) => void, selection: () => {query: URLSearchParams, words: string}|null}} Wishes
 * @param {HTMLElement} node
 * @param {Wishes} wishes
 */
export function buildList(node, wishes) {
  const names = wishes.page.layers.map((layer) => layer.name);
  const chosen = { layer: USUAL.find((name) => names.includes(name)) ?? names[0], sort: "", scope: "view", offset: 0 };
  const body = el("div", { class: "list__body", id: "list-rows" });
  const head = el("div", { class: "list__head" });
  const list = { ...wishes, chosen, body, head, table: null, key: "", current: "", columns: {} };
  fill(node, head, body);
  if (!names.length) return { show: () => undefined, mark: () => undefined, hover: () => undefined, choose: () => undefined };
  drawHead(list);
  body.addEventListener("keydown", moveByArrow);
  return {
    /** Ask for the rows again where what they hang on has changed; always with `again`. */
    show: (again = false) => show(list, again),
    /** The record that is open: its row says so. */
    mark(current) {
      list.current = current;
      markCurrent(list, true);
    },
    /** What the pointer is over on the map: its row is told apart. */
    hover(found) {
      const key = found ? `${found.layer.name}/${found.feature.id}` : "";
      for (const row of body.querySelectorAll("[data-key]")) row.classList.toggle("is-hovered", row.dataset.key === key);
    },
    /** List a layer within a scope. */
    choose(layer, scope) {
      Object.assign(chosen, { layer: layer ?? chosen.layer, scope, offset: 0 });
      drawHead(list);
      return show(list, true);
    },
  };
}

const layerOf = ({ page, chosen }) => page.layers.find((layer) => layer.name === chosen.layer);

/** Whether a layer is listed as a whole: counts take no part of the map, nor does a redacted link. */
const isWhole = (list) => layerOf(list).aggregated || Boolean(list.page.share?.redacted);

/** A scope that is not there for this layer or now falls back. */
function scopeOf(list) {
  if (isWhole(list)) return "all";
  if (list.chosen.scope === "selection" && !list.selection()) return "view";
  return list.chosen.scope;
}

/** What the rows are asked by: the filter, the scope, and the analysis that the map shows. */
function queryOf(list) {
  const scope = scopeOf(list);
  const query = filterQuery(list.store.get().filter);
  if (scope === "view") query.set("inside", insideOf(list.bounds()));
  if (scope === "selection") for (const [key, value] of list.selection().query) query.set(key, value);
  const run = list.runs()?.[layerOf(list).needs_run];
  if (run) query.set("run", String(run));
  return query;
}

async function show(list, again) {
  const { chosen, body } = list;
  if (!list.parts() || body.closest("[hidden]")) return;
  const narrow = queryOf(list);
  const wide = `${chosen.layer}?${narrow}`;
  if (wide !== list.key) chosen.offset = 0;
  const key = `${wide}|${chosen.sort}|${chosen.offset}`;
  if (key === list.shown && !again) return;
  list.key = wide;
  list.shown = key;
  const query = new URLSearchParams(narrow);
  query.set("limit", String(PAGE));
  query.set("offset", String(chosen.offset));
  if (chosen.sort) query.set("sort", chosen.sort);
  body.setAttribute("aria-busy", "true");
  if (!list.table) fill(body, stateBox("loading", t("state.loading")));
  try {
    list.table = await fetchLayerRows(chosen.layer, query);
    list.columns[chosen.layer] = list.table.columns;
    drawHead(list);
    drawRows(list, narrow);
  } catch (error) {
    if (isCancelled(error)) return;
    list.table = null;
    list.shown = "";
    fill(body, troubleBox(error, t("state.offline"), () => show(list, true)));
  }
  body.removeAttribute("aria-busy");
}

/** Which layer, which rows, in which order; drawn anew only where the choices have changed. */
function drawHead(list) {
  const { chosen, page, head } = list;
  const layer = layerOf(list);
  const columns = list.columns[chosen.layer] ?? [];
  const scopes = isWhole(list) ? ["all"] : SCOPES.filter((scope) => scope !== "selection" || list.selection());
  const sorts = columns.filter(({ name }) => name !== "time_precision").flatMap((column) => [column, { ...column, down: true }]);
  const sign = JSON.stringify([chosen.layer, scopeOf(list), chosen.sort, scopes, sorts.length]);
  if (head.dataset.sign === sign) return;
  const focused = head.contains(document.activeElement) ? document.activeElement.id : "";
  head.dataset.sign = sign;
  fill(
    head,
    choice(list, "layer", page.layers.map((each) => [each.name, text(each.title)]), () => {
      chosen.sort = "";
      list.table = null;
    }),
    el(
      "div",
      { class: "field-row" },
      choice(list, "scope", scopes.map((scope) => [scope, t(`list.scope.${scope}`)]), () => undefined, scopeOf(list)),
      choice(
        list,
        "sort",
        [
          ["", t("list.sort_usual")],
          ...sorts.map(({ name, title, down }) => [
            down ? `-${name}` : name,
            t(down ? "list.sort_down" : "list.sort_up", { name: text(title) }),
          ]),
        ],
        () => undefined,
      ),
    ),
  );
  if (focused) document.getElementById(focused)?.focus();
}

function choice(list, name, options, onChange, value = list.chosen[name]) {
  const id = `list-${name}`;
  const select = el(
    "select",
    { class: "select", id },
    options.map(([code, title]) => el("option", { value: code, selected: code === value }, title)),
  );
  select.addEventListener("change", () => {
    list.chosen[name] = select.value;
    list.chosen.offset = 0;
    onChange();
    drawHead(list);
    show(list, true);
  });
  return el("div", { class: "field" }, el("label", { class: "field__label", for: id }, t(`list.${name}`)), select);
}

function drawRows(list, narrow) {
  const { table, body } = list;
  body.dataset.total = String(table.total);
  if (!table.rows.length) {
    fill(body, stateBox("empty", t("list.none"), t("list.none_help")));
    return;
  }
  fill(
    body,
    el(
      "div",
      { class: "list__tools" },
      el("span", { class: "u-quiet u-number", role: "status" }, rangeWords(list)),
      iconButton(t("list.export"), "download", () => list.onExport({ layer: list.chosen.layer, query: narrow, words: t(`list.scope.${scopeOf(list)}`) })),
    ),
    el("ul", { class: "row-list" }, table.rows.map((row) => rowOf(list, row))),
    pager(list),
  );
  markCurrent(list, false);
}

function rangeWords({ table, chosen }) {
  const first = chosen.offset + 1;
  const last = chosen.offset + table.rows.length;
  return t("list.range", { first: number(first), last: number(last), total: number(table.total) });
}

function rowOf(list, row) {
  const { table, chosen } = list;
  const layer = layerOf(list);
  const by = Object.fromEntries(table.columns.map((column) => [column.name, column]));
  const say = (name) => (by[name] && row[name] !== null && row[name] !== "" ? cellWords(by[name], row[name], row) : "");
  // Bare numbers of an analysis say nothing: each stands behind what it is.
  const detail = (name) => (layer.needs_run && say(name) ? `${text(by[name].title)}: ${say(name)}` : say(name));
  const naming = [layer.label, ...TITLES].find((name) => name && say(name));
  const sorted = chosen.sort.replace(/^-/, "");
  const others = table.columns.filter(({ name, type }) => name !== naming && type !== "boolean" && name !== "time_precision");
  const telling = DETAILS[layer.name] ?? (layer.needs_run ? OF_RUNS : null) ?? others.slice(0, FEW).map(({ name }) => name);
  const shown = [...new Set([...telling, sorted])].filter((name) => name !== naming);
  const place = row.lon === null ? null : [row.lon, row.lat];
  return el(
    "li",
    {},
    el(
      "button",
      {
        type: "button",
        class: "row-button list__row",
        "data-key": `${layer.name}/${row.id}`,
        onclick: () => openRow(list, layer.name, row.id, place),
        onpointerenter: () => list.onShow(place),
        onpointerleave: () => list.onShow(null),
        onfocus: () => list.onShow(place),
        onblur: () => list.onShow(null),
      },
      el("span", { class: "row-button__title" }, naming ? say(naming) : text(layer.title)),
      el("span", { class: "row-button__detail" }, shown.map(detail).filter(Boolean).join(" · ")),
    ),
  );
}

/** Open a record; where the map does not show its place, go there. */
function openRow(list, layer, id, place) {
  const { map } = list.parts();
  const at = place && toLatLng(...place);
  if (at && !map.getBounds().contains(at)) map.setView(at, map.getZoom(), { animate: false });
  list.onOpen(layer, id);
}

function pager(list) {
  const { chosen, table } = list;
  if (table.total <= PAGE) return null;
  const go = (offset) => {
    chosen.offset = offset;
    return show(list, true).then(() => list.body.querySelector(".list__row")?.focus());
  };
  const button = (label, name, offset, isOff) =>
    el("button", { type: "button", class: "button", disabled: isOff, "data-page": name, onclick: () => go(offset) }, icon(name), el("span", {}, label));
  return el(
    "div",
    { class: "button-row list__pager" },
    button(t("list.before"), "back", Math.max(0, chosen.offset - PAGE), chosen.offset === 0),
    button(t("list.next"), "forward", chosen.offset + PAGE, chosen.offset + PAGE >= table.total),
  );
}

function markCurrent({ body, current }, isNew) {
  for (const row of body.querySelectorAll("[data-key]")) {
    const isCurrent = row.dataset.key === current;
    row.toggleAttribute("aria-current", isCurrent);
    if (isCurrent) {
      row.setAttribute("aria-current", "true");
      if (isNew) row.scrollIntoView({ block: "nearest" });
    }
  }
}

/** Arrows go from row to row, as in any list. */
function moveByArrow(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const row = event.target.closest?.(".list__row");
  if (!step || !row) return;
  const rows = [...event.currentTarget.querySelectorAll(".list__row")];
  const next = rows[rows.indexOf(row) + step];
  event.preventDefault();
  next?.focus();
}
