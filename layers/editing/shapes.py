"""Shapes that a browser sends: of the right kind, whole, and near the ward."""

import json
import math
from typing import Any

import psycopg2
import shapely
from psycopg2.extensions import connection
from shapely.geometry import MultiLineString, MultiPolygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.repair import fault_of
from geo.text import Text
from geo.written import shown_number
from layers import clock, db
from layers.importing.targets import Target
from layers.queries.wards import Ward, ward_bounds

MOST_CORNERS = 20_000
REACH_DEG = 0.1
"""About ten kilometres: what lies farther from all that the ward has is a mistake."""
LEAST_AWAY_M = 1.0
"""Less than that from the border is a matter of drawing."""
AWAY = """
    SELECT min(ST_Distance(ST_Transform(a.geom, %(srid)s),
                           ST_Transform(ST_SetSRID(ST_GeomFromWKB(%(shape)s), 4326), %(srid)s)))
      FROM area AS a
     WHERE a.ward_id = %(ward)s AND a.kind = 'group' AND a.valid @> %(today)s::date
"""
_SINGLE = {"Point": "Point", "MultiLineString": "LineString", "MultiPolygon": "Polygon"}
_WORDS = {
    "Point": Text("một điểm", "a point"),
    "MultiLineString": Text("một đường ít nhất hai đỉnh", "a line of at least two corners"),
    "MultiPolygon": Text(
        "một vùng khép kín ít nhất ba đỉnh", "a closed area of at least three corners"
    ),
}


def read_shape(conn: connection, ward: Ward, target: Target, raw: Any) -> BaseGeometry:
    """Return a GeoJSON geometry as the layer keeps it, in degrees; InputError says what is not."""
    shape = _parsed(target, raw)
    if shapely.get_num_coordinates(shape) > MOST_CORNERS:
        raise _refused(Text(f"nhiều hơn {MOST_CORNERS} đỉnh", f"more than {MOST_CORNERS} corners"))
    if not all(map(math.isfinite, shape.bounds)):
        raise _refused(Text("có tọa độ không phải số", "a coordinate is no number"))
    _require_near(conn, ward, shape)
    fault = fault_of(shape).text
    if fault.en:
        raise _refused(
            Text(f"hình không hợp lệ: {fault.vi}", f"the shape is not valid: {fault.en}")
        )
    if target.geometry == "MultiLineString" and shape.length == 0:
        raise _refused(Text("đường dài 0 m", "the line is 0 m long"))
    return shape


def _parsed(target: Target, raw: Any) -> BaseGeometry:
    wanted = target.geometry
    kind = raw.get("type") if isinstance(raw, dict) else None
    if kind not in (wanted, _SINGLE[wanted]):
        raise _refused(Text(f"cần {_WORDS[wanted].vi}", f"it needs {_WORDS[wanted].en}"), str(kind))
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(raw)))
    except (shapely.errors.GEOSException, ValueError, TypeError):
        raise _refused(Text(f"cần {_WORDS[wanted].vi}", f"it needs {_WORDS[wanted].en}")) from None
    if shape is None or shape.is_empty:
        raise _refused(Text(f"cần {_WORDS[wanted].vi}", f"it needs {_WORDS[wanted].en}"))
    return as_kept(shape, wanted)


def as_kept(shape: BaseGeometry, wanted: str) -> BaseGeometry:
    """Return a shape as the multi-part kind that its table keeps."""
    parts = list(shapely.get_parts(shape))
    if wanted == "MultiLineString":
        return MultiLineString(parts)
    return MultiPolygon(parts) if wanted == "MultiPolygon" else shape


def _require_near(conn: connection, ward: Ward, shape: BaseGeometry) -> None:
    bounds = ward_bounds(conn, ward) or (-180, -90, 180, 90)
    west, south, east, north = shape.bounds
    inside = (
        west >= bounds[0] - REACH_DEG
        and south >= bounds[1] - REACH_DEG
        and east <= bounds[2] + REACH_DEG
        and north <= bounds[3] + REACH_DEG
        and abs(west) <= 180 and abs(east) <= 180 and abs(south) <= 90 and abs(north) <= 90
    )  # fmt: skip
    if not inside:
        where = f"{west:.5f}, {south:.5f}"
        raise _refused(
            Text(
                f"nằm xa phường hơn 10 km (kinh độ, vĩ độ {where})",
                f"it lies more than 10 km from the ward (longitude, latitude {where})",
            ),
            where,
        )


def outside_note(conn: connection, ward: Ward, shape: BaseGeometry) -> tuple[Text, ...]:
    """Tell how far outside the groups of today a shape lies wholly; nothing where it does not."""
    params = {
        "ward": ward.id, "srid": ward.srid_measure, "today": clock.today(),
        "shape": psycopg2.Binary(shapely.to_wkb(shape)),
    }  # fmt: skip
    away = db.value(conn, AWAY, params)
    if away is None or away < LEAST_AWAY_M:
        return ()
    metres = shown_number(away, 0)
    return (
        Text(
            f"Nằm ngoài phường: cách ranh giới {metres.vi} m. Hãy xem lại trước khi lưu.",
            f"It lies outside the ward, {metres.en} m from its border. Look again before saving.",
        ),
    )


def _refused(why: Text, value: object = None) -> InputError:
    return InputError(
        Text(f"Hình vẽ: {why.vi}.", f"Shape: {why.en}."), field="geometry", value=value
    )
