/** One canvas grid for all layers: fetches vector tiles, draws them, and finds what lies under the pointer. */

import { isCancelled } from "../api.js";
import { L } from "../leaflet.js";
import { isWithin } from "../timeline/follow.js";
import { boxesMeet } from "./geometry.js";
import { dataZoom, drawingOf, isGridAt } from "./index.js";
import { TileStore } from "./store.js";

const SIZE = 512;
const EXTENT = 4096;

/**
 * @typedef {object} Frame What a way of drawing gets: a context in css px of one screen tile.
 * @property {CanvasRenderingContext2D} context
 * @property {number} zoom zoom of the map
 * @property {number} size edge of the screen tile in px
 * @property {number} scale px for one unit of the data tile
 * @property {(point: {x: number, y: number}) => {x: number, y: number}} place from data units to px
 * @property {(box: number[], px: number) => boolean} isNear whether a box touches this tile
 * @property {{x: number, y: number}} origin of the screen tile in world px
 * @property {boolean} isGrid whether the features are counts of cells
 */

export const DataGrid = L.GridLayer.extend({
  options: { tileSize: SIZE, updateWhenZooming: false, keepBuffer: 1, noWrap: true, minZoom: 2, maxZoom: 20 },

  initialize(options) {
    L.setOptions(this, options);
    this.entries = [];
    this.pending = 0;
    this.failed = new Map();
    this.split = null;
    this.window = null;
    this.inWindow = new WeakMap();
  },

  /** Show the first run left of a place of the view and the second right of it; null: both everywhere. */
  splitAt(x) {
    this.split = x;
    this.repaint();
  },

  /** The part of a screen tile in which a layer is drawn, in px; null: all of it. */
  _part(layer, coords) {
    if (this.split === null || !layer.run) return null;
    const at = this._map.getPixelBounds().min.x + this.split - coords.x * SIZE;
    return layer.run.isSecond ? [at, SIZE] : [0, at];
  },

  /** Register a layer of the shell; `z` orders the drawing, lowest first. */
  register(layer, z, queryOf) {
    this.entries.push({
      layer,
      z,
      drawing: drawingOf(layer),
      store: new TileStore(layer, queryOf),
      isOn: false,
      opacity: 100,
    });
    this.entries.sort((a, b) => a.z - b.z);
  },

  /** Draw in an order, topmost first (none: that of the shell), each layer with its opacity in percent. */
  arrange(order, opacity) {
    const rank = ({ layer, z }) => (order.includes(layer.name) ? order.length - order.indexOf(layer.name) : order.length ? 0 : z);
    this.entries.sort((a, b) => rank(a) - rank(b) || a.z - b.z);
    for (const entry of this.entries) entry.opacity = opacity[entry.layer.name] ?? 100;
    this.repaint();
  },

  /**
   * Show exactly these layers, fetch again what has a new address, and repaint. Of features that carry their
   * days only those within the window are there, to be seen, counted and found; null: all of them.
   */
  update(names, window = this.window) {
    let isChanged = window?.first !== this.window?.first || window?.last !== this.window?.last;
    if (isChanged) this.window = window;
    for (const entry of this.entries) {
      const isOn = names.includes(entry.layer.name);
      const isNew = entry.store.refresh();
      isChanged ||= isOn !== entry.isOn || (isOn && isNew);
      entry.isOn = isOn;
    }
    if (isChanged) this.repaint();
  },

  /** The features of a tile that the window leaves. */
  _features({ layer }, tile) {
    if (!this.window) return tile.features;
    const known = this.inWindow.get(tile);
    if (known?.window === this.window) return known.features;
    const features = tile.features.filter((feature) => isWithin(feature, layer.time, this.window));
    this.inWindow.set(tile, { window: this.window, features });
    return features;
  },

  /** Whether a feature has been loaded that the window leaves out. */
  hides(name, id) {
    const entry = this.entries.find(({ layer }) => layer.name === name);
    const tiles = this.window && entry ? [...entry.store.tiles.values()] : [];
    const found = tiles.flatMap((tile) => tile.features ?? []).find((feature) => String(feature.id) === String(id) && feature.d !== undefined);
    return Boolean(found) && !isWithin(found, entry.layer.time, this.window);
  },

  repaint() {
    for (const { el, coords } of Object.values(this._tiles ?? {})) this._paint(el, coords);
  },

  /** The layers on at a zoom, lowest first. */
  visible(zoom) {
    return this.entries.filter(({ layer, isOn }) => isOn && dataZoom(layer, zoom - 1) !== null);
  },

  createTile(coords, done) {
    const canvas = document.createElement("canvas");
    const ratio = Math.min(2, window.devicePixelRatio || 1);
    canvas.width = canvas.height = SIZE * ratio;
    canvas.dataset.ratio = String(ratio);
    canvas.setAttribute("aria-hidden", "true");
    this._paint(canvas, coords).then(() => done(null, canvas));
    return canvas;
  },

  async _paint(canvas, coords) {
    this.pending += 1;
    if (this.pending === 1) this.fire("working");
    const entries = this.visible(coords.z);
    const turn = Number(canvas.dataset.turn ?? 0) + 1;
    canvas.dataset.turn = String(turn);
    const tiles = await Promise.all(entries.map((entry) => this._data(entry, coords)));
    // What a newer painting has overtaken would only flicker.
    if (canvas.dataset.turn === String(turn)) this._draw(canvas, coords, entries, tiles);
    this.pending -= 1;
    if (this.pending === 0) this.fire("settled");
  },

  async _data(entry, coords) {
    const { z, x, y } = dataAddress(entry.layer, coords);
    try {
      const tile = await entry.store.get(z, x, y);
      this.failed.delete(entry.layer.name);
      return tile;
    } catch (error) {
      if (!isCancelled(error)) this.failed.set(entry.layer.name, error);
      return null;
    }
  },

  _draw(canvas, coords, entries, tiles) {
    const ratio = Number(canvas.dataset.ratio);
    const context = canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, SIZE, SIZE);
    const drawn = entries
      .map((entry, i) => ({ ...entry, tile: tiles[i] }))
      .filter(({ tile, isOn }) => tile && isOn);
    for (const step of ["drawGround", "drawBelow", "draw"]) {
      for (const entry of drawn) {
        const { layer, drawing, tile, opacity } = entry;
        const part = this._part(layer, coords);
        if (part && part[1] <= part[0]) continue;
        context.save();
        if (part) clipTo(context, part);
        if (drawing[step])
          paintAt(opacity, context, (target) =>
            drawing[step](frameOf(target, coords, tile, layer), layer, this._features(entry, tile)),
          );
        context.restore();
      }
    }
  },

  /** Call back with every feature whose data has arrived: (entry, feature, tile, px of a unit). */
  eachInView(map, visit) {
    const zoom = map.getZoom();
    const view = map.getPixelBounds();
    for (const entry of this.visible(zoom)) {
      const z = dataZoom(entry.layer, zoom - 1);
      const px = SIZE * 2 ** (zoom - 1 - z);
      for (let x = Math.floor(view.min.x / px); x * px <= view.max.x; x++) {
        for (let y = Math.floor(view.min.y / px); y * px <= view.max.y; y++) {
          const tile = entry.store.peek(z, x, y);
          if (tile) visitTile(entry, tile, this._features(entry, tile), view, px, visit);
        }
      }
    }
  },

  _isCovered(layer, map, latlng) {
    if (this.split === null || !layer.run) return false;
    const isRight = map.latLngToContainerPoint(latlng).x > this.split;
    return isRight !== layer.run.isSecond;
  },

  /** The feature meant by a place of the map, or null; only of the layers in `names` where given. */
  find(map, latlng, names) {
    const zoom = map.getZoom();
    const at = map.project(latlng, zoom);
    let best = null;
    for (const entry of this.visible(zoom).reverse()) {
      const z = dataZoom(entry.layer, zoom - 1);
      if (entry.opacity === 0 || this._isCovered(entry.layer, map, latlng)) continue;
      if (isGridAt(entry.layer, z) || (names && !names.includes(entry.layer.name))) continue;
      const px = SIZE * 2 ** (zoom - 1 - z);
      const tile = entry.store.peek(z, Math.floor(at.x / px), Math.floor(at.y / px));
      const scale = px / EXTENT;
      const x = (at.x % px) / scale;
      const y = (at.y % px) / scale;
      for (const feature of tile ? this._features(entry, tile) : []) {
        const away = entry.drawing.hit({ zoom, scale }, entry.layer, feature, x, y);
        if (away !== null && (!best || away < best.away || isInner(away, feature, scale, best)))
          best = { layer: entry.layer, feature, away, scale };
      }
    }
    return best;
  },
});

/** Paint as one picture and lay it down with its opacity: what overlaps within a layer gets no darker. */
function paintAt(opacity, context, paint) {
  if (opacity === 100) return paint(context);
  const sheet = document.createElement("canvas");
  sheet.width = context.canvas.width;
  sheet.height = context.canvas.height;
  const target = sheet.getContext("2d");
  target.setTransform(context.getTransform());
  paint(target);
  context.globalAlpha = opacity / 100;
  context.drawImage(sheet, 0, 0, SIZE, SIZE);
}

function clipTo(context, [from, to]) {
  context.beginPath();
  context.rect(from, 0, to - from, SIZE);
  context.clip();
}

/** Of areas that lie in each other the inner one is meant: a group of the ward, not the ward. */
function isInner(away, feature, scale, best) {
  return away === best.away && sizeOf(feature.box, scale) < 0.9 * sizeOf(best.feature.box, best.scale);
}

const sizeOf = ([left, top, right, bottom], scale) => (right - left) * (bottom - top) * scale * scale;

function dataAddress(layer, coords) {
  const z = dataZoom(layer, coords.z - 1);
  const up = coords.z - 1 - z;
  return { z, x: coords.x >> up, y: coords.y >> up };
}

/** @returns {Frame} */
function frameOf(context, coords, tile, layer) {
  const scale = (SIZE * 2 ** (coords.z - 1 - tile.z)) / EXTENT;
  const left = coords.x * SIZE - tile.x * EXTENT * scale;
  const top = coords.y * SIZE - tile.y * EXTENT * scale;
  return {
    context,
    zoom: coords.z,
    size: SIZE,
    scale,
    place: ({ x, y }) => ({ x: x * scale - left, y: y * scale - top }),
    isNear: (box, px) =>
      boxesMeet(
        [box[0] * scale - left, box[1] * scale - top, box[2] * scale - left, box[3] * scale - top],
        [-px, -px, SIZE + px, SIZE + px],
      ),
    origin: { x: coords.x * SIZE, y: coords.y * SIZE },
    isGrid: isGridAt(layer, tile.z),
  };
}

function visitTile(entry, tile, features, view, px, visit) {
  const scale = px / EXTENT;
  const box = [
    (view.min.x - tile.x * px) / scale,
    (view.min.y - tile.y * px) / scale,
    (view.max.x - tile.x * px) / scale,
    (view.max.y - tile.y * px) / scale,
  ];
  for (const feature of features) {
    if (boxesMeet(feature.box, box)) visit(entry, feature, tile, scale);
  }
}
