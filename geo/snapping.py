"""Events brought to lines: which line each belongs to, and how far off it lies."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.events import Events

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Snapped(NamedTuple):
    """Per event the line (-1: none in reach) and the distance to it (NaN without one)."""

    line: Integers
    distance_m: Floats


def snap(events: Events, lines: NDArray[np.object_], reach_m: float) -> Snapped:
    """Return the nearest line of each event, at most ``reach_m`` away; the first of equal ones."""
    line = np.full(len(events), len(lines), dtype=np.int64)
    distance = np.full(len(events), np.nan)
    if len(lines) and len(events):
        points = shapely.points(events.x, events.y)
        tree = shapely.STRtree(lines)
        (who, which), apart = tree.query_nearest(
            points, max_distance=reach_m, return_distance=True, all_matches=True
        )
        np.minimum.at(line, who, which)
        distance[who] = apart
    line[line == len(lines)] = -1
    return Snapped(line, distance)
