"""Repair of invalid polygons by one stated rule, and what it did to them."""

import re
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import to_metric
from geo.text import Text

RULE = Text(
    "giữ phần mà các vòng ngoài bao, trừ phần mà các lỗ bao (make_valid, cách «structure»);"
    " đường và điểm thừa bị bỏ; không dời đỉnh nào",
    "what the outer rings enclose stays, less what the holes enclose (make_valid, method"
    " 'structure'); stray lines and points go; no corner is moved",
)
LARGE = 0.01
"""A repair that changes the area by more than this needs a person's yes."""

_PLACE = re.compile(r"(?P<why>.*?)\[(?P<x>\S+) (?P<y>\S+)\]")
Geometries = NDArray[np.object_]


NOT_CLOSED = "Ring is not closed"
_IN_VIETNAMESE = {
    NOT_CLOSED: "vòng chưa khép",
    "Self-intersection": "cạnh tự cắt nhau",
    "Ring Self-intersection": "vòng tự chạm chính nó",
    "Hole lies outside shell": "lỗ nằm ngoài vùng",
    "Holes are nested": "lỗ nằm trong lỗ",
    "Nested shells": "vùng nằm chồng trong vùng",
    "Interior is disconnected": "phần trong bị cắt rời",
    "Duplicate Rings": "vòng lặp lại",
    "Too few points in geometry component": "quá ít đỉnh",
    "Invalid Coordinate": "tọa độ không dùng được",
}


class Fault(NamedTuple):
    """Why a shape is invalid, in the words of GEOS, and where, in its own coordinates."""

    why: str
    at: shapely.Point | None

    @property
    def text(self) -> Text:
        known = _IN_VIETNAMESE.get(self.why)
        return Text(f"{known} ({self.why})" if known else self.why, self.why)


class AreaChange(NamedTuple):
    """Square metres before and after; `share` of the area before, infinite where that was none."""

    before_m2: float
    after_m2: float

    @property
    def m2(self) -> float:
        return self.after_m2 - self.before_m2

    @property
    def share(self) -> float:
        if self.before_m2 > 0:
            return self.m2 / self.before_m2
        return float("inf") if self.after_m2 else 0.0

    @property
    def is_large(self) -> bool:
        return abs(self.share) > LARGE

    def __str__(self) -> str:
        share = "∞" if self.share == float("inf") else f"{self.share:+.2%}"
        return f"{self.m2:+,.1f} m² ({share})"


def fault_of(shape: Any) -> Fault:
    """Return what is wrong with an invalid shape; `why` is empty for a valid one."""
    words = str(shapely.is_valid_reason(shape))
    if words == "Valid Geometry":
        return Fault("", None)
    found = _PLACE.match(words)
    if found is None:
        return Fault(words, None)
    return Fault(found["why"], shapely.Point(float(found["x"]), float(found["y"])))


def repaired(shape: Any) -> Any:
    """Return a polygon repaired by the rule, as a multipolygon; None where no area is left."""
    mended = shapely.make_valid(shape, method="structure", keep_collapsed=False)
    parts = [part for part in _flat(mended) if part.geom_type == "Polygon" and not part.is_empty]
    return shapely.multipolygons(parts) if parts else None


def area_change(before: Any, after: Any, srid: int) -> AreaChange:
    """Measure both in metres of a coordinate system; shapes in degrees."""
    old, new = (float(shapely.area(in_metres(each, srid))) for each in (before, after))
    return AreaChange(old, new)


def in_metres(shapes: Any, srid: int) -> Any:
    """Convert the corners of one shape, or of an array of them, from degrees to metres."""
    return shapely.transform(
        shapes, lambda xy: np.column_stack(to_metric(xy[:, 0], xy[:, 1], srid))
    )


def _flat(shape: Any) -> list[Any]:
    parts = list(shapely.get_parts(shape))
    return [piece for part in parts for piece in (_flat(part) if len(parts) > 1 else [part])]
