/** The card of one record: its fields, its place, its history. Nodes and text only. */

import { fetchFeature, isCancelled } from "./api.js";
import { el, fill, iconButton, stateBox } from "./dom.js";
import { familyList } from "./family.js";
import { date, moment, number, t, text, when } from "./i18n.js";
import { mentionList } from "./mentions.js";

/**
 * @param {HTMLElement} card
 * @param {{titleOf: (layer: string) => string, query: () => URLSearchParams, onOpen: (layer: string, id: number) => void, onShow?: (record: object) => void, onClose?: () => void, actions?: (record: object) => Node[]}} wishes
 */
export function buildPopup(card, wishes) {
  let cameFrom = null;
  let current = null;

  const close = () => {
    if (card.hidden) return;
    card.hidden = true;
    current = null;
    wishes.onClose?.();
    cameFrom?.focus?.({ preventScroll: true });
    cameFrom = null;
  };
  const frame = (kicker, title, body) => {
    fill(
      card,
      el(
        "div",
        { class: "popup__head" },
        el(
          "div",
          {},
          el("p", { class: "popup__kicker" }, kicker),
          el("h2", { id: "popup-title", class: "popup__title", tabindex: "-1" }, title),
        ),
        iconButton(t("popup.close"), "close", close),
      ),
      el("div", { class: "popup__body", tabindex: "0", role: "region", "aria-label": title }, body),
    );
  };
  const focusTitle = () => card.querySelector(".popup__title").focus({ preventScroll: true });
  const open = (layer, id, options = {}) =>
    openCard(`${layer}/${id}`, { kicker: wishes.titleOf(layer), ...options }, async () => {
      const record = await fetchFeature(layer, id, wishes.query());
      const title = text(record.title) || wishes.titleOf(layer);
      return { kicker: wishes.titleOf(layer), title, body: bodyOf(record, wishes), record };
    });
  /** Show a card under a key: what `make` brings, once it has come; a newer card wins. */
  const openCard = async (key, { kicker, focus = true }, make) => {
    if (card.hidden) cameFrom = document.activeElement;
    current = key;
    card.hidden = false;
    frame(kicker, t("state.loading"), stateBox("loading", t("state.loading")));
    if (focus) focusTitle();
    try {
      const made = await make();
      if (current !== key) return;
      frame(made.kicker, made.title, made.body);
      if (focus) focusTitle();
      wishes.onShow?.(made.record);
    } catch (error) {
      if (isCancelled(error) || current !== key) return;
      const retry = el(
        "button",
        { type: "button", class: "button", onclick: () => openCard(key, { kicker, focus }, make) },
        t("state.retry"),
      );
      frame(
        kicker,
        t("state.error"),
        stateBox("error", error.words ? text(error.words) : t("state.offline"), null, retry),
      );
    }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !card.hidden && !event.defaultPrevented) close();
  });
  return { open, openCard, close, current: () => current };
}

/** The page that tells all about the record; null where it has none for this reader. */
const pageLink = ({ page }) =>
  page ? el("p", { class: "popup__page" }, el("a", { href: page, "data-page-of-record": "" }, t("things.page"))) : null;

/** Pages that say more of what the record is about: its row in a register, its project. */
const wayList = ({ ways }) =>
  ways?.length
    ? el("ul", { class: "popup__page row-list" }, ways.map(({ title, href }) => el("li", {}, el("a", { href }, text(title)))))
    : null;

function bodyOf(record, wishes) {
  const actions = wishes.actions?.(record) ?? [];
  return [
    ruleOf(record.run),
    fieldList(record),
    memberList(record.run, wishes),
    familyList(record, wishes),
    placeList(record.place),
    mentionList(record),
    pageLink(record),
    wayList(record),
    historyList(record.history),
    actions.length ? el("div", { class: "button-row popup__actions" }, actions) : null,
  ];
}

// Said again by the list of places or the title, or only of interest to programs.
const ELSEWHERE = new Set(["lane_name", "group_name", "round_code", "time_precision"]);
const IN_THE_TITLE = new Set(["rank", "name", "label"]);
const isEmpty = (words) => words === "" || words === "–" || words === "None";

function fieldList({ fields, run }) {
  const precision = fields.find((field) => field.name === "time_precision")?.value;
  const shown = fields
    .filter(({ name }) => !ELSEWHERE.has(name) && !(run && IN_THE_TITLE.has(name)))
    .map((field) => [text(field.title), wordsOf(field, precision)])
    .filter(([, words]) => !isEmpty(words));
  return el(
    "dl",
    { class: "pairs" },
    [...shown, ...spanOf(run)].map(([title, words]) => [el("dt", {}, title), el("dd", {}, words)]),
  );
}

/** Say the value of a field of a record; a moment no finer than it is known. */
export function wordsOf({ type, value, text: words }, precision) {
  if (value === null || value === undefined || value === "") return "";
  if (type === "boolean" && !value) return "";
  if (type === "date") return date(String(value));
  if (type === "datetime") return when(String(value), precision);
  if (type === "number" && value > 0 && value < 0.00005) return `< ${number(0.0001, 4)}`;
  if (type === "number" && typeof value === "number")
    return number(value, Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 4 : 2);
  return text(words) || String(value);
}

/** By which rule, and over which period, an analysis has found this. */
function ruleOf(run) {
  if (!run) return null;
  return el("p", { class: "popup__rule" }, text(run.rule), " ", t("popup.run_period", { period: text(run.period), counted: text(run.counted) }));
}

function spanOf(run) {
  if (!run?.total) return [];
  return [
    [t("popup.run_total"), number(run.total)],
    [t("popup.run_first"), date(run.first_on)],
    [t("popup.run_last"), date(run.last_on)],
  ];
}

/** The incidents that a cell or point was made of, each to be opened. */
function memberList(run, { onOpen }) {
  if (!run?.members.length) return null;
  const rows = run.members.map((each) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "row-button", "data-member": each.id, onclick: () => onOpen("incidents", each.id) },
        el("span", { class: "row-button__title" }, text(each.title)),
        el(
          "span",
          { class: "row-button__detail" },
          [when(each.occurred_at, each.time_precision), each.address || each.lane_name].filter(Boolean).join(" · "),
        ),
      ),
    ),
  );
  const isCut = run.total > run.members.length;
  return el(
    "section",
    {},
    el("h3", { class: "popup__part" }, t("popup.members")),
    el("ul", { class: "row-list" }, rows),
    isCut ? el("p", { class: "u-quiet" }, t("popup.members_first", { n: number(rows.length), total: number(run.total) })) : null,
  );
}

function placeList(place) {
  const known = ["group", "lane", "round", "route", "ward"].filter((kind) => place?.[kind]);
  if (!known.length) return null;
  return el(
    "section",
    {},
    el("h3", { class: "popup__part" }, t("popup.place")),
    el(
      "dl",
      { class: "pairs" },
      known.map((kind) => [el("dt", {}, t(`popup.${kind}`)), el("dd", {}, placeWords(kind, place[kind]))]),
    ),
  );
}

const placeWords = (kind, { code, name }) => (kind === "round" && name ? `${code} · ${name}` : name || code);

function historyList(history) {
  if (!history?.length) return null;
  const entries = history.map((entry) =>
    el(
      "li",
      {},
      el(
        "p",
        { class: "history__when" },
        t(`history.${entry.action}`, { actor: entry.actor || t("history.somebody") }),
        " · ",
        el("time", { datetime: entry.at }, moment(entry.at)),
      ),
      entry.reason ? el("p", { class: "history__reason" }, entry.reason) : null,
      entry.changes?.length
        ? el(
            "ul",
            { class: "history__changes" },
            entry.changes.map((each) => el("li", {}, changeWords(each))),
          )
        : null,
    ),
  );
  return el(
    "section",
    {},
    el("h3", { class: "popup__part" }, t("popup.history")),
    el("ol", { class: "history" }, entries),
  );
}

function changeWords({ field, before, after }) {
  if (before === null && after === null) return t("history.moved", { field: text(field) });
  return `${text(field)}: ${text(before) || "–"} → ${text(after) || "–"}`;
}
