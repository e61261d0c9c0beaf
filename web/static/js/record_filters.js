/** From a record to the filter: only this lane, only this group. */

import { t } from "./i18n.js";

/**
 * Say how the filter may be narrowed to the thing that a record is about.
 * @param {object} record
 * @param {(field: string, value: string) => string} titleOf empty where the filter has no such value
 * @returns {[string, object][]} words, and what they set in the filter
 */
export function filterActions({ layer, id, place, fields, key }, titleOf) {
  const code = fields.find((field) => field.name === "code")?.value;
  if (layer === "lanes") return [[t("popup.only_lane"), { lane: [String(id)] }]];
  if (layer === "groups" && code) return [[t("popup.only_group"), { group: [groupKey(code, key, titleOf)] }]];
  if (layer === "incidents" && place?.lane)
    return [[t("popup.only_lane"), { lane: [String(place.lane.id)] }]];
  return [];
}

/**
 * Say which incidents may be selected from a record: those of its lane, of its group.
 * @returns {[string, "lane"|"group", string][]}
 */
export function selectActions({ layer, id, place, fields, key }, titleOf) {
  const code = fields.find((field) => field.name === "code")?.value;
  const lane = { lanes: id, incidents: place?.lane?.id }[layer];
  const found = lane ? [[t("selection.take_lane"), "lane", String(lane)]] : [];
  if (layer === "groups" && code) found.push([t("selection.take_group"), "group", groupKey(code, key, titleOf)]);
  return found;
}

/** A group by its code; by code and first day where the filter knows it so: codes are used again. */
export const groupKey = (code, key, titleOf) => (titleOf("group", key) ? key : String(code));
