/** Layers dragged by their grip, with mouse, pen or finger; for keys there are the buttons under each layer. */

import { toast } from "./dom.js";
import { t, text } from "./i18n.js";
import { placedOrder, tierOf } from "./layer_order.js";

/** Let the rows of a list be dragged past others of their tier: points, lines, areas, base. */
export function dragToOrder(list, page, store) {
  const known = new Map(page.layers.map((layer) => [layer.name, layer]));
  let drag = null;

  list.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".layer__grip");
    if (!grip || event.button) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const row = grip.closest("[data-row-of]");
    drag = { grip, row, layer: known.get(row.dataset.rowOf), place: null };
    row.dataset.dragged = "";
  });
  list.addEventListener("pointermove", ({ clientY }) => drag && mark(placeAt(clientY)));
  list.addEventListener("pointerup", () => drag && drop());
  list.addEventListener("pointercancel", () => drag && end());
  document.addEventListener("keydown", ({ key }) => drag && key === "Escape" && end());

  /** The row of the same tier nearest to the pointer, and on which side of it. */
  function placeAt(y) {
    const rows = [...list.querySelectorAll("[data-row-of]")].filter(
      (row) => row !== drag.row && row.offsetParent && tierOf(known.get(row.dataset.rowOf)) === tierOf(drag.layer) && store.get().layers.includes(row.dataset.rowOf),
    );
    const middles = rows.map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return { row, top, bottom: top + height, far: Math.abs(y - top - height / 2) };
    });
    const nearest = middles.sort((one, other) => one.far - other.far)[0];
    return nearest ? { row: nearest.row, isAfter: y > (nearest.top + nearest.bottom) / 2 } : null;
  }

  function mark(place) {
    unmark();
    drag.place = place;
    if (place) place.row.dataset.drop = place.isAfter ? "after" : "before";
  }

  function unmark() {
    for (const row of list.querySelectorAll("[data-drop]")) delete row.dataset.drop;
  }

  function drop() {
    const { layer, place } = drag;
    end();
    if (!place) return;
    const other = known.get(place.row.dataset.rowOf);
    const before = store.get().order;
    store.set({ order: placedOrder(layer, other, place.isAfter, store.get(), page) });
    const words = t(place.isAfter ? "layers.moved_below" : "layers.moved_above", { name: text(layer.title), other: text(other.title) });
    toast(words, { words: t("layers.moved_back"), act: () => store.set({ order: before }) });
  }

  function end() {
    unmark();
    delete drag.row.dataset.dragged;
    drag = null;
  }
}

/** Put the rows of a group in the order of the map, each tier in the places that it has. */
export function arrangeRows(body, rows, order) {
  if (!order.length) return;
  const rank = ({ layer }) => (order.includes(layer.name) ? order.indexOf(layer.name) : order.length);
  const sorted = new Map();
  for (const row of rows) sorted.set(tierOf(row.layer), [...(sorted.get(tierOf(row.layer)) ?? []), row]);
  for (const tier of sorted.values()) tier.sort((one, other) => rank(one) - rank(other));
  const wanted = rows.map((row) => sorted.get(tierOf(row.layer)).shift().node);
  if (wanted.every((node, at) => body.children[at] === node)) return;
  const focused = body.contains(document.activeElement) ? document.activeElement : null;
  body.replaceChildren(...wanted);
  focused?.focus();
}
