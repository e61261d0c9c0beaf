/** The panel of a one-file map: what it is, its contents with legend and counts, search, rows. */

import { el, fill } from "../dom.js";
import { number, t } from "../i18n.js";
import { swatchOf } from "./drawing.js";
import { matches, titleOf } from "./rows.js";
import { folded } from "./words.js";

const PAGE_ROWS = 50;

/** Say what the file shows, as of when, for whom, from which filter. */
export function headOf(data) {
  return el(
    "header",
    { class: "one__head" },
    el("h1", {}, data.title),
    data.demo ? el("p", { class: "one__note" }, data.demo) : null,
    el("p", {}, `${data.made} · ${data.role}`),
    el("p", { id: "filter" }, `${t("snapshot.filter")}: ${data.filter.join(" · ") || t("snapshot.no_filter")}`),
  );
}

/** The contents: a tick box for each layer, its legend below, counts that follow the time. */
export function contentsOf(layers, onChange) {
  const parts = layers.map((layer) => layerPart(layer, onChange));
  const node = el("nav", { "aria-label": t("snapshot.contents") }, el("h2", {}, t("snapshot.contents")), parts.map((part) => part.node));
  return { node, show: () => parts.forEach((part) => part.show()) };
}

/** What is counted and listed is what is drawn: a cell without a hot spot is none. */
const isDrawn = ({ isInTime, style }) => isInTime && Boolean(style) && style.colour !== "none";

function layerPart(layer, onChange) {
  const box = el("input", { type: "checkbox", checked: true, value: layer.name });
  const total = el("span", { class: "one__count" });
  const lines = layer.classes
    .filter((style) => style.colour !== "none")
    .map((style) => ({ style, swatch: el("span", {}), count: el("span", { class: "one__count" }) }));
  const legend = el(
    "ul",
    { class: "one__legend" },
    lines.map(({ style, swatch, count }) => el("li", {}, swatch, el("span", {}, style.title), count)),
  );
  box.addEventListener("change", () => {
    layer.isOn = box.checked;
    onChange();
  });
  const show = () => {
    const seen = layer.rows.filter(isDrawn);
    total.textContent = number(seen.length);
    legend.hidden = !layer.isOn;
    for (const { style, swatch, count } of lines) {
      fill(swatch, swatchOf(layer, style));
      count.textContent = number(seen.filter((row) => row.style === style).length);
    }
  };
  const label = el("label", { class: "one__layer" }, box, el("span", {}, layer.title), total);
  const counted = layer.counted ? el("p", { class: "one__counted" }, layer.counted) : null;
  return { node: el("section", {}, label, counted, legend), show };
}

/** Search and the rows it finds, as buttons that open them on the map. */
export function listOf(layers, onOpen) {
  const input = el("input", { type: "search", id: "search", autocomplete: "off", spellcheck: "false" });
  const status = el("p", { role: "status", id: "found" });
  const list = el("ol", { class: "one__rows", id: "rows" });
  const more = el("button", { type: "button", hidden: true }, t("snapshot.more"));
  let room = PAGE_ROWS;
  const show = () => {
    const typed = folded(input.value).split(/\s+/).filter(Boolean);
    const found = layers.filter((layer) => layer.isOn).flatMap((layer) => layer.rows.filter((row) => isDrawn(row) && matches(row, typed)));
    fill(list, found.slice(0, room).map((row) => rowButton(row, onOpen)));
    more.hidden = found.length <= room;
    const isAllOff = layers.every((layer) => !layer.isOn);
    status.textContent = isAllOff ? t("snapshot.no_tick") : found.length ? t("snapshot.found", { n: number(found.length) }) : t("snapshot.nothing");
  };
  input.addEventListener("input", () => {
    room = PAGE_ROWS;
    show();
  });
  more.addEventListener("click", () => {
    room += PAGE_ROWS;
    show();
    list.children[room - PAGE_ROWS]?.firstChild.focus();
  });
  const node = el("section", { "aria-label": t("snapshot.results") }, el("h2", {}, t("snapshot.results")), el("label", { for: "search" }, t("snapshot.search")), input, status, list, more);
  return { node, show };
}

function rowButton(row, onOpen) {
  const button = el("button", { type: "button" }, titleOf(row), el("small", {}, [row.layer.title, row.start].filter(Boolean).join(" · ")));
  button.addEventListener("click", () => onOpen(row));
  return el("li", {}, button);
}

/** Where the data comes from. */
export const footOf = (data) =>
  el("footer", { class: "one__foot", id: "attribution" }, `${t("snapshot.attribution")}: ${data.attribution.join(" · ")}`);
