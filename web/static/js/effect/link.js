/** From the card of a lane or a repeat point to the page that asks whether a measure there worked. */

import { el, icon } from "../dom.js";
import { t, text } from "../i18n.js";

/** @returns {HTMLElement|null} a link for who may open the page; null for other records */
export function effectLink(record, page) {
  const what = ["supervisor", "admin"].includes(page.role) ? treatedOf(record) : null;
  if (!what) return null;
  const query = new URLSearchParams({ ward: page.ward.code, lang: page.lang, ...what });
  return el("a", { class: "button", href: `/effect?${query}` }, icon("check"), el("span", {}, t("effect.open")));
}

function treatedOf({ layer, id, title, place, geometry }) {
  if (layer === "lanes") return { treated: id, name: text(title) };
  if (layer === "lane_projects" && place?.lane) return { treated: place.lane.id };
  if (layer === "repeat_points" && geometry?.type === "Point") {
    const [lon, lat] = geometry.coordinates;
    return { at: `${lat.toFixed(6)}/${lon.toFixed(6)}` };
  }
  return null;
}
