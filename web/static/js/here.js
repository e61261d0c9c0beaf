/** What is here: a card with everything at one spot of the map, each figure opening its rows. */

import { fetchSpot } from "./api.js";
import { copyWords } from "./copy.js";
import { el, icon, iconButton } from "./dom.js";
import { date, number, t, text } from "./i18n.js";
import { aroundOf } from "./notice_link.js";
import { wordsOf } from "./popup.js";
import { filterQuery } from "./state.js";

const SHOWN_AT_ONCE = 3;
// Lists of these may be long: the figure stands alone until it is opened.
const FOLDED = new Set(["incidents"]);
const DIGITS = 6;
const NEAR_M = 50; // what counts as in sight of a spot, as on the server

/** Write a spot as the address has it: latitude first, as the map does. */
export const writeAt = ({ lat, lng }) => `${lat.toFixed(DIGITS)}/${lng.toFixed(DIGITS)}`;

/** Read a spot from the address; null where there is none. */
export function readAt(words) {
  const [lat, lng] = (words || "x").split("/").map(Number);
  return Math.abs(lat) <= 85 && Math.abs(lng) <= 180 ? { lat, lng } : null;
}

/**
 * @param {{page: object, popup: object, store: object, runs: () => object|null, onOpen: (layer: string, id: number) => void, onSelect?: (circle: string) => void, onRecord?: (at: object) => void}} wishes
 * @returns {(at: {lat: number, lng: number}, options?: {focus?: boolean}) => void} opens the card
 */
export function buildHere({ page, popup, store, runs, onOpen, onSelect, onRecord }) {
  const query = (at) => {
    const asked = filterQuery(store.get().filter);
    asked.set("at", writeAt(at));
    const shown = Object.entries(runs() ?? {}).map(([method, id]) => `${method}:${id}`);
    if (shown.length) asked.set("runs", shown.join(","));
    return asked;
  };
  return (at, options) =>
    popup.openCard(
      `here/${writeAt(at)}`,
      { kicker: t("here.kicker"), title: t("here.title"), ...options },
      async () => {
        const found = await fetchSpot(query(at));
        return {
          kicker: t("here.kicker"),
          title: t("here.title"),
          body: bodyOf(found, { page, onOpen, onSelect, onRecord: onRecord && (() => onRecord(at)) }),
          record: { layer: "here", geometry: { type: "Point", coordinates: [at.lng, at.lat] } },
        };
      },
    );
}

function bodyOf(found, wishes) {
  const filled = found.parts.filter((part) => part.total);
  const tellMe = aroundOf(wishes.page, [found.lon, found.lat], NEAR_M, found.coordinates.degrees);
  const empty = found.parts.filter((part) => !part.total).map((part) => text(part.title));
  return [
    el("p", { class: "popup__rule" }, t("here.as_of", { date: date(found.on) })),
    filled.map((part) => partOf(part, found, wishes)),
    empty.length ? el("p", { class: "here__none" }, t("here.none", { layers: empty.join(", ") })) : null,
    tellMe || wishes.onRecord ? el("div", { class: "button-row" }, recordOf(wishes), tellMe) : null,
    coordinatesOf(found.coordinates),
  ];
}

/** Whoever stands there may record what they see. */
const recordOf = ({ onRecord }) =>
  onRecord ? el("button", { type: "button", class: "button", id: "record-here", onclick: onRecord }, icon("record"), el("span", {}, t("edit.record_here"))) : null;

/** One layer: its figure within how many metres, and its rows. */
function partOf(part, found, { onOpen, onSelect }) {
  const rows = part.rows.map((row) => rowOf(part, row, onOpen));
  const figure = part.within_m
    ? t("here.figure", { n: number(part.total), metres: number(part.within_m) })
    : number(part.total);
  const all = FOLDED.has(part.layer) ? [] : rows.slice(0, SHOWN_AT_ONCE);
  const rest = rows.slice(all.length);
  const select =
    onSelect && part.layer === "incidents"
      ? el(
          "button",
          { type: "button", class: "button", onclick: () => onSelect(circleOf(found, part)) },
          t("here.select"),
        )
      : null;
  return el(
    "section",
    { class: "here__part", "data-layer": part.layer },
    el("h3", { class: "here__title" }, text(part.title), " ", el("span", { class: "here__figure" }, figure)),
    all.length ? el("ul", { class: "row-list" }, all) : null,
    rest.length ? restOf(part, rest, all.length) : null,
    select,
  );
}

function restOf(part, rows, before) {
  const isCut = part.total > before + rows.length;
  return el(
    "details",
    { class: "here__rest" },
    el("summary", {}, t("here.open_rows", { n: number(part.total - before) })),
    el("ul", { class: "row-list" }, rows),
    isCut ? el("p", { class: "u-quiet" }, t("here.cut", { n: number(before + rows.length) })) : null,
  );
}

function rowOf(part, row, onOpen) {
  const words = row.fields.map((field) => wordsOf(field, row.precision)).filter(Boolean);
  const away = row.away_m >= 0.1 ? t("here.away", { metres: number(row.away_m, 1) }) : "";
  return el(
    "li",
    {},
    el(
      "button",
      { type: "button", class: "row-button", "data-row": row.id, onclick: () => onOpen(part.layer, row.id) },
      el("span", { class: "row-button__title" }, text(row.title)),
      el("span", { class: "row-button__detail" }, [...words, away].filter(Boolean).join(" · ")),
    ),
  );
}

const circleOf = ({ lon, lat }, { within_m: metres }) => `${lon.toFixed(DIGITS)},${lat.toFixed(DIGITS)},${metres}`;

/** The spot in both systems, each to be copied. */
function coordinatesOf(said) {
  const lines = [
    [t("here.degrees"), said.degrees],
    [t("here.dms"), said.dms],
    [t("here.plane", { srid: said.srid }), said.plane],
  ];
  const accuracy =
    said.accuracy_m === null
      ? t("here.accuracy_unknown", { system: said.system })
      : t("here.accuracy", { system: said.system, metres: number(said.accuracy_m, 1) });
  return el(
    "section",
    { class: "here__part" },
    el("h3", { class: "here__title" }, t("here.coordinates")),
    el(
      "ul",
      { class: "here__lines" },
      lines.map(([name, value]) =>
        el(
          "li",
          {},
          el("span", { class: "here__name" }, name),
          el("span", { class: "here__value" }, value),
          iconButton(t("here.copy", { name }), "copy", () =>
            copyWords(value, t("here.copied", { value }), t("here.copy_by_hand")),
          ),
        ),
      ),
    ),
    el("p", { class: "u-quiet here__accuracy" }, accuracy),
  );
}
