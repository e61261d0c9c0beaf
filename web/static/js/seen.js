/** What the map shows: in words, and what lies under a click. */

import { el, icon } from "./dom.js";
import { number, t, text } from "./i18n.js";
import { toLatLng } from "./leaflet.js";

/** Say how many things of each layer are in view, for those who do not see the map. */
export function wordsInView(seen, page) {
  const words = page.layers
    .filter((layer) => seen[layer.name])
    .map((layer) => `${text(layer.title)}: ${number(seen[layer.name])}`);
  return words.length ? t("map.in_view", { words: words.join("; ") }) : t("map.in_view_nothing");
}

/** Name what lies under the pointer by its class and its name. */
export function hoverWords(found) {
  if (!found) return "";
  const title = text(found.layer.style.classes[found.feature.c]?.title ?? found.layer.title);
  return [title, found.feature.name].filter(Boolean).join(" · ");
}

/** The incidents behind a unit of a stored run, marked within it. */
export function membersOf({ layer, run }, page) {
  if (!page.layers.find((each) => each.name === layer)?.run) return [];
  return (run?.members ?? []).map(({ lon, lat }) => ({ kind: "member", parts: [[toLatLng(lon, lat)]], strong: false }));
}

/** Whether a click met no thing but the ground: nothing, or an area of the base map. */
export function isGround(found) {
  return !found || (found.layer.group === "base" && found.layer.geometry === "polygon");
}

/** A ward that nothing has been loaded into says so, rather than being an empty sheet. */
export function emptyWard(page) {
  return page.ward.bounds ? null : el("div", { class: "note" }, icon("info"), el("span", {}, t("map.nothing_yet")));
}
