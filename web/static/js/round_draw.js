/** The walk of a round, typed or drawn over the lanes: what stands in the text is what is saved. */

import "./kept_forms.js";
import { pageData } from "./api.js";
import { readWalk } from "./api_rounds.js";
import { fill, troubleBox } from "./dom.js";
import { boxOf, toLeaflet } from "./edit/geometry.js";
import { prepare } from "./edit/geoman.js";
import { Neighbours } from "./edit/neighbours.js";
import { Sketch } from "./edit/sketch.js";
import { Steps } from "./edit/steps.js";
import { toolbar } from "./edit/tools.js";
import { textOf } from "./edit/typed.js";
import { number, setLanguage, t } from "./i18n.js";
import { L, toBounds } from "./leaflet.js";
import { awaitShell, showWard } from "./map.js";
import { createStore, emptyFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const LAYERS = ["ward_border", "groups", "lanes"];
const [TYPING_MS, CLOSEST, MARGIN_PX] = [400, 18, 40];

const [form, area, theirs] = ["walk-form", "corners", "theirs"].map(byId);
const store = createStore({
  view: null,
  layers: LAYERS.filter((name) => page.layers.some((layer) => layer.name === name)),
  filter: emptyFilter({}),
  selected: null,
});
const steps = new Steps(area.value);
const began = "answered" in form.dataset ? null : area.value; // a line that was refused is not saved yet
let [asked, typing, drawn, isSent] = [0, null, null, false];

const { map } = await awaitShell({ store });
await prepare(map, form.dataset);
const sketch = new Sketch(map, "line", (geometry) => changed(textOf(geometry)));
const neighbours = new Neighbours(map, "rounds", null);
const tools = toolbar({ undo, redo, extend, finish: () => sketch.finish(), remove: () => restore("", true) }, "line");
byId("walk-tools").append(tools.node);
byId("show-ward").addEventListener("click", () => showWard(map));
byId("zoom-in").addEventListener("click", () => map.setZoom(map.getZoom() + 1));
byId("zoom-out").addEventListener("click", () => map.setZoom(map.getZoom() - 1));
area.addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => restore(area.value, true), TYPING_MS);
});
byId("take-theirs")?.addEventListener("click", () => restore(theirs.value, true));
form.addEventListener("taken", () => restore(area.value, true));
form.addEventListener("submit", finishFirst);
addEventListener("beforeunload", askFirst);
document.addEventListener("keydown", stepByKey);
if (theirs) showTheirs();
await restore(area.value);
if (drawn) map.fitBounds(toBounds(boxOf([drawn])), { padding: [MARGIN_PX, MARGIN_PX], maxZoom: CLOSEST, animate: false });
else extend();
neighbours.refresh();
form.dataset.ready = "draw";

/** Take a text: onto the map, and as a step that can be taken back. */
async function restore(text, isStep = false) {
  if (area.value !== text) area.value = text;
  if (isStep) step(text);
  sketch.stopDrawing();
  refresh();
  const found = await read(text);
  if (!found) return;
  drawn = found.parts.some((part) => part.length > 1) ? { type: "MultiLineString", coordinates: found.parts } : null;
  sketch.edit(drawn);
  refresh();
}

/** A step that can be taken back; the form keeps it as if it had been typed. */
function step(text) {
  isSent = false;
  steps.push(text);
  form.dispatchEvent(new Event("change"));
}

/** What is typed is a step before the pause after it is over: what is taken back then is the typing. */
function keepTyped() {
  clearTimeout(typing);
  steps.push(area.value);
}

/** Take what was moved or drawn on the map: it stands there already. */
function changed(text) {
  area.value = text;
  step(text);
  refresh();
  read(text);
}

/** Have a text read and measured; null where it cannot be, or where a newer one was asked for. */
async function read(text) {
  asked += 1;
  const mine = asked;
  try {
    const found = await readWalk(text);
    if (mine !== asked) return null;
    byId("walk-length").textContent = t("rounds.walk_length", { length: number(found.length_m, 0), srid: page.ward.srid });
    fill(byId("walk-trouble"));
    return found;
  } catch (error) {
    if (mine === asked) fill(byId("walk-trouble"), troubleBox(error, t("state.offline"), () => restore(text)));
    return null;
  }
}

/** Draw one more stretch beside what is there. */
function extend() {
  sketch.draw((geometry) => {
    const more = textOf(geometry);
    restore(area.value.trim() ? `${area.value.trim()}\n\n${more}` : more, true);
  });
  if (form.dataset.ready) map.getContainer().scrollIntoView({ block: "nearest" });
  refresh();
}

function undo() {
  if (sketch.isDrawing) return sketch.dropCorner();
  keepTyped();
  return restore(steps.undo(), true);
}

function redo() {
  keepTyped();
  return restore(steps.redo(), true);
}

function refresh() {
  const { isDrawing } = sketch;
  tools.show({ canUndo: steps.canUndo || isDrawing, canRedo: steps.canRedo && !isDrawing, isDrawing });
  byId("walk-hint").textContent = t(isDrawing ? "edit.hint_draw_line" : "edit.hint_line");
}

/** What is being drawn belongs to what is saved. */
function finishFirst(event) {
  isSent = true;
  if (!sketch.isDrawing) return;
  event.preventDefault();
  sketch.finish();
  sketch.stopDrawing();
  form.requestSubmit();
}

/** Whoever leaves with a line that is not saved is asked first. */
function askFirst(event) {
  if (!isSent && (area.value !== began || sketch.hasCorners)) event.preventDefault();
}

function stepByKey(event) {
  if (!(event.ctrlKey || event.metaKey) || event.target.matches("input, textarea, select")) return;
  const act = { z: event.shiftKey ? redo : undo, y: redo }[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
}

async function showTheirs() {
  const found = await readWalk(theirs.value).catch(() => ({ parts: [] }));
  const latlngs = toLeaflet({ type: "MultiLineString", coordinates: found.parts });
  L.polyline(latlngs, { className: "edit-shape edit-shape--before", interactive: false, pmIgnore: true }).addTo(map);
}
