"""How much of each lane or group was walked by inspection rounds."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Shapes = NDArray[np.object_]

STEP_M = 10.0
REACH_M = 15.0
"""A round is drawn, or recorded, this near to the lane that it walked."""
LEAST_SHARE = 0.5
"""A lane is walked by a round that follows at least this part of it, not by one that crosses it."""


def walked_km_of_lanes(lanes: Shapes, rounds: Shapes) -> Floats:
    """Return the kilometres of each lane walked by all rounds together, a round counting once."""
    points, of, step = _points_along(lanes)
    total = np.bincount(of, minlength=len(lanes))
    walked = np.zeros(len(lanes))
    for each in rounds:
        near = _near(points, each)
        share = np.bincount(of[near], minlength=len(lanes)) / np.maximum(total, 1)
        walked += np.where(share >= LEAST_SHARE, share * total * step, 0.0)
    return walked / 1000.0


def walked_km_of_areas(areas: Shapes, rounds: Shapes) -> Floats:
    """Return the kilometres that all rounds together walked inside each area."""
    points, of, step = _points_along(rounds)
    number, where = shapely.STRtree(areas).query(points, predicate="intersects")
    first = np.unique(number, return_index=True)[1]
    weight = step[of][number[first]]
    return np.asarray(np.bincount(where[first], weight, minlength=len(areas)) / 1000.0)


def _near(points: Shapes, line: BaseGeometry) -> Integers:
    tree = shapely.STRtree(shapely.get_parts(line))
    number, _ = tree.query(points, predicate="dwithin", distance=REACH_M)
    return np.asarray(np.unique(number), dtype=np.int64)


def _points_along(lines: Shapes) -> tuple[Shapes, Integers, Floats]:
    """Return points at even steps along each line, whose they are, and the step of each line."""
    length = shapely.length(lines)
    many = np.maximum(np.ceil(length / STEP_M), 1).astype(np.int64)
    of = np.repeat(np.arange(len(lines)), many)
    number = np.arange(len(of)) - np.repeat(np.cumsum(many) - many, many)
    step = length / many
    points = shapely.line_interpolate_point(lines[of], (number + 0.5) * step[of])
    return np.asarray(points, dtype=object), of, np.asarray(step, dtype=np.float64)
