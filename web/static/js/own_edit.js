/** The editor of one layer of the ward's own, with the map that shows each choice at once. */

import { fetchFeatures, pageData } from "./api.js";
import { fetchOwnLayer } from "./api_own.js";
import { fill, icon, el, toast, troubleBox } from "./dom.js";
import { moment, number, setLanguage, t, text } from "./i18n.js";
import { awaitShell, goTo, marksOf, setView, showWard } from "./map.js";
import { buildAccess } from "./own/access.js";
import { buildDetails } from "./own/details.js";
import { buildFields } from "./own/fields.js";
import { buildStyle } from "./own/style.js";
import { buildPopup } from "./popup.js";
import { buildTabs } from "./sheet.js";
import { createStore, emptyFilter } from "./state.js";

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const name = decodeURIComponent(location.pathname.split("/").at(-1));
const drawn = page.layers.find((layer) => layer.name === name);
const below = ["ward_border", "groups", "lanes"].filter((each) => page.layers.some((layer) => layer.name === each));
const store = createStore({ view: null, layers: [...below, name], filter: emptyFilter({}), selected: null });

let look = null;
let parts = null;
let layer = null;
const forms = [];

buildTabs(byId("own-tabs"));
const popup = buildPopup(byId("popup"), {
  titleOf: () => text(layer?.title),
  query: () => new URLSearchParams(),
  onOpen: () => undefined,
  onShow: (record) => parts?.overlay.mark(marksOf(record.geometry)),
  onClose: () => parts?.overlay.mark([]),
});
byId("show-ward").addEventListener("click", () => parts && showWard(parts.map));
for (const [id, step] of [["zoom-in", 1], ["zoom-out", -1]])
  byId(id).addEventListener("click", () => parts?.map.setZoom(parts.map.getZoom() + step));

const shell = awaitShell({
  store,
  look: (each) => (each.name === name ? look : null),
  pickable: [name],
  onPick: (found) => (found ? popup.open(found.layer.name, found.feature.id, { focus: false }) : popup.close()),
});
await load();
parts = await shell;
await showRows();

/** Fetch the layer and put it into every form. */
async function load() {
  try {
    const fetched = await fetchOwnLayer(name);
    const wishes = { preview, saved, trouble };
    forms.push(
      buildStyle(byId("panel-style"), fetched, wishes),
      buildFields(byId("panel-fields"), fetched, wishes),
      buildAccess(byId("panel-access"), fetched, wishes),
      buildDetails(byId("panel-details"), fetched, wishes),
    );
    take(fetched);
    byId("own-editor").dataset.ready = "editor";
  } catch (error) {
    fill(byId("own-notes"), troubleBox(error, t("state.offline"), () => location.reload()));
    byId("own-editor").dataset.ready = "error";
  }
}

/** What the server holds now: title, map, forms. */
function take(fetched) {
  layer = fetched;
  byId("own-title").textContent = text(layer.title);
  byId("own-facts").textContent = t("own.facts", {
    rows: number(layer.rows),
    shape: t(`own.shape_${layer.geometry}`).toLowerCase(),
    who: layer.changed_by,
    when: moment(layer.changed_at),
  });
  byId("own-open").href = `/?${new URLSearchParams({ ward: page.ward.code, layers: [...below, name].join(",") })}`;
  Object.assign(drawn, layer.drawn);
  look = null;
  parts?.grid.update(store.get().layers);
  parts?.grid.repaint();
}

/** Draw the layer in a style that is not saved; `newLook` null: in its own classes. */
function preview(style, newLook) {
  drawn.style = { kind: style.kind, classes: style.classes };
  look = newLook;
  parts?.grid.update(store.get().layers);
  parts?.grid.repaint();
}

function saved(fetched) {
  take(fetched);
  for (const form of forms) form.show(fetched);
  fill(byId("own-notes"));
  toast(t("own.saved"));
}

function trouble(error, again) {
  fill(byId("own-notes"), troubleBox(error, t("state.offline"), again ?? null));
  byId("own-notes").scrollIntoView({ block: "nearest" });
}

/** Go to where the first rows lie; a layer without rows says so. */
async function showRows() {
  try {
    const found = await fetchFeatures(name, new URLSearchParams({ limit: "300" }));
    const points = found.features.flatMap(({ geometry }) => marksOf(geometry).flatMap((mark) => mark.parts.flat()));
    if (!points.length) {
      fill(byId("map-trouble"), el("div", { class: "note" }, icon("info"), el("span", {}, t("own.no_rows"))));
      return;
    }
    const [lons, lats] = [points.map(({ lng }) => lng), points.map(({ lat }) => lat)];
    goTo(parts.map, [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)]);
    if (parts.map.getZoom() - 1 < layer.min_zoom) setView(parts.map, { ...parts.map.getCenter(), zoom: layer.min_zoom + 1 });
  } catch (error) {
    trouble(error);
  }
}
