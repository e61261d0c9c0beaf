/** Decoded tiles of one layer, fetched once and shared by the screen tiles above them. */

import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { fetchTile, tileAddress } from "../api.js";
import { boxOf } from "./geometry.js";
import { isGridAt } from "./index.js";

const KEPT = 160;

/**
 * @typedef {{id: number|undefined, c: number, n: number|undefined, name: string|undefined, d: number|undefined, e: number|undefined, parts: {x: number, y: number}[][], box: number[], type: number}} Feature
 * @typedef {{z: number, x: number, y: number, features: Feature[]}} Tile
 */

export class TileStore {
  /**
   * @param {object} layer
   * @param {(isGrid: boolean) => string|null} queryOf parameters of the address, of tiles with counts or with
   *   features; null: nothing to load
   */
  constructor(layer, queryOf) {
    this.layer = layer;
    this.queryOf = queryOf;
    this.queries = [queryOf(false), queryOf(true)];
    this.tiles = new Map();
    this.controller = new AbortController();
  }

  /** Wait for no tile any more when the address of the layer has changed; says whether it has. */
  refresh() {
    const queries = [this.queryOf(false), this.queryOf(true)];
    if (queries.every((query, i) => query === this.queries[i])) return false;
    this.controller.abort();
    this.controller = new AbortController();
    this.queries = queries;
    for (const [key, tile] of this.tiles) if (tile instanceof Promise) this.tiles.delete(key);
    return true;
  }

  _queryAt(z) {
    return this.queries[Number(isGridAt(this.layer, z))];
  }

  /** Tiles of other queries are kept as well: whoever plays through time again asks nothing again. */
  _keyOf(z, x, y) {
    return `${z}/${x}/${y}?${this._queryAt(z)}`;
  }

  /** @returns {Promise<Tile>} */
  get(z, x, y) {
    const key = this._keyOf(z, x, y);
    if (!this.tiles.has(key)) this.tiles.set(key, this._load(key, z, x, y));
    this._forgetOldest();
    return Promise.resolve(this.tiles.get(key));
  }

  /** A tile that has arrived, or undefined. @returns {Tile|undefined} */
  peek(z, x, y) {
    const found = this.tiles.get(this._keyOf(z, x, y));
    return found instanceof Promise ? undefined : found;
  }

  async _load(key, z, x, y) {
    const query = this._queryAt(z);
    const { controller, tiles } = this;
    if (query === null) return { z, x, y, features: [] };
    try {
      const bytes = await fetchTile(tileAddress(this.layer.name, z, x, y, query), controller.signal);
      const tile = { z, x, y, features: decode(bytes, this.layer.name) };
      if (controller === this.controller) tiles.set(key, tile);
      return tile;
    } catch (error) {
      if (controller === this.controller) tiles.delete(key);
      throw error;
    }
  }

  _forgetOldest() {
    while (this.tiles.size > KEPT) this.tiles.delete(this.tiles.keys().next().value);
  }
}

/** @returns {Feature[]} */
function decode(bytes, name) {
  if (!bytes || !bytes.byteLength) return [];
  const layer = new VectorTile(new PbfReader(new Uint8Array(bytes))).layers[name];
  if (!layer) return [];
  return Array.from({ length: layer.length }, (_, i) => {
    const feature = layer.feature(i);
    const parts = feature.loadGeometry();
    const { c, n, d, e, name: title } = feature.properties;
    return { id: feature.id, c: c ?? 0, n, d, e, name: title, parts, box: boxOf(parts), type: feature.type };
  });
}
