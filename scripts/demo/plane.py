"""The drawing plane of the ward: metres east and north of its middle, and the way to degrees."""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.crs import HANOI, to_wgs84

Point = tuple[float, float]

ORIGIN_EAST, ORIGIN_NORTH = 591914.0, 2328628.0
"""Middle of the ward in EPSG:5897: 105.886281 E, 21.048956 N."""

GRID_M = 0.01
DECIMALS = 8
"""Of a degree: about a millimetre, a tenth of the drawing grid, so no two corners ever meet."""


def point(x: float, y: float) -> Point:
    """Put a position on the grid of the drawing, whose steps are centimetres."""
    return round(x, 2) + 0.0, round(y, 2) + 0.0


def to_degrees(geometry: BaseGeometry) -> BaseGeometry:
    """Convert from the drawing to longitude and latitude; equal corners stay equal."""
    return shapely.transform(geometry, _degrees)


def distance(a: Point, b: Point) -> float:
    return math.hypot(a[0] - b[0], a[1] - b[1])


def length(line: Sequence[Point]) -> float:
    return sum(distance(a, b) for a, b in pairwise(line))


def along(line: Sequence[Point], at_m: float) -> tuple[Point, Point]:
    """Return the point that far along a line, and the unit direction there."""
    left = at_m
    for a, b in pairwise(line):
        step = distance(a, b)
        if left <= step or b is line[-1]:
            direction = ((b[0] - a[0]) / step, (b[1] - a[1]) / step)
            return (a[0] + direction[0] * left, a[1] + direction[1] * left), direction
        left -= step
    raise ValueError("a line has at least two points")


def turned(direction: Point, degrees: float) -> Point:
    """Turn a direction to the left by an angle."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    return direction[0] * cos - direction[1] * sin, direction[0] * sin + direction[1] * cos


def smooth(line: Sequence[Point], step_m: float = 22.0) -> list[Point]:
    """Bend a line softly through all its points (Catmull-Rom), which stay where they are."""
    ends = [_beyond(line[1], line[0]), *line, _beyond(line[-2], line[-1])]
    bent = [point(*line[0])]
    for p0, p1, p2, p3 in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        parts = max(1, round(distance(p1, p2) / step_m))
        bent += [point(*_catmull_rom(p0, p1, p2, p3, i / parts)) for i in range(1, parts + 1)]
    return bent


def _beyond(inner: Point, end: Point) -> Point:
    return 2 * end[0] - inner[0], 2 * end[1] - inner[1]


def _catmull_rom(p0: Point, p1: Point, p2: Point, p3: Point, t: float) -> Point:
    def axis(a: float, b: float, c: float, d: float) -> float:
        square, cube = t * t, t * t * t
        return 0.5 * (
            2 * b
            + (c - a) * t
            + (2 * a - 5 * b + 4 * c - d) * square
            + (3 * b - a - 3 * c + d) * cube
        )

    return axis(p0[0], p1[0], p2[0], p3[0]), axis(p0[1], p1[1], p2[1], p3[1])


def _degrees(xy: np.ndarray) -> np.ndarray:
    lon, lat = to_wgs84(xy[:, 0] + ORIGIN_EAST, xy[:, 1] + ORIGIN_NORTH, HANOI)
    return np.column_stack([lon, lat]).round(DECIMALS)
