"""What a change of shape comes to on the ground: length, area, and how far it moved, in metres."""

from typing import Any, NamedTuple

import shapely

from geo.repair import in_metres


class ShapeChange(NamedTuple):
    """Sizes before and after; `unit` is m for lines, m² for areas, empty for points.

    `moved_m` is the farthest that any part lies from the other shape; None where there is only
    one of the two.
    """

    unit: str
    before: float | None
    after: float | None
    moved_m: float | None


def shape_change(before: Any, after: Any, srid: int) -> ShapeChange:
    """Measure two shapes in degrees, either of which may be None, in metres of `srid`."""
    old, new = (None if each is None else in_metres(each, srid) for each in (before, after))
    dimension = int(shapely.get_dimensions(new if new is not None else old))
    measure = {1: shapely.length, 2: shapely.area}.get(dimension)
    moved = None
    if old is not None and new is not None:
        moved = float(shapely.hausdorff_distance(old, new))
    return ShapeChange(
        {1: "m", 2: "m²"}.get(dimension, ""),
        float(measure(old)) if measure and old is not None else None,
        float(measure(new)) if measure and new is not None else None,
        moved,
    )
