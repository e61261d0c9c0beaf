"""A drawn part of the map in a filter: a polygon, or a circle in metres around a spot."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import shapely
from psycopg2 import sql

from geo.crs import to_metric, to_wgs84
from geo.errors import InputError
from geo.text import Text

SHAPE_DIGITS = 6
"""Decimals of a degree: about a tenth of a metre."""
MOST_CORNERS = 200
LARGEST_M = 5000
_EXAMPLES = "105.88,21.04;105.89,21.04;105.89,21.05 / 105.88,21.04,50"


class Circle(NamedTuple):
    """What lies at most `metres` from a spot in degrees, measured in the ward's metric CRS."""

    lon: float
    lat: float
    metres: float


class Polygon(NamedTuple):
    """Corners in degrees, longitude first; the last is not the first again."""

    corners: tuple[tuple[float, float], ...]


Shape = Circle | Polygon
Condition = tuple[sql.Composed, dict[str, Any]]


def read_shape(query: Mapping[str, str]) -> Shape | None:
    """Read `shape=lon,lat;lon,lat;…` (polygon) or `shape=lon,lat,metres` (circle).

    None where nothing is said; InputError for what is neither, and for a line that crosses itself.
    """
    raw = query.get("shape", "").strip()
    if not raw:
        return None
    try:
        corners = [tuple(float(part) for part in pair.split(",")) for pair in raw.split(";")]
    except ValueError:
        raise _refuse(raw, _FORM) from None
    if len(corners) == 1 and len(corners[0]) == 3:
        return _circle(raw, *corners[0])
    if any(len(corner) != 2 or not _is_place(*corner) for corner in corners):
        raise _refuse(raw, _FORM)
    return _polygon(raw, tuple((_round(lon), _round(lat)) for lon, lat in corners))


def write_shape(shape: Shape) -> str:
    """Write a shape as `read_shape` reads it."""
    if isinstance(shape, Circle):
        return ",".join(map(_plain, shape))
    return ";".join(f"{_plain(lon)},{_plain(lat)}" for lon, lat in shape.corners)


def require_metres(circle: Circle, srid: int, field: str, said: str) -> None:
    """Refuse a circle that the metres of a ward cannot tell, by the name it was sent under."""
    try:
        east, north = to_metric(circle.lon, circle.lat, srid)
        sides = [side * (circle.metres + 1) for side in (-1, 1)]
        to_wgs84(
            [east + x for x in sides for _ in sides],
            [north + y for _ in sides for y in sides],
            srid,
        )
    except InputError as error:
        raise _refuse(said, _TOO_FAR, field) from error


def shape_condition(shape: Shape, alias: str) -> Condition:
    """SQL that keeps what touches the shape: by the index first, then exactly; with `ward_id`."""
    if isinstance(shape, Circle):
        params = dict(zip(("shape_lon", "shape_lat", "shape_m"), shape, strict=True))
        return _NEAR.format(v=sql.Identifier(alias)), params
    ring = ", ".join(f"{lon} {lat}" for lon, lat in (*shape.corners, shape.corners[0]))
    return _WITHIN.format(v=sql.Identifier(alias)), {"shape_wkt": f"POLYGON(({ring}))"}


_WITHIN = sql.SQL(
    "({v}.geom && ST_GeomFromText(%(shape_wkt)s, 4326)"
    " AND ST_Intersects({v}.geom, ST_GeomFromText(%(shape_wkt)s, 4326)))"
)
_SRID = "(SELECT srid_measure FROM ward WHERE ward.id = %(ward_id)s)"
_SPOT = f"ST_Transform(ST_SetSRID(ST_MakePoint(%(shape_lon)s, %(shape_lat)s), 4326), {_SRID})"
DISTANCE = sql.SQL(f"ST_Distance(ST_Transform({{v}}.geom, {_SRID}), {_SPOT})")
"""Metres from the spot of a circle; format with `v`, the alias."""
# The box around the circle is a metre too wide: the axes of the two systems are not parallel.
_NEAR = sql.SQL(
    f"({{v}}.geom && ST_Transform(ST_Expand({_SPOT}, %(shape_m)s + 1), 4326)"
    f" AND ST_DWithin(ST_Transform({{v}}.geom, {_SRID}), {_SPOT}, %(shape_m)s))"
)


def _circle(raw: str, lon: float, lat: float, metres: float) -> Circle:
    if not _is_place(lon, lat) or not 0 < _round(metres) <= LARGEST_M:
        raise _refuse(raw, _FORM)
    return Circle(_round(lon), _round(lat), _round(metres))


def _polygon(raw: str, corners: tuple[tuple[float, float], ...]) -> Polygon:
    if corners[0] == corners[-1]:
        corners = corners[:-1]
    if not 3 <= len(corners) <= MOST_CORNERS:
        raise _refuse(raw, _CORNERS)
    if not shapely.Polygon(corners).is_valid:
        raise _refuse(raw, _CROSSES)
    return Polygon(corners)


def _is_place(lon: float, lat: float) -> bool:
    return abs(lon) <= 180 and abs(lat) <= 90 and math.isfinite(lon) and math.isfinite(lat)


def _round(value: float) -> float:
    return round(value, SHAPE_DIGITS)


def _plain(value: float) -> str:
    return f"{value:.{SHAPE_DIGITS}f}".rstrip("0").rstrip(".")


_FORM = Text(
    f"cần kinh,vĩ;kinh,vĩ;… theo độ, hoặc kinh,vĩ,mét (đến {LARGEST_M}), ví dụ {_EXAMPLES}",
    f"needs lon,lat;lon,lat;… in degrees, or lon,lat,metres (up to {LARGEST_M}), as {_EXAMPLES}",
)
_CORNERS = Text(
    f"một vùng vẽ có từ 3 đến {MOST_CORNERS} đỉnh khác nhau",
    f"a drawn area has from 3 to {MOST_CORNERS} corners",
)
_CROSSES = Text("đường vẽ tự cắt hoặc không có diện tích", "the line crosses itself or is flat")

_TOO_FAR = Text(
    "nằm quá xa phường, không đổi được ra mét; hãy chọn chỗ trong phường",
    "lies too far from the ward to be told in metres; choose a place in the ward",
)


def _refuse(raw: str, reason: Text, field: str = "shape") -> InputError:
    said = raw if len(raw) <= 60 else raw[:59] + "…"
    return InputError(
        Text(f"{field}={said}: {reason.vi}.", f"{field}={said}: {reason.en}."),
        field=field,
        value=said,
    )
