"""Where names stand on a map of paper: along lanes, inside areas, beside points; none on another.

Plain greedy placing by rank: the most important name first, each where it has room, or not at all.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import STRtree

Floats = NDArray[np.float64]
TURN = 0.35
"""Radians that a stretch may bend and still bear a name."""
CHORDS = (0.5, 0.4, 0.6, 0.3, 0.7)
GAP_MM = 0.8


class Spot(NamedTuple):
    """The middle of a name, the angle it is written at (radians), and the room there is (mm)."""

    x: float
    y: float
    angle: float
    room: float


class Name(NamedTuple):
    """A name that wants a place: `rank` the higher the sooner, `width` and `size` in mm."""

    text: str
    spot: Spot
    width: float
    size: float
    rank: float
    style: str


def along_line(parts: Iterable[Floats]) -> Spot | None:
    """Return the middle of the longest stretch that hardly turns, to be read from left to right."""
    best: Spot | None = None
    for part in parts:
        start = 0
        for at in range(1, len(part)):
            goes_on = at < len(part) - 1 and _bend(part[start], part[at], part[at + 1]) < TURN
            if goes_on:
                continue
            spot = _stretch(part[start : at + 1])
            best = spot if best is None or spot.room > best.room else best
            start = at
    return best


def inside_area(rings: Iterable[Floats]) -> Spot | None:
    """Return the middle of the widest chord at a few heights: well inside, however bent."""
    parts = list(rings)
    if not parts:
        return None
    south = min(float(ring[:, 1].min()) for ring in parts)
    north = max(float(ring[:, 1].max()) for ring in parts)
    best: Spot | None = None
    for share in CHORDS:
        y = south + (north - south) * share
        crossings = sorted(x for ring in parts for x in _crossings(ring, y))
        for left, right in zip(crossings[::2], crossings[1::2], strict=False):
            if best is None or right - left > best.room * 1.15:
                best = Spot((left + right) / 2, y, 0.0, right - left)
    return best


def place_names(names: Iterable[Name], within: tuple[float, float, float, float]) -> list[Name]:
    """Return the names that are written: each text of a style once, none over another's box.

    `within` is west, south, east, north of the frame in mm: a name that would leave it is left out.
    """
    frame = shapely.box(*within)
    wanted = sorted(names, key=lambda name: (-name.rank, name.text, name.spot))
    boxes = [_box(name) for name in wanted]
    near = STRtree(boxes)
    written: dict[int, Name] = {}
    seen: set[tuple[str, str]] = set()
    for at, name in enumerate(wanted):
        if (name.style, name.text) in seen or not frame.contains(boxes[at]):
            continue
        if any(int(other) in written for other in near.query(boxes[at], predicate="intersects")):
            continue
        written[at] = name
        seen.add((name.style, name.text))
    return list(written.values())


def _box(name: Name) -> shapely.Polygon:
    half_x, half_y = name.width / 2 + GAP_MM, name.size * 0.62 + GAP_MM / 2
    cos, sin = math.cos(name.spot.angle), math.sin(name.spot.angle)
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    return shapely.Polygon(
        [(name.spot.x + x * cos - y * sin, name.spot.y + x * sin + y * cos) for x, y in corners]
    )


def _bend(a: Floats, b: Floats, c: Floats) -> float:
    turn = math.atan2(c[1] - b[1], c[0] - b[0]) - math.atan2(b[1] - a[1], b[0] - a[0])
    return abs(math.atan2(math.sin(turn), math.cos(turn)))


def _stretch(points: Floats) -> Spot:
    """Return the middle of a stretch, on the line itself, and the way from its end to its end."""
    along = points[-1] - points[0]
    angle = math.atan2(along[1], along[0])
    if angle > math.pi / 2:
        angle -= math.pi
    if angle <= -math.pi / 2:
        angle += math.pi
    middle = shapely.LineString(points).interpolate(0.5, normalized=True)
    return Spot(middle.x, middle.y, angle, float(math.hypot(*along)))


def _crossings(ring: Floats, y: float) -> list[float]:
    a, b = ring, np.roll(ring, 1, axis=0)
    crosses = (a[:, 1] > y) != (b[:, 1] > y)
    a, b = a[crosses], b[crosses]
    found = (b[:, 0] - a[:, 0]) * (y - a[:, 1]) / (b[:, 1] - a[:, 1]) + a[:, 0]
    return [float(x) for x in found]
