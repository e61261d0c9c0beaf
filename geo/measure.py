"""Lengths and areas of lines drawn on the map, in metres of a plane system, never in degrees."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import shapely

from geo.crs import to_metric
from geo.errors import InputError
from geo.text import Text

MOST_POINTS = 500
Corner = tuple[float, float]


class Measured(NamedTuple):
    """Metres and square metres; `area_m2` None: a line. `last_m` is the newest stretch."""

    length_m: float
    last_m: float
    area_m2: float | None


def measure_line(corners: Sequence[Corner], srid: int) -> Measured:
    """Measure a line through corners in degrees (longitude, latitude), straight in the plane."""
    points = _plane(corners, srid, least=2)
    steps = np.hypot(*np.diff(points, axis=0).T)
    return Measured(float(steps.sum()), float(steps[-1]), None)


def measure_parts(parts: Sequence[Sequence[Corner]], srid: int) -> float:
    """Return the metres of a line of any number of parts and corners; a lone corner has none."""
    metres = 0.0
    for part in parts:
        lon, lat = np.asarray(part, dtype=float).T
        metres += float(
            np.hypot(*np.diff(np.column_stack(to_metric(lon, lat, srid)), axis=0).T).sum()
        )
    return metres


def measure_area(corners: Sequence[Corner], srid: int) -> Measured:
    """Measure the area within corners and the way around it; the last corner joins the first.

    InputError where the outline crosses itself: its area would be none that anybody drew.
    """
    points = _plane(corners, srid, least=3)
    outline = shapely.Polygon(points)
    if not outline.is_valid:
        raise _refused(
            len(corners),
            Text(
                "đường bao tự cắt hoặc không có diện tích", "the outline crosses itself or is flat"
            ),
        )
    last = float(np.hypot(*(points[-1] - points[-2])))
    return Measured(float(outline.length), last, float(outline.area))


def _plane(corners: Sequence[Corner], srid: int, least: int) -> np.ndarray:
    if not least <= len(corners) <= MOST_POINTS:
        raise _refused(
            len(corners),
            Text(
                f"cần từ {least} đến {MOST_POINTS} điểm",
                f"needs from {least} to {MOST_POINTS} points",
            ),
        )
    lon, lat = np.asarray(corners, dtype=float).T
    return np.column_stack(to_metric(lon, lat, srid))


def _refused(number: int, reason: Text) -> InputError:
    return InputError(
        Text(f"points ({number} điểm): {reason.vi}.", f"points ({number}): {reason.en}."),
        field="points",
        value=number,
    )
