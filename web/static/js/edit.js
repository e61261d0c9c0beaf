/** The way into editing: small, so that a visit that edits nothing fetches nothing of it. */

import { el, fill, icon, toast } from "./dom.js";
import { dropDraft, readDraft } from "./edit/draft.js";
import { t, text } from "./i18n.js";
import { later } from "./later.js";

export const EDITORS = ["inspector", "supervisor", "admin"];
const OF_INSPECTORS = ["incidents"];
const EDITABLE = [...OF_INSPECTORS, "sites", "facilities", "places", "parcels", "routes", "lanes", "groups"];
const byId = (id) => document.getElementById(id);

/**
 * @param {{page: object, store: object, popup: object, sheet: object, parts: () => object|null, openRecord: (layer: string, id: number) => void, onSaved: () => void}} wishes
 */
export function buildEditing({ page, store, popup, sheet, parts, openRecord, onSaved }) {
  const panel = byId("edit-panel"); // it is not there for who edits nothing
  const mine = page.role === "inspector" ? OF_INSPECTORS : EDITABLE;
  const isEditable = ({ name }) => Boolean(panel) && mine.includes(name);
  const hooks = {
    page,
    parts,
    layersShown: () => store.get().layers,
    onBegin() {
      popup.close();
      sheet.half();
    },
    /** Its layer is on, the counts are new, and the record is open; null: it is gone. */
    onSaved(row) {
      onSaved();
      if (!row) return popup.close();
      if (!store.get().layers.includes(row.layer)) store.set({ layers: [...store.get().layers, row.layer] });
      return openRecord(row.layer, row.id);
    },
    onClosed: () => byId("view-actions").focus(),
  };
  let mode = null;

  /** Fetch the rest, once the map is there, and do something with it. */
  async function start(what) {
    if (!panel || !parts()) return;
    try {
      mode ??= (await later(import("./edit/mode.js"))).buildMode(panel, hooks, page.layers.filter(isEditable));
      await what(mode);
    } catch {
      toast(t("edit.not_loaded")); // the network is away: nothing has begun yet, so nothing is lost
    }
  }

  const isAsked = new URLSearchParams(location.search).has("record"); // the address says soon only what is shown
  const record = (at = null) => start((ready) => ready.beginNew("incidents", at));
  byId("record-incident")?.addEventListener("click", () => record());

  return {
    /** Record an incident at a spot of the map; null where the reader may not. */
    record: panel ? ({ lat, lng }) => record({ type: "Point", coordinates: [lng, lat] }) : null,
    /** A page led here to record one. */
    followLink: () => isAsked && record(),
    choose: () => start((ready) => ready.choose()),
    /** While something is edited, a click on the map is for that: true where it was. */
    pick(found) {
      if (!panel || panel.hidden) return false;
      mode.pick(found);
      return true;
    },
    /** The button on the card of a record. */
    actionOf({ layer, id }) {
      if (!isEditable({ name: layer })) return null;
      const onclick = () => start((ready) => ready.begin(layer, id));
      return el("button", { type: "button", class: "button", id: "edit-record", onclick }, icon("edit"), el("span", {}, t("edit.title")));
    },
    /** Offer what was left unsaved in this tab: a session had ended, or the page was left. */
    offerDraft() {
      const draft = panel && readDraft();
      if (!draft) return;
      const leave = (act) => () => {
        fill(byId("edit-offer"));
        act();
      };
      const title = text(page.layers.find(({ name }) => name === draft.layer)?.title);
      const button = (id, words, act) => el("button", { type: "button", class: "button", id, onclick: leave(act) }, words);
      fill(
        byId("edit-offer"),
        el(
          "div",
          { class: "note", id: "edit-draft" },
          icon("info"),
          el("div", {}, t("edit.draft", { layer: title })),
          button("edit-draft-open", t("edit.draft_open"), () => start((ready) => ready.resume(draft))),
          button("edit-draft-drop", t("edit.draft_drop"), dropDraft),
        ),
      );
      sheet.half();
    },
  };
}
