/** One epoch: old over new on the map, its lineage in a table, corrected and confirmed by a person. */

import { pageData } from "./api.js";
import { confirmEpoch, correctPair, fetchShapes, undoEpoch } from "./api_boundaries.js";
import { buildCorrection } from "./boundaries/correct.js";
import { stateTag } from "./boundaries/epoch_list.js";
import { LineageMap } from "./boundaries/lineage_map.js";
import { leftOverNotes, pairSearch, pairTable } from "./boundaries/pairs.js";
import { el, fill, icon, troubleBox } from "./dom.js";
import { date, moment, number, setLanguage, t } from "./i18n.js";
import { awaitShell } from "./map.js";
import { createStore, emptyFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const MANY = 15;
let { epoch } = page;
let lineageMap = null;
const openCorrection = buildCorrection(byId("correct-dialog"), page.lineage_kinds, async (pair, changes) => {
  show(await correctPair(epoch.id, pair.id, changes));
});

show(epoch);
const store = createStore({ view: null, layers: [], filter: emptyFilter({}) });
const parts = await awaitShell({ store, onPick: () => undefined });
for (const [id, step] of [["zoom-in", 1], ["zoom-out", -1]]) byId(id).addEventListener("click", () => parts.map.setZoom(parts.map.getZoom() + step));
try {
  lineageMap = new LineageMap(parts.map, await fetchShapes(epoch.id), {
    onPoint: markRows,
    oldLabel: t("boundaries.old"),
    newLabel: t("boundaries.new_side"),
  });
  byId("show-ward").addEventListener("click", () => lineageMap.showAll());
  byId("lineage").dataset.ready = "done";
} catch (error) {
  fill(byId("map-trouble"), troubleBox(error, t("state.offline"), () => location.reload()));
  byId("lineage").dataset.ready = "error";
}

function show(next) {
  epoch = next;
  const certain = epoch.pairs.filter((pair) => !pair.is_sliver);
  const slivers = epoch.pairs.filter((pair) => pair.is_sliver);
  const wishes = {
    onPoint: (pair) => lineageMap?.mark(pair),
    onChoose: (pair) => lineageMap?.goTo(pair),
    onCorrect: openCorrection,
  };
  const table = pairTable(certain, { ...wishes, id: "pairs-table" });
  fill(byId("epoch-head"), head());
  byId("pairs-words").textContent = t("boundaries.pairs_slivers", { pairs: number(certain.length), slivers: number(slivers.length) });
  fill(
    byId("pairs"),
    leftOverNotes(epoch),
    certain.length > MANY ? pairSearch(table) : null,
    table,
    slivers.length
      ? el(
          "details",
          { class: "disclosure" },
          el("summary", {}, t("boundaries.slivers_of", { n: number(slivers.length), share: number(epoch.sliver_share * 100, 1) })),
          pairTable(slivers, { ...wishes, id: "slivers-table" }),
        )
      : null,
  );
  fill(byId("epoch-log"), el("ol", { class: "epoch-log" }, epoch.log.map(entry)));
  byId("main").dataset.confirmed = String(epoch.is_confirmed);
}

function head() {
  const words = [
    [t("boundaries.starts_on"), date(epoch.starts_on)],
    [t("boundaries.basis_on"), date(epoch.basis_on)],
    [t("boundaries.areas"), t("boundaries.opened_closed", { opened: number(epoch.opened), closed: number(epoch.closed) })],
    [t("boundaries.file"), epoch.file_name],
  ].filter(([, value]) => value);
  const trouble = el("div", { "aria-live": "polite" });
  const act = async (action) => {
    try {
      await action();
    } catch (error) {
      fill(trouble, troubleBox(error, t("state.offline"), null));
    }
  };
  return el(
    "div",
    { class: "card epoch-head" },
    el("dl", { class: "pairs" }, words.map(([title, value]) => [el("dt", {}, title), el("dd", {}, value)]), el("dt", {}, t("boundaries.state")), el("dd", {}, stateTag(epoch))),
    el(
      "div",
      { class: "button-row" },
      epoch.is_confirmed
        ? null
        : el("button", { type: "button", class: "button button--main", id: "confirm-epoch", onclick: () => act(async () => show(await confirmEpoch(epoch.id))) }, icon("check"), el("span", {}, t("boundaries.confirm"))),
      el("a", { class: "button", href: `/?${new URLSearchParams({ ward: page.ward.code, lang: page.lang, areas: epoch.starts_on })}` }, t("boundaries.on_map")),
      undoButton(act),
    ),
    trouble,
  );
}

/** Undo asks once more in its own place: the second press does it. */
function undoButton(act) {
  const button = el("button", { type: "button", class: "button button--danger", id: "undo-epoch" }, t("boundaries.undo"));
  button.addEventListener("click", () => {
    if (button.dataset.sure) {
      return act(async () => {
        await undoEpoch(epoch.id);
        location.assign(`/boundaries?${new URLSearchParams({ ward: page.ward.code, lang: page.lang })}`);
      });
    }
    button.dataset.sure = "true";
    button.textContent = t("boundaries.undo_sure", { n: number(epoch.opened), m: number(epoch.closed) });
  });
  return button;
}

function entry({ at, actor, what, reason, pair }) {
  const about = epoch.pairs.find((each) => each.id === pair);
  const words = [t(`boundaries.log_${what}`, { who: actor }), about ? `${about.old.name} → ${about.new.name}` : "", reason].filter(Boolean);
  return el("li", {}, el("time", { datetime: at }, moment(at)), " ", words.join(" · "));
}

/** Light the rows of an area that the map points at. */
function markRows(id) {
  for (const row of document.querySelectorAll("#pairs tr[data-row]")) {
    const pair = epoch.pairs.find((each) => String(each.id) === row.dataset.row);
    row.toggleAttribute("data-active", id !== null && (pair.old.id === id || pair.new.id === id));
  }
  document.querySelector("#pairs-table tr[data-active]")?.scrollIntoView({ block: "nearest" });
}
