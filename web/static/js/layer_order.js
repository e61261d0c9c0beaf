/** Which layer lies above which, and how opaque each is: the rule, and its tools in the list of layers. */

import { fetchExtent, isCancelled } from "./api.js";
import { el, iconButton, toast } from "./dom.js";
import { t, text } from "./i18n.js";
import { filterQuery } from "./state.js";

/** All layers from the topmost to the lowest: those that an order names, then the others as drawn. */
export const fullOrder = (order, drawing) => [...order, ...drawing.filter((name) => !order.includes(name))];

/** Layers of one tier may change places: points stay above lines, lines above areas, all above the base. */
export const tierOf = (layer) => (layer.group === "base" ? "base" : layer.geometry);

/**
 * The order after a layer moved past its next shown neighbour of its tier; null where there is none.
 * @param {-1|1} step -1: up, 1: down
 */
export function movedOrder(layer, step, state, page) {
  const order = fullOrder(state.order ?? [], page.drawing);
  const tier = page.layers.filter((each) => tierOf(each) === tierOf(layer)).map((each) => each.name);
  const isNeighbour = (name) => tier.includes(name) && state.layers.includes(name);
  const from = order.indexOf(layer.name);
  const rest = step < 0 ? order.slice(0, from).reverse() : order.slice(from + 1);
  const past = rest.find(isNeighbour);
  if (!past) return null;
  const without = order.filter((name) => name !== layer.name);
  without.splice(without.indexOf(past) + (step > 0 ? 1 : 0), 0, layer.name);
  return without;
}

/** The order after a layer was put next to another one of its tier. */
export function placedOrder(layer, other, isAfter, state, page) {
  const order = fullOrder(state.order ?? [], page.drawing).filter((name) => name !== layer.name);
  order.splice(order.indexOf(other.name) + (isAfter ? 1 : 0), 0, layer.name);
  return order;
}

/** Whether there is a shown layer that this one could change places with. */
export const canMove = (layer, state, page) => Boolean(movedOrder(layer, -1, state, page) || movedOrder(layer, 1, state, page));

/** Up, down and the opacity of one layer, folded away under it while it is shown. */
export function layerTools(layer, page, store) {
  const name = text(layer.title);
  const move = (step) => () => {
    const order = movedOrder(layer, step, store.get(), page);
    if (order) store.set({ order });
  };
  const up = iconButton(t("layers.up", { name }), "up", move(-1));
  const down = iconButton(t("layers.down", { name }), "down", move(1));
  const zoom = iconButton(t("layers.zoom_to", { name }), "target", () => zoomTo(layer, store));
  const slider = el("input", { type: "range", min: 0, max: 100, step: 5, "aria-label": t("layers.opacity_of", { name }) });
  const words = el("output", { class: "layer__opacity" });
  slider.addEventListener("input", () =>
    store.set({ opacity: { ...store.get().opacity, [layer.name]: Number(slider.value) } }),
  );
  const node = el(
    "details",
    { class: "layer__tools", "data-tools": layer.name },
    el("summary", {}, t("layers.tools"), el("span", { class: "u-hidden" }, `: ${name}`)),
    el("div", { class: "layer__tools-row" }, up, down, slider, words, page.share ? null : zoom),
  );
  const show = (state) => {
    node.toggleAttribute("hidden", !state.layers.includes(layer.name));
    slider.value = String(state.opacity?.[layer.name] ?? 100);
    words.textContent = `${slider.value} %`;
    // Not `disabled`: a button that loses its effect under the finger keeps the focus.
    up.setAttribute("aria-disabled", String(!movedOrder(layer, -1, state, page)));
    down.setAttribute("aria-disabled", String(!movedOrder(layer, 1, state, page)));
  };
  return { node, show };
}

/** Ask the map to show all of a layer under the filter; say so where it has nothing. */
async function zoomTo(layer, store) {
  try {
    const bounds = await fetchExtent(layer.name, filterQuery({ ...store.get().filter, inside: "" }));
    if (bounds) document.dispatchEvent(new CustomEvent("zoomto", { detail: bounds }));
    else toast(t("layers.nothing", { name: text(layer.title) }));
  } catch (error) {
    if (!isCancelled(error)) toast(error.words ? text(error.words) : t("state.offline"));
  }
}
