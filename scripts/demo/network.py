"""The growing network of lanes: what is where, how near, and junctions that both sides share."""

import math
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Polygon

from scripts.demo.plane import Point, distance, point
from scripts.demo.streets import Lane

JUNCTION_SNAP_M = 9.0
EDGE_M = 9.0


@dataclass(frozen=True)
class Nearest:
    """The closest spot of the network to a position."""

    distance_m: float
    lane: Lane
    segment: int
    spot: Point


class Network:
    """Lanes with a quick answer to "what is near", kept while lanes are added."""

    def __init__(self, outline: Polygon, lanes: list[Lane]) -> None:
        self.lanes = list(lanes)
        self._inner = outline.buffer(-EDGE_M)
        self._segments = np.empty((0, 4))
        self._owner: list[tuple[Lane, int]] = []
        self._index()

    def is_inside(self, spot: Point) -> bool:
        """Whether a spot lies in the ward and not hard by its border."""
        return bool(shapely.contains_xy(self._inner, *spot))

    def add(self, lane: Lane) -> None:
        self.lanes.append(lane)
        self._index()

    def nearest(self, spot: Point, without: Lane | None = None) -> Nearest:
        """The closest spot of any lane, leaving one out where asked to."""
        distances, positions = self._distances(spot)
        if without is not None:
            mine = np.array([owner is without for owner, _ in self._owner])
            distances = np.where(mine, np.inf, distances)
        best = int(np.argmin(distances))
        lane, segment = self._owner[best]
        x1, y1, x2, y2 = self._segments[best]
        t = float(positions[best])
        spot = (x1 + t * (x2 - x1), y1 + t * (y2 - y1))
        return Nearest(float(distances[best]), lane, segment, spot)

    def first_crossing(self, start: Point, end: Point, without: Lane | None) -> Nearest | None:
        """Where the way from start to end first meets a lane; None where it meets none."""
        x1, y1, x2, y2 = self._segments.T
        dx, dy = end[0] - start[0], end[1] - start[1]
        ex, ey = x2 - x1, y2 - y1
        cross = dx * ey - dy * ex
        cross = np.where(cross == 0, np.nan, cross)
        t = ((x1 - start[0]) * ey - (y1 - start[1]) * ex) / cross
        u = ((x1 - start[0]) * dy - (y1 - start[1]) * dx) / cross
        hit = (t > 1e-9) & (t <= 1) & (u >= 0) & (u <= 1)
        if without is not None:
            hit &= np.array([owner is not without for owner, _ in self._owner])
        if not hit.any():
            return None
        best = int(np.argmin(np.where(hit, t, np.inf)))
        lane, segment = self._owner[best]
        far = float(t[best])
        spot = (start[0] + far * dx, start[1] + far * dy)
        return Nearest(far * math.hypot(dx, dy), lane, segment, spot)

    def join(self, found: Nearest) -> Point:
        """Make a junction at a spot of a lane, or take the corner that is there already."""
        a, b = found.lane.points[found.segment], found.lane.points[found.segment + 1]
        for corner in (a, b):
            if distance(corner, found.spot) < JUNCTION_SNAP_M / 2:
                return corner
        spot = point(*found.spot)
        found.lane.points.insert(found.segment + 1, spot)
        self._index()
        return spot

    def junctions(self) -> dict[Point, int]:
        """How many ends of segments meet at each point that more than one lane uses."""
        uses: dict[Point, list[int]] = {}
        for lane in self.lanes:
            for i, spot in enumerate(lane.points):
                ends = 1 if i in (0, len(lane.points) - 1) else 2
                uses.setdefault(spot, []).append(ends)
        return {spot: sum(ends) for spot, ends in uses.items() if len(ends) > 1}

    def _distances(self, spot: Point) -> tuple[np.ndarray, np.ndarray]:
        x1, y1, x2, y2 = self._segments.T
        dx, dy = x2 - x1, y2 - y1
        t = ((spot[0] - x1) * dx + (spot[1] - y1) * dy) / (dx * dx + dy * dy)
        t = np.clip(t, 0.0, 1.0)
        across, up = x1 + t * dx - spot[0], y1 + t * dy - spot[1]
        return np.sqrt(across * across + up * up), t

    def _index(self) -> None:
        pairs = [
            (lane, i, a, b)
            for lane in self.lanes
            for i, (a, b) in enumerate(zip(lane.points, lane.points[1:], strict=False))
        ]
        self._segments = np.array([[*a, *b] for _, _, a, b in pairs])
        self._owner = [(lane, i) for lane, i, _, _ in pairs]
