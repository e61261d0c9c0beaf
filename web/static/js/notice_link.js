/** From where somebody stands on the map to being told of it: a lane, a group, a spot, a filter. */

import { el, icon } from "./dom.js";
import { t, text } from "./i18n.js";

const AROUND_M = 30;
const DIGITS = 6;

/** Where a subscription begins: the parameters of a filter, and what it may be called. */
export function noticeAddress(page, query, name = "") {
  const asked = new URLSearchParams(query);
  for (const each of ["from", "to", "areas", "where"]) asked.delete(each);
  asked.set("ward", page.ward.code);
  if (name) asked.set("name", name);
  return `/notices/new?${asked}`;
}

/** @returns {HTMLElement|null} a link for whoever can be told; null for others */
export function noticeLink(page, query, name) {
  if (!query || page.share || page.role === "public") return null;
  return el(
    "a",
    { class: "button", href: noticeAddress(page, query, name) },
    icon("bell"),
    el("span", {}, t("tell.me")),
  );
}

/**
 * The link of the card of a record.
 * @param {object} record
 * @param {(fields: object[], key: string) => string} groupOf how the filter names a group
 */
export function noticeOf(record, page, groupOf) {
  const { layer, id, fields, key, geometry } = record;
  const title = text(record.title);
  const valueOf = (name) => fields.find((field) => field.name === name)?.value;
  if (layer === "lanes") return noticeLink(page, { lane: String(id) }, title);
  if (layer === "groups" && valueOf("code")) return noticeLink(page, { group: groupOf(valueOf("code"), key) }, title);
  if (layer === "routes" && valueOf("holder_unit"))
    return noticeLink(page, { holder: String(valueOf("holder_unit")) }, title);
  if (geometry?.type !== "Point") return null;
  return aroundOf(page, geometry.coordinates, AROUND_M, valueOf("lane_name")); // a title may be an address
}

/** The link to what happens around a spot. */
export function aroundOf(page, [lon, lat], metres, title) {
  const shape = `${lon.toFixed(DIGITS)},${lat.toFixed(DIGITS)},${metres}`;
  return noticeLink(page, { shape }, title && t("tell.around", { what: title }));
}
