/** The shape that is edited, on the map: drawn, moved, snapped; before and after of a difference. */

import { L } from "../leaflet.js";
import { fromLeaflet, partsOf, toLeaflet } from "./geometry.js";
import { SNAPPING } from "./geoman.js";

const CLASSES = { mine: "edit-shape", before: "edit-shape edit-shape--before", after: "edit-shape edit-shape--after" };
const DENSE = 40; // corners from which on their marks are small
const DRAW = { point: "Marker", line: "Line", polygon: "Polygon" };

export class Sketch {
  /** @param {(geometry: object) => void} onChange hears of every change made on the map */
  constructor(map, shape, onChange) {
    Object.assign(this, { map, shape, onChange, layer: null, shown: [], drawing: null });
  }

  /** Show a geometry and let it be moved; null: nothing is there yet. */
  edit(geometry) {
    this.clear();
    if (!geometry) return;
    this.map.getContainer().classList.toggle("edit-dense", partsOf(geometry).flat().length > DENSE);
    this.layer = this._make(geometry, CLASSES.mine, false).addTo(this.map);
    const options = { ...SNAPPING, allowSelfIntersection: true, draggable: this.shape === "point" };
    this.layer.pm.enable(options);
    this.layer.on("pm:edit pm:vertexadded pm:vertexremoved pm:dragend", () => this._changed());
  }

  /** Show old and new side by side, not to be moved. */
  compare(rows) {
    this.clear();
    for (const [side, name] of [["before", CLASSES.before], ["after", CLASSES.after]])
      for (const row of rows) if (row[side]) this.shown.push(this._make(row[side], name, true).addTo(this.map));
  }

  /** Show a line of the division beside what is shown. */
  showCut(geometry) {
    this.shown.push(this._make(geometry, `${CLASSES.mine} edit-shape--cut`, true).addTo(this.map));
  }

  /** Draw a new shape by clicks; a double click, or `finish`, ends it. */
  draw(onDone, kind = DRAW[this.shape]) {
    this.stopDrawing();
    const done = ({ layer }) => {
      const latlngs = layer.getLatLngs?.() ?? layer.getLatLng();
      layer.remove();
      this.stopDrawing();
      onDone(fromLeaflet(kind === "Marker" ? "point" : kind === "Line" ? "line" : "polygon", latlngs));
    };
    const path = { className: CLASSES.mine };
    this.drawing = { kind, done };
    this.map.on("pm:create", done);
    this.map.doubleClickZoom.disable();
    this.map.pm.enableDraw(kind, {
      ...SNAPPING, tooltips: false, finishOn: "dblclick", markerStyle: { icon: pin("edit-pin") },
      templineStyle: path, hintlineStyle: { className: "edit-shape edit-shape--hint" }, pathOptions: path,
    });
  }

  get isDrawing() {
    return this.drawing !== null;
  }

  /** Whether what is being drawn has begun. */
  get hasCorners() {
    return Boolean(this.drawing && this.map.pm.Draw[this.drawing.kind]?._markers?.length);
  }

  /** Take back the last corner of what is being drawn. */
  dropCorner() {
    const tool = this.drawing && this.map.pm.Draw[this.drawing.kind];
    if (tool?._markers?.length > 1) tool._removeLastVertex();
  }

  finish() {
    if (this.drawing) this.map.pm.Draw[this.drawing.kind]._finishShape?.();
  }

  stopDrawing() {
    if (!this.drawing) return;
    this.map.off("pm:create", this.drawing.done);
    this.drawing = null;
    this.map.pm.disableDraw();
    this.map.doubleClickZoom.enable();
  }

  clear() {
    this.stopDrawing();
    this.layer?.pm.disable();
    for (const each of [this.layer, ...this.shown]) each?.remove();
    this.layer = null;
    this.shown = [];
  }

  _make(geometry, className, isStill) {
    const latlngs = toLeaflet(geometry);
    const options = { className, interactive: !isStill, pmIgnore: isStill, snapIgnore: true };
    if (this.shape === "point" || geometry.type === "Point")
      return L.marker(latlngs, { ...options, icon: pin(className.replaceAll("edit-shape", "edit-pin")), keyboard: false });
    return geometry.type.endsWith("LineString") ? L.polyline(latlngs, options) : L.polygon(latlngs, options);
  }

  _changed() {
    if (this.layer) this.onChange(fromLeaflet(this.shape, this.layer.getLatLngs?.() ?? this.layer.getLatLng()));
  }
}

const pin = (className) => L.divIcon({ className, iconSize: [22, 22], iconAnchor: [11, 11] });
