/** What an area came from and became, with shares, each to be opened on the map of its day. */

import { el } from "./dom.js";
import { date, number, t, text } from "./i18n.js";

/** @param {object} record @param {{onOpen: (layer: string, id: number) => void}} wishes */
export function familyList({ family, layer }, { onOpen }) {
  if (!family) return null;
  const parts = [
    ["ancestors", "family.ancestors"],
    ["heirs", "family.heirs"],
  ].filter(([side]) => family[side].length);
  return el(
    "section",
    { class: "family" },
    parts.map(([side, key]) => [
      el("h3", { class: "popup__part" }, t(key)),
      el("ul", { class: "row-list" }, family[side].map((each) => relative(each, side, layer, onOpen))),
    ]),
  );
}

function relative(each, side, layer, onOpen) {
  const share = side === "ancestors" ? (each.share_of_new ?? each.share_area) : each.share_area;
  const key = side === "ancestors" && each.share_of_new !== null ? "family.share_of_this" : side === "ancestors" ? "family.share_of_it" : "family.share_goes";
  const people = each.share_people === null ? null : t(`family.people_of_${side}`, { share: percent(each.share_people) });
  const detail = [
    text(each.kind_words),
    t(key, { share: percent(share) }),
    people,
    days(each),
    each.basis_number,
    each.basis_number && !each.is_confirmed ? t("family.not_confirmed") : null,
  ];
  const body = [el("span", { class: "row-button__title" }, each.name), el("span", { class: "row-button__detail" }, detail.filter(Boolean).join(" · "))];
  if (each.area_kind !== "group" || layer !== "groups") return el("li", {}, el("div", { class: "row-button" }, body));
  return el("li", {}, el("button", { type: "button", class: "row-button", "data-relative": each.id, onclick: () => onOpen("groups", each.id) }, body));
}

const percent = (share) => (share === null ? "?" : `${number(share * 100, share > 0 && share < 0.1 ? 1 : 0)} %`);
const days = ({ valid_from: from, valid_to: until }) => (until ? t("family.until", { day: date(until) }) : t("family.since", { day: date(from) }));
