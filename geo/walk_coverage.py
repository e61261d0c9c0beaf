"""How much of every lane was walked, area by area: each metre counted once."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

LEAST_M = 0.01
"""Shorter pieces are what arithmetic leaves at a boundary."""


class Piece(NamedTuple):
    """A part of a lane in an area, in metres; `area` is None outside all of them."""

    lane: int
    area: int | None
    length_m: float
    walked_m: float


def cover(
    lanes: Sequence[BaseGeometry],
    areas: Sequence[BaseGeometry],
    walks: Sequence[BaseGeometry],
    within_m: float,
) -> list[Piece]:
    """Cut lanes by areas and measure what of each piece lies within `within_m` of a walk.

    All in metres. On a boundary that areas share, a lane belongs to the earlier area, so that the
    pieces of a lane add up to its length.
    """
    reached = shapely.union_all(np.array(list(walks), dtype=object)).buffer(within_m)
    shapely.prepare(reached)
    tree = shapely.STRtree(list(areas))
    pieces: list[Piece] = []
    for number, lane in enumerate(lanes):
        rest = lane
        for area in sorted(int(each) for each in tree.query(lane)):
            pieces += _piece(number, area, shapely.intersection(rest, areas[area]), reached)
            rest = shapely.difference(rest, areas[area])
        pieces += _piece(number, None, rest, reached)
    return pieces


def _piece(lane: int, area: int | None, cut: BaseGeometry, reached: BaseGeometry) -> list[Piece]:
    # A lane that only touches an area leaves points beside lines, which no further cut takes.
    parts = shapely.get_parts(cut)
    line = shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])
    length = float(shapely.length(line))
    if length < LEAST_M:
        return []
    walked = float(shapely.length(shapely.intersection(line, reached)))
    return [Piece(lane, area, length, min(walked, length))]
