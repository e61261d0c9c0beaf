/** The address follows what is shown; the browser's back and forward show it again. */

import { readState, writeState } from "./state.js";

/** What is a step of its own to go back over; all else is written over the last step. */
const STEPS = ["filter", "layers"];

/**
 * Write each state into the address, and restore the state of an address one goes back to.
 * @param {{store: object, page: object, onBack: (state: object) => void}} wishes
 */
export function followPast({ store, page, onBack }) {
  let isBack = false;
  const addressOf = (state) => writeState(state, page);
  // What only follows the map is no step: one would go back over each move of it.
  const stepOf = (state) => JSON.stringify([{ ...state.filter, inside: Boolean(state.filter.inside) }, state.layers]);
  let last = stepOf(store.get());
  store.subscribe((state, changed) => {
    const isStep = !isBack && STEPS.some((key) => changed.has(key)) && stepOf(state) !== last;
    last = stepOf(state);
    history[isStep ? "pushState" : "replaceState"](null, "", addressOf(state));
  });
  window.addEventListener("popstate", () => {
    const state = readState(location.search, page);
    isBack = true;
    store.set(state);
    onBack(state);
    isBack = false;
  });
}
