/** What lies around, as thin lines to snap to: fetched for what the screen shows. */

import { fetchNear } from "../api_edit.js";
import { isCancelled } from "../api.js";
import { L, toBbox } from "../leaflet.js";
import { toLeaflet } from "./geometry.js";

const NEAREST_ZOOM = 15;
const BESIDE = { sites: ["lanes"], facilities: ["lanes"], places: ["lanes"], routes: ["lanes", "routes"], lanes: ["lanes", "groups"], rounds: ["lanes"], parcels: ["parcels", "lanes"], groups: ["groups", "lanes"] };

export class Neighbours {
  constructor(map, layer, id) {
    Object.assign(this, { map, layer, id, group: L.layerGroup([], { pmIgnore: true }).addTo(map) });
    this.refresh = this.refresh.bind(this);
    map.on("moveend", this.refresh);
  }

  async refresh() {
    if (this.map.getZoom() < NEAREST_ZOOM) return this.group.clearLayers();
    const bbox = toBbox(this.map.getBounds().pad(0.2));
    try {
      const pages = await Promise.all((BESIDE[this.layer] ?? []).map(async (name) => [name, await fetchNear(name, bbox)]));
      if (!this.map) return undefined;
      this.group.clearLayers();
      for (const [name, page] of pages)
        for (const feature of page.features)
          if (feature.geometry && !(name === this.layer && feature.id === this.id)) this._add(feature.geometry);
    } catch (error) {
      if (!isCancelled(error)) this.group.clearLayers(); // one can draw without: it only does not snap
    }
    return undefined;
  }

  _add(geometry) {
    const options = { className: "edit-beside", interactive: false, pmIgnore: true, snapIgnore: false };
    const isLine = geometry.type.endsWith("LineString");
    (isLine ? L.polyline : L.polygon)(toLeaflet(geometry), options).addTo(this.group);
  }

  stop() {
    this.map.off("moveend", this.refresh);
    this.group.remove();
    this.map = null;
  }
}
