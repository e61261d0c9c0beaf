/** From the card of an incident to the page of its case. */

import { el, icon } from "../dom.js";
import { t } from "../i18n.js";

/** @returns {HTMLElement|null} a link for staff who are signed in; null for other records */
export function caseLink(record, page) {
  const href = caseAddress(record.layer, record.id, page);
  return href && el("a", { class: "button", href }, icon("list"), el("span", {}, t("cases.open")));
}

/** @returns {string|null} the page of the case that a record is; null for other records and for the public */
export function caseAddress(layer, id, page) {
  if (layer !== "incidents" || page.role === "public" || page.share) return null;
  return `/incidents/${id}?${new URLSearchParams({ ward: page.ward.code, lang: page.lang })}`;
}
