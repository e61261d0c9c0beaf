/**
 * A selection of incidents: by a shape that is drawn, by lane, by group. It narrows the filter, never
 * widens it; what is done with it (list, file, print, one state for all) takes exactly what it counts.
 */

import { changeStates, fetchSelection, isCancelled, undoStates } from "./api.js";
import { el, fill, icon, toast, troubleBox } from "./dom.js";
import { number, t, text } from "./i18n.js";
import { toLatLng } from "./leaflet.js";
import { noticeLink } from "./notice_link.js";
import { filterQuery } from "./state.js";
import { figureOf } from "./tracing.js";

const KINDS = ["shape", "lane", "group"];
const MAY_CHANGE = ["inspector", "supervisor", "admin"];
const DRAWN = 1000;
const DIGITS = 6;
const NOBODY = "0"; // no lane and no group has this number

/** Read `shape:…`, `lane:12` or `group:5` from the address; null where there is none. */
export function readSelection(words) {
  const [, kind, value] = /^(\w+):(.+)$/.exec(words || "") ?? [];
  return KINDS.includes(kind) ? { kind, value } : null;
}

/** What a selection adds to the filter; a lane that the filter leaves out stays left out. */
export function narrowed(filter, { kind, value }) {
  const query = new URLSearchParams();
  const isOut = kind !== "shape" && filter[kind].length && !filter[kind].includes(value);
  query.set(kind, isOut ? NOBODY : value);
  return query;
}

/**
 * @param {HTMLElement} bar
 * @param {{page: object, store: object, parts: () => object|null, titleOf: (facet: string, code: string) => string, tracing: object, onList: () => void, onExport: (wish: object) => void, onPrint: (narrow: URLSearchParams) => void, onChanged: () => void}} wishes
 */
export function buildSelection(bar, wishes) {
  const { store, tracing } = wishes;
  const work = { ...wishes, bar, total: null };
  const current = () => readSelection(store.get().select);
  const choose = (kind, value) => store.set({ select: `${kind}:${value}` });
  store.subscribe((state, changed) => {
    if (changed.has("select")) tracing.end();
    if (changed.has("select") || (changed.has("filter") && state.select)) show(work, current());
  });
  return {
    choose,
    clear: () => store.set({ select: "" }),
    /** Ask again: what is selected may have changed on the server. */
    show: () => show(work, current()),
    /** What the list and files take of the filter; null without a selection. */
    narrow() {
      const selection = current();
      return selection && { query: narrowed(store.get().filter, selection), words: wordsOf(work, selection) };
    },
    draw(kind) {
      tracing.start({
        kind,
        title: t(`selection.by_${kind}`),
        onDone: (corners) => choose("shape", shapeOf(figureOf(kind, corners))),
      });
    },
  };
}

const shapeOf = (corners) => corners.map(({ lat, lng }) => `${lng.toFixed(DIGITS)},${lat.toFixed(DIGITS)}`).join(";");

function wordsOf({ titleOf }, { kind, value }) {
  if (kind !== "shape") return t(`selection.of_${kind}`, { name: titleOf(kind, value) || value });
  const [, , metres] = value.includes(";") ? [] : value.split(",");
  return metres ? t("selection.of_circle", { metres: number(Number(metres)) }) : t("selection.of_shape");
}

/** Count what is selected, mark it on the map, and offer what can be done with it. */
async function show(work, selection) {
  const { bar, parts, store } = work;
  if (!bar) return; // a page that selects nothing
  bar.hidden = !selection;
  if (!selection) {
    parts()?.overlay.select([]);
    document.documentElement.removeAttribute("data-selected");
    return;
  }
  const query = filterQuery(store.get().filter);
  for (const [key, value] of narrowed(store.get().filter, selection)) query.set(key, value);
  query.set("limit", String(DRAWN));
  try {
    const found = await fetchSelection(query);
    work.total = found.total;
    parts()?.overlay.select([...marksOfShape(selection), ...found.rows.map(markOfRow)]);
    drawBar(work, selection);
    document.documentElement.dataset.selected = String(found.total);
  } catch (error) {
    if (isCancelled(error)) return;
    fill(bar, troubleBox(error, t("state.offline"), () => show(work, selection)), clearButton(work));
  }
}

const markOfRow = ({ lon, lat }) => ({ kind: "member", parts: [[toLatLng(lon, lat)]], strong: true });

function marksOfShape({ kind, value }) {
  if (kind !== "shape") return [];
  const corners = value.split(";").map((pair) => pair.split(",").map(Number));
  const ring = corners.length > 1 ? corners : circle(corners[0]);
  return [{ kind: "polygon", parts: [ring.map(([lon, lat]) => toLatLng(lon, lat))], strong: false }];
}

/** A circle for the eye; what lies in it is measured on the server. */
function circle([lon, lat, metres]) {
  const up = metres / 111_195;
  const across = up / Math.cos((lat * Math.PI) / 180);
  const turns = Array.from({ length: 48 }, (_, i) => (i / 24) * Math.PI);
  return turns.map((angle) => [lon + across * Math.cos(angle), lat + up * Math.sin(angle)]);
}

const button = (id, name, label, onclick, kind = "") =>
  el("button", { type: "button", class: `button ${kind}`, id, onclick }, icon(name), el("span", {}, label));

const clearButton = ({ store }) => button("selection-clear", "close", t("selection.clear"), () => store.set({ select: "" }));

function drawBar(work, selection) {
  const { bar, total, page, store, onList, onExport, onPrint } = work;
  const narrow = narrowed(store.get().filter, selection);
  const whole = filterQuery(store.get().filter);
  for (const [key, value] of narrow) whole.set(key, value);
  const words = wordsOf(work, selection);
  const focused = bar.contains(document.activeElement) ? document.activeElement.id : "";
  fill(
    bar,
    el(
      "p",
      { class: "selection__words", role: "status" },
      el("strong", {}, t("selection.count", { n: number(total) })),
      " ",
      words,
    ),
    el(
      "div",
      { class: "button-row" },
      total
        ? [
            button("selection-list", "list", t("selection.list"), onList),
            button("selection-export", "download", t("selection.export"), () => onExport({ layer: "incidents", query: whole, words })),
            button("selection-print", "print", t("selection.print"), () => onPrint(narrow)),
            noticeLink(page, whole, words),
            MAY_CHANGE.includes(page.role) && !page.share
              ? button("selection-state", "check", t("selection.state"), () => drawForm(work, selection, whole))
              : null,
          ]
        : null,
      clearButton(work),
    ),
  );
  if (focused) (document.getElementById(focused) ?? bar.querySelector("button")).focus();
}

/** The form of one state for all: what it does is said before it is done. */
function drawForm(work, selection, query) {
  const { bar, page, total } = work;
  const states = page.states;
  const select = el(
    "select",
    { class: "select", id: "selection-new-state" },
    states.map(({ code, title }) => el("option", { value: code }, text(title))),
  );
  const reason = el("input", { class: "input", id: "selection-reason", type: "text", maxlength: "500", autocomplete: "off" });
  const trouble = el("div", { id: "selection-trouble" });
  const help = el("span", { class: "field__help", id: "selection-reason-help" });
  const onState = () => {
    const isEnd = !states.find(({ code }) => code === select.value).is_open;
    reason.required = isEnd;
    help.textContent = t(isEnd ? "selection.reason_needed" : "selection.reason_free");
  };
  select.addEventListener("change", onState);
  onState();
  reason.setAttribute("aria-describedby", "selection-reason-help");
  const submit = async (event) => {
    event.preventDefault();
    try {
      const done = await changeStates(query, { state: select.value, reason: reason.value, expected: total });
      finish(work, selection, done);
    } catch (error) {
      fill(trouble, troubleBox({ ...error, status: error.status === 401 ? 401 : 400, words: error.words }, t("state.offline"), null));
      if (error.status === 409) show(work, selection);
    }
  };
  const back = () => {
    drawBar(work, selection);
    document.getElementById("selection-state")?.focus();
  };
  fill(
    bar,
    el(
      "form",
      { class: "selection__form", onsubmit: submit },
      el("p", { class: "selection__words" }, el("strong", {}, t("selection.state_of", { n: number(total) }))),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "selection-new-state" }, t("selection.new_state")), select),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "selection-reason" }, t("selection.reason")), reason, help),
      trouble,
      el(
        "div",
        { class: "button-row" },
        el("button", { type: "submit", class: "button button--main", id: "selection-apply" }, t("selection.apply", { n: number(total) })),
        el("button", { type: "button", class: "button", onclick: back }, t("trace.cancel")),
      ),
    ),
  );
  select.focus();
}

function finish(work, selection, done) {
  work.onChanged();
  show(work, selection).then(() => document.getElementById("selection-state")?.focus());
  const act = async () => {
    try {
      const undone = await undoStates(done.edit);
      toast(t("selection.undone", { n: number(undone.changed) }));
    } catch (error) {
      toast(error.words ? text(error.words) : t("state.offline"));
    }
    work.onChanged();
    show(work, readSelection(work.store.get().select));
  };
  toast(t("selection.done", { n: number(done.changed), total: number(done.found) }), { words: t("selection.undo"), act });
}
