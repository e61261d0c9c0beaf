"""Places along lanes: the same stretch of five metres, on the same side, is one place."""

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.events import Events
from geo.lane_graph import bring, lane_graph
from geo.places import places_by_distance
from geo.result import Units

OFFSET_M = 5.0
"""About one house front: positions along a lane are rounded to it."""
ON_THE_LINE_M = 0.5
"""Nearer to the middle of the lane no side can be told."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def places_by_lane(events: Events, lanes: Units, reach_m: float, radius_m: float) -> Integers:
    """Return a place number per event: the same key; else segment, offset and side; else distance.

    Numbers follow each other in this order: keys, positions on lanes, and the rest.
    """
    place = np.full(len(events), -1, dtype=np.int64)
    keyed = np.zeros(len(events), dtype=bool) if events.key is None else events.key != ""
    if events.key is not None and keyed.any():
        _, place[keyed] = np.unique(events.key[keyed], return_inverse=True)
    left = np.flatnonzero(~keyed)
    position = lane_positions(events.take(left), lanes, reach_m)
    on = position[:, 0] >= 0
    if on.any():
        _, number = np.unique(position[on], axis=0, return_inverse=True)
        place[left[on]] = number.reshape(-1) + place.max(initial=-1) + 1
    off = left[~on]
    place[off] = places_by_distance(events.x[off], events.y[off], radius_m) + (
        place.max(initial=-1) + 1
    )
    return place


def lane_positions(events: Events, lanes: Units, reach_m: float) -> Integers:
    """Return segment (-1: none in reach), offset in steps of ``OFFSET_M``, and side per event.

    The side is 1 left of the segment's direction, −1 right of it, 0 on its middle.
    """
    graph = lane_graph(lanes.geometry)
    at, off_m = bring(events, graph, reach_m)
    found = np.full((len(events), 3), -1, dtype=np.int64)
    on = np.flatnonzero(at.edge >= 0)
    lines, offset = graph.lines[at.edge[on]], at.offset[on]
    behind, ahead = (
        shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(offset + d, 0.0)))
        for d in (-0.5, 0.5)
    )
    along = ahead - behind
    middle = shapely.get_coordinates(shapely.line_interpolate_point(lines, offset))
    apart = np.column_stack([events.x[on], events.y[on]]) - middle
    side = np.sign(along[:, 0] * apart[:, 1] - along[:, 1] * apart[:, 0])
    side[off_m[on] < ON_THE_LINE_M] = 0
    found[on] = np.column_stack([at.edge[on], np.rint(offset / OFFSET_M), side])
    return found
