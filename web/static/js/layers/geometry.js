/** Plane geometry on tile coordinates, for hit tests and for placing names. */

/** Square of the distance from a point to a segment. */
export function segmentDistance2(px, py, a, b) {
  const dx = b.x - a.x;
  const dy = b.y - a.y;
  const length2 = dx * dx + dy * dy;
  const along = length2 ? Math.max(0, Math.min(1, ((px - a.x) * dx + (py - a.y) * dy) / length2)) : 0;
  const ex = px - a.x - along * dx;
  const ey = py - a.y - along * dy;
  return ex * ex + ey * ey;
}

/** Whether a point lies inside rings, by the even-odd rule. */
export function isInside(px, py, rings) {
  let inside = false;
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i];
      const b = ring[j];
      if (a.y > py !== b.y > py && px < ((b.x - a.x) * (py - a.y)) / (b.y - a.y) + a.x) inside = !inside;
    }
  }
  return inside;
}

/** Box around all parts: [minX, minY, maxX, maxY]. */
export function boxOf(parts) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const part of parts) {
    for (const { x, y } of part) {
      if (x < minX) minX = x;
      if (x > maxX) maxX = x;
      if (y < minY) minY = y;
      if (y > maxY) maxY = y;
    }
  }
  return [minX, minY, maxX, maxY];
}

export const boxesMeet = (a, b) => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/**
 * The longest stretch of a line that turns little: where a name can stand.
 * @returns {{x: number, y: number, angle: number, length: number} | null} middle, upright angle, length
 */
export function straightest(parts, turn = 0.35) {
  let best = null;
  for (const part of parts) {
    let start = 0;
    for (let i = 1; i < part.length; i++) {
      if (i < part.length - 1 && bend(part[start], part[i], part[i + 1]) < turn) continue;
      const stretch = stretchOf(part[start], part[i]);
      if (!best || stretch.length > best.length) best = stretch;
      start = i;
    }
  }
  return best;
}

function bend(a, b, c) {
  const difference = Math.atan2(c.y - b.y, c.x - b.x) - Math.atan2(b.y - a.y, b.x - a.x);
  return Math.abs(Math.atan2(Math.sin(difference), Math.cos(difference)));
}

function stretchOf(a, b) {
  let angle = Math.atan2(b.y - a.y, b.x - a.x);
  if (angle > Math.PI / 2) angle -= Math.PI;
  if (angle <= -Math.PI / 2) angle += Math.PI;
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, angle, length: Math.hypot(b.x - a.x, b.y - a.y) };
}

/** A point well inside a polygon: the middle of the widest chord at a few heights. */
export function middleOf(rings) {
  const [, minY, , maxY] = boxOf(rings);
  let best = null;
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const y = minY + (maxY - minY) * share;
    const xs = crossings(rings, y);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const width = xs[i + 1] - xs[i];
      if (!best || width > best.width * 1.15) best = { x: (xs[i] + xs[i + 1]) / 2, y, width };
    }
  }
  return best;
}

function crossings(rings, y) {
  const xs = [];
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const a = ring[i];
      const b = ring[j];
      if (a.y > y !== b.y > y) xs.push(((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x);
    }
  }
  return xs.sort((a, b) => a - b);
}
