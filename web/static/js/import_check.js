/** Step 3: the file on the map and in a table, what is wrong with it, what it would change. */

import { pageData } from "./api.js";
import { fill, note } from "./dom.js";
import { setLanguage, t } from "./i18n.js";
import { nothingYet } from "./import/begin.js";
import { showCheck } from "./import/check_step.js";
import { PreviewLayer } from "./import/preview_layer.js";
import { showPreview } from "./import/preview.js";
import { createUpload } from "./import/upload.js";
import { awaitShell, showWard } from "./map.js";
import { createStore, emptyFilter } from "./state.js";

const BELOW = ["ward_border", "groups", "lanes"];

const page = pageData();
setLanguage(page.lang, page.messages);
const byId = (id) => document.getElementById(id);
const upload = createUpload(page.upload, byId("import-work"));
const store = createStore({
  view: null,
  layers: BELOW.filter((name) => page.layers.some((layer) => layer.name === name)),
  filter: emptyFilter({}),
});
const preview = { layer: null, map: null, select: () => undefined };

upload.subscribe(show);
show();
upload.checkIfNeeded();

const { map } = await awaitShell({ store, onPick: () => undefined });
preview.map = map;
preview.layer = new PreviewLayer((line) => preview.select(line)).addTo(map);
for (const [id, step] of [
  ["zoom-in", 1],
  ["zoom-out", -1],
])
  byId(id).addEventListener("click", () => map.setZoom(map.getZoom() + step));
byId("show-ward").addEventListener("click", () => showWard(map));
showPreview(upload.get(), preview);

function show() {
  const now = upload.get();
  const body = byId("import");
  if (!now.checked) {
    fill(
      body,
      byId("import-work").firstChild ? note(t("import.checking")) : nothingYet(t("import.not_checked"), now),
    );
    return;
  }
  showCheck(body, byId("import-after"), upload, (line) => preview.select(line, true));
  byId("import-look").hidden = !now.preview?.rows?.length;
  preview.map?.invalidateSize();
  showPreview(now, preview);
  body.dataset.ready = now.is_checked ? "checked" : "stale";
}
