/** Old outlines over new areas; a pair of the table is marked in both. */

import { L } from "../leaflet.js";
import { ink } from "../layers/palette.js";

export class LineageMap {
  /**
   * @param {object} map Leaflet map @param {object} shapes GeoJSON with `side` old or new
   * @param {{onPoint: (id: number|null) => void, oldLabel: string, newLabel: string}} wishes
   */
  constructor(map, shapes, wishes) {
    this.map = map;
    this.layers = new Map();
    this.marked = [];
    this.fine = shapes.features.length > MANY;
    const of = (side) => ({ ...shapes, features: shapes.features.filter((each) => each.properties.side === side) });
    this.fresh = this._add(of("new"), "new", wishes);
    this.old = this._add(of("old"), "old", wishes);
    document.addEventListener("themechange", () => this._repaint());
    this.showAll();
  }

  _add(collection, side, { onPoint, oldLabel, newLabel }) {
    const layer = L.geoJSON(collection, {
      style: () => style(side, false, this.fine),
      onEachFeature: (feature, shape) => {
        this.layers.set(feature.id, { shape, side });
        const label = document.createElement("span");
        label.textContent = `${side === "old" ? oldLabel : newLabel}: ${feature.properties.name} (${feature.properties.code})`;
        shape.bindTooltip(label, { sticky: true, className: "lineage__tip" });
        shape.on("mouseover", () => onPoint(feature.id));
        shape.on("mouseout", () => onPoint(null));
      },
    });
    return layer.addTo(this.map);
  }

  showAll() {
    const bounds = this.old.getBounds().extend(this.fresh.getBounds());
    if (bounds.isValid()) this.map.fitBounds(bounds, { animate: false, padding: [12, 12] });
  }

  /** Mark both sides of a pair; null marks nothing. */
  mark(pair) {
    const marked = pair ? [pair.old.id, pair.new.id] : [];
    for (const id of [...this.marked, ...marked]) {
      const { shape, side } = this.layers.get(id) ?? {};
      shape?.setStyle(style(side, marked.includes(id), this.fine));
      if (marked.includes(id)) shape?.bringToFront();
    }
    this.marked = marked;
    this.map.getContainer().dataset.marked = marked.join("/");
  }

  /** Move to the old area of a pair. */
  goTo(pair) {
    const { shape } = this.layers.get(pair.old.id) ?? {};
    if (shape) this.map.fitBounds(shape.getBounds(), { animate: false, padding: [60, 60], maxZoom: 17 });
    this.mark(pair);
  }

  _repaint() {
    for (const [id, { shape, side }] of this.layers) shape.setStyle(style(side, this.marked.includes(id), this.fine));
  }
}

const MANY = 150;

/** Old: an outline that lets the new ground be seen; new: filled lightly. */
function style(side, isMarked, isFine) {
  if (side === "old")
    return { color: ink("purple"), weight: isMarked ? 4 : isFine ? 0.8 : 2, dashArray: isFine && !isMarked ? null : "7 5", fill: true, fillColor: ink("purple"), fillOpacity: isMarked ? 0.25 : 0.01 };
  return { color: ink("blue"), weight: isMarked ? 3 : 1.5, fill: true, fillColor: ink("blue"), fillOpacity: isMarked ? 0.4 : 0.1 };
}

