/** The list beside the map: brought when somebody first opens its tab. */

import { fill, stateBox, troubleBox } from "./dom.js";
import { t } from "./i18n.js";
import { later } from "./later.js";

/** What the list can do, done once it is there: see list.js for `wishes`. */
export function buildListDoor(node, wishes) {
  let [list, coming, marked] = [null, null, ""];
  async function bring() {
    fill(node, stateBox("loading", t("state.loading")));
    try {
      list = (await later(import("./list.js"))).buildList(node, wishes);
      list.mark(marked);
    } catch {
      coming = null;
      fill(node, troubleBox({ status: 0 }, t("state.offline"), () => show(true)));
    }
  }
  const ready = () => (coming ??= bring());
  async function show(again = false) {
    if (!list && node.closest("[hidden]")) return;
    await ready();
    list?.show(again);
  }
  return {
    ready,
    show,
    mark(current) {
      marked = current;
      list?.mark(current);
    },
    hover: (found) => list?.hover(found),
    choose: (layer, scope) => list?.choose(layer, scope),
  };
}
