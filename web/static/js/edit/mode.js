/** The mode «Edit»: choose, change, see the difference, save; and what happens where two edit at once. */

import { fetchNew, fetchRow, fetchVersion, planEdit, saveEdit } from "../api_edit.js";
import { el, note, toast, troubleBox } from "../dom.js";
import { t, text } from "../i18n.js";
import { toBounds } from "../leaflet.js";
import { accuracyWords, whereAmI } from "../position.js";
import { conflictTable } from "./difference.js";
import { buildDivision } from "./divide.js";
import { dropDraft, keepDraft } from "./draft.js";
import { buildForm } from "./form.js";
import { boxOf } from "./geometry.js";
import { prepare } from "./geoman.js";
import { Neighbours } from "./neighbours.js";
import { buildFrame } from "./frame.js";
import { buildReview } from "./review.js";
import { Sketch } from "./sketch.js";
import { Steps } from "./steps.js";
import { toolbar } from "./tools.js";
import { buildTyped } from "./typed.js";
import { versionList } from "./versions.js";

const [CLOSEST, MARGIN_PX] = [18, 56];

/**
 * @param {HTMLElement} panel
 * @param {{page: object, parts: () => object, layersShown: () => string[], onBegin: Function, onSaved: Function, onClosed: Function}} wishes
 * @param {object[]} layers those that can be edited
 */
export function buildMode(panel, wishes, layers) {
  const { page } = wishes;
  const { map, grid } = wishes.parts();
  const frame = buildFrame(panel, { onCancel: cancel });
  const review = buildReview({ page, grid, frame, panel, layersShown: wishes.layersShown, onSaved: wishes.onSaved, stop });
  const division = buildDivision({ frame, srid: page.ward.srid, review, back: () => showEditing() });
  let [work, steps, sketch, neighbours, form, typed, tools] = [];

  async function open() {
    await prepare(map, panel.dataset);
    if (panel.hidden) wishes.onBegin();
    panel.hidden = false;
    panel.parentElement.dataset.mode = "edit";
    // What the sheet of a phone leaves free of the map is known when it has come up.
    await Promise.all(panel.parentElement.getAnimations().map((each) => each.finished.catch(() => undefined)));
  }

  /** Ask what is to be edited: a layer to draw in, or a record that is clicked on the map. */
  async function choose() {
    await open();
    const drawn = layers.filter(({ name }) => name !== "groups");
    const select = el("select", { class: "select", id: "edit-layer" }, drawn.map((layer) => el("option", { value: layer.name }, text(layer.title))));
    const draw = el("button", { type: "button", class: "button button--main", id: "edit-new", onclick: () => beginNew(select.value) }, t("edit.draw_new"));
    frame.show("choose", t("edit.title"), t("edit.choose_title"), [
      el("p", { class: "u-quiet" }, t("edit.choose_help")),
      el("div", { class: "field" }, el("label", { class: "field__label", for: "edit-layer" }, t("edit.layer")), select),
    ], [draw]);
  }

  async function beginNew(layer, geometry = null) {
    await open();
    await loading(() => fetchNew(layer), (found) => take({ ...found, geometry }));
  }

  async function begin(layer, id) {
    await open();
    await loading(() => fetchRow(layer, id), take);
  }

  /** Fetch a record, and say where that failed. */
  async function loading(ask, then) {
    frame.busy(t("state.loading"));
    try {
      const found = await ask();
      then({ ...found, base: { geometry: found.geometry, values: found.values }, reason: "" });
    } catch (error) {
      frame.show("error", t("edit.title"), t("state.error"), [troubleBox(error, t("state.offline"), () => loading(ask, then))], []);
    }
  }

  async function resume(draft) {
    await open();
    keepDraft(draft);
    take(draft);
  }

  function take(next) {
    work = next;
    steps = new Steps({ geometry: work.geometry, values: work.values });
    sketch?.clear();
    neighbours?.stop();
    sketch = new Sketch(map, work.shape, (geometry) => changed({ geometry }));
    neighbours = new Neighbours(map, work.layer, work.id);
    const box = boxOf([work.geometry, work.base.geometry].filter(Boolean));
    if (box) showBox(map, box, panel);
    neighbours.refresh();
    showEditing();
  }

  function showEditing() {
    form = buildForm(work.form, work.values, (values) => changed({ values }));
    typed = buildTyped(work.shape, page.ward.srid, (geometry) => changed({ geometry }, { redraw: true }));
    const isDivided = work.id && work.is_divided;
    const acts = {
      undo,
      redo,
      draw: work.is_area ? null : draw,
      locate: work.shape === "point" ? standHere : null,
      finish: () => sketch.finish(),
      split: isDivided ? () => divide("split") : null,
      merge: isDivided ? () => divide("merge") : null,
      remove: work.id && work.is_removed ? () => reviewEdit({ remove: true }) : null,
    };
    tools = toolbar(acts, work.shape);
    frame.show("editing", `${t("edit.title")} · ${text(work.title)}`, titleOf(), [
      tools.node,
      frame.hint,
      form.node,
      typed.node,
      versionList(work.versions ?? [], work.version, openVersion),
    ], [el("button", { type: "button", class: "button button--main", id: "edit-review", onclick: () => reviewEdit() }, t("edit.review"))]);
    typed.show(work.geometry);
    if (work.geometry) sketch.edit(work.geometry);
    else draw();
    refresh();
  }

  const titleOf = () => (work.id ? String(work.values.name || work.values.address || work.values.code || work.called || work.id) : t(work.layer === "incidents" ? "edit.record" : "edit.new"));

  /** Take a change that was made on the map, in the form or by typing. */
  function changed(patch, { redraw = false } = {}) {
    Object.assign(work, patch);
    steps.push({ geometry: work.geometry, values: work.values });
    keepDraft(work);
    if (redraw) sketch.edit(work.geometry);
    if (patch.geometry) typed.show(work.geometry);
    refresh();
  }

  function refresh() {
    tools.show({ canUndo: steps.canUndo || sketch.isDrawing, canRedo: steps.canRedo && !sketch.isDrawing, isDrawing: sketch.isDrawing });
    frame.say(sketch.isDrawing ? t(`edit.hint_draw_${work.shape}`) : t(`edit.hint_${work.shape}`));
  }

  function draw() {
    sketch.clear();
    sketch.draw((geometry) => changed({ geometry }, { redraw: true }));
    refresh();
  }

  /** The point is where the person stands. */
  async function standHere() {
    try {
      const found = await whereAmI(map);
      const geometry = { type: "Point", coordinates: [found.latlng.lng, found.latlng.lat] };
      changed({ geometry }, { redraw: true });
      showBox(map, boxOf([geometry]), panel);
      frame.say(accuracyWords(found));
    } catch (error) {
      frame.trouble({ words: null }, error.message);
    }
  }

  function undo() {
    if (sketch.isDrawing && !work.geometry) return sketch.dropCorner();
    return restore(sketch.isDrawing ? steps.now() : steps.undo());
  }

  const redo = () => restore(steps.redo());

  function restore({ geometry, values }) {
    Object.assign(work, { geometry, values });
    keepDraft(work);
    form.show(values);
    typed.show(geometry);
    if (geometry) sketch.edit(geometry);
    else draw();
    refresh();
  }

  async function openVersion(entry) {
    try {
      const { geometry, values } = await fetchVersion(work.layer, work.id, entry.version);
      work.reason = t("edit.restores", { n: entry.number });
      form.show(values);
      changed({ geometry, values }, { redraw: true });
      toast(t("edit.version_opened", { n: entry.number }));
    } catch (error) {
      frame.trouble(error);
    }
  }

  const wishOf = ({ remove = false } = {}) => ({
    id: work.id,
    version: work.version,
    geometry: work.geometry,
    values: work.values,
    reason: work.reason,
    attempt: work.attempt,
    remove,
  });

  /** Ask the server what a save would do, and show it. */
  function reviewEdit(how = {}) {
    if (!how.remove) work.values = form.read();
    if (!work.geometry) return frame.trouble({ words: null }, t("edit.no_shape"));
    const ask = (isPlan) => (isPlan ? planEdit : saveEdit)(work.layer, wishOf(how));
    const onConflict = (error) => showConflict(error, how);
    return review({ work, sketch, ask, back: showEditing, blame: (name) => form.blame(name), onReason: () => keepDraft(work), onConflict, isDanger: how.remove });
  }

  /** Split and merge begin from what is saved: what is not saved yet would be lost in them. */
  async function divide(how) {
    if (steps.canUndo) return frame.trouble({ words: null }, t("edit.save_first"));
    if (how === "merge" && !work.beside?.length) return frame.trouble({ words: null }, t("edit.nothing_beside"));
    const what = { work, sketch, title: titleOf() };
    if (how === "merge") return division.merge(what);
    const nothing = { values: {} }; // a code is only proposed: one can type it
    const { values } = work.is_area ? nothing : await fetchNew(work.layer).catch(() => nothing);
    return division.split(what, values.code);
  }

  /** Somebody else saved first: both stand side by side, and nothing is lost. */
  function showConflict(error, how) {
    const { theirs } = error.body;
    sketch.compare([{ before: theirs.geometry, after: work.geometry }]);
    const mine = () => {
      Object.assign(work, { id: theirs.id, version: theirs.version }); // a new one may be saved already
      keepDraft(work);
      return reviewEdit(how);
    };
    const take_theirs = () => take({ ...work, ...theirs, base: theirs, reason: "" });
    frame.show("conflict", t("edit.title"), t("edit.conflict"), [
      note(text(error.words), "warning"),
      conflictTable(work.form, work, theirs),
      el("p", { class: "u-quiet" }, t("edit.conflict_help")),
    ], [
      el("button", { type: "button", class: "button button--main", id: "edit-keep-mine", onclick: mine }, t("edit.keep_mine")),
      el("button", { type: "button", class: "button", id: "edit-take-theirs", onclick: take_theirs }, t("edit.take_theirs")),
    ]);
  }

  /** Leave without saving; what was changed can be had back for a moment. */
  function cancel() {
    const left = work && steps?.canUndo ? structuredClone(work) : null;
    stop();
    wishes.onClosed();
    if (left) toast(t("edit.cancelled"), { words: t("edit.draft_open"), act: () => resume(left) });
  }

  function stop() {
    dropDraft();
    sketch?.clear();
    neighbours?.stop();
    [work, steps, sketch, neighbours] = [];
    frame.close();
  }

  const pick = (found) => {
    const isOffered = found && layers.some(({ name }) => name === found.layer.name);
    if (panel.dataset.ready === "merge") division.pick(work, found);
    else if (panel.dataset.ready === "choose" && isOffered) begin(found.layer.name, found.feature.id);
  };
  document.addEventListener("keydown", (event) => {
    if (panel.dataset.ready !== "editing" || !(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
    const step = { z: event.shiftKey ? redo : undo, y: redo }[event.key.toLowerCase()];
    if (!step) return;
    event.preventDefault();
    step();
  });
  return { choose, begin, beginNew, resume, pick };
}

/** Show a box in the part of the map that the panel leaves free: on phones it lies over the map. */
function showBox(map, box, panel) {
  const [stage, sheet] = [map.getContainer(), panel.parentElement].map((node) => node.getBoundingClientRect());
  const covered = sheet.left < stage.right && sheet.right > stage.left ? Math.max(0, stage.bottom - sheet.top) : 0;
  const isRoomy = covered + 3 * MARGIN_PX < stage.height;
  const padding = { paddingTopLeft: [MARGIN_PX, MARGIN_PX], paddingBottomRight: [MARGIN_PX, MARGIN_PX + (isRoomy ? covered : 0)] };
  map.fitBounds(toBounds(box), { ...padding, maxZoom: CLOSEST, animate: false });
}
