/** A one-file map starts: data from its own page, layers as the shell names them. */

import { el } from "../dom.js";
import { setLanguage } from "../i18n.js";
import { drawnOrder, shapeOf } from "./drawing.js";
import { contentsOf, footOf, headOf, listOf } from "./panel.js";
import { isWithin, rowsOf, titleOf, wordsOf } from "./rows.js";
import { daysOf, timeOf } from "./time.js";

const data = JSON.parse(document.getElementById("view-data").textContent);
/** Names of layers from the lowest to the topmost, where the address did not say. */
const drawn = [];
setLanguage(data.lang, data.messages);

function popupOf(row) {
  const pairs = wordsOf(row).flatMap((words, i) => (words ? [el("dt", {}, row.layer.titles[i]), el("dd", {}, words)] : []));
  return el("div", { class: "one__card" }, el("h3", {}, titleOf(row)), el("p", {}, [row.layer.title, row.style?.title].filter(Boolean).join(" · ")), el("dl", {}, pairs));
}

function prepare(layer) {
  layer.isOn = true;
  layer.isTimed = ["moment", "overlap"].includes(layer.time) && layer.start.some(Boolean);
  layer.rows = rowsOf(layer);
}

function draw(map, renderer, order, state) {
  state.group?.remove();
  state.group = window.L.layerGroup();
  for (const row of order.filter((layer) => layer.isOn).flatMap(drawnOrder)) {
    if (!row.isInTime) continue;
    row.shape = shapeOf(row, renderer);
    row.shape?.bindPopup(() => popupOf(row), { maxWidth: 320, maxHeight: 320 });
    if (row.shape) state.group.addLayer(row.shape);
  }
  state.group.addTo(map);
}

function open(map, row) {
  const bounds = window.L.latLngBounds(row.paths.flat());
  map.fitBounds(bounds, { maxZoom: Math.max(17, map.getZoom()), animate: false });
  if (row.shape && map.hasLayer(row.shape)) row.shape.openPopup();
  else map.openPopup(popupOf(row), bounds.getCenter());
}

function place(map) {
  const [west, south, east, north] = data.bounds;
  if (data.place) map.setView([data.place[0], data.place[1]], Math.round(data.place[2]), { animate: false });
  else map.fitBounds([[south, west], [north, east]], { animate: false });
}

function start(map) {
  map.attributionControl.setPrefix(false);
  window.L.control.zoom({ position: "topright", zoomInTitle: "+", zoomOutTitle: "−" }).addTo(map);
  data.layers.forEach(prepare);
  const order = [...data.layers].sort((a, b) => drawn.indexOf(a.name) - drawn.indexOf(b.name));
  const renderer = window.L.canvas({ padding: 0.2, tolerance: 6 });
  const state = {};
  const rows = data.layers.flatMap((layer) => layer.rows);
  const show = () => {
    draw(map, renderer, order, state);
    contents.show();
    list.show();
  };
  const contents = contentsOf(data.layers, show);
  const list = listOf(data.layers, (row) => open(map, row));
  const limit = (first, last) => {
    for (const row of rows) row.isInTime = isWithin(row, first, last);
    show();
  };
  const time = timeOf(daysOf(rows), limit);
  const parts = [headOf(data), contents.node, time?.node, list.node, footOf(data)].filter(Boolean);
  document.getElementById("panel").append(...parts);
  place(map);
  if (time) time.read();
  else limit("", "9999");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    document.dispatchEvent(new Event("themechange"));
    show();
  });
  document.documentElement.dataset.ready = "true";
}

window.diemnong = { addLayer: ({ name }) => drawn.push(name), start };
