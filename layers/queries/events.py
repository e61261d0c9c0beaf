"""Incidents, the ward, its resident groups and lanes as the analysis sees them: in metres."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.events import Events
from geo.hotspots.base import GivenUnits
from geo.names import match_key, natural_key
from geo.result import Note, Units
from geo.text import Text
from layers import db
from layers.filters import Filter, incident_condition
from layers.queries.exactness import ON_LANE_ONLY
from layers.queries.wards import Ward

# Round the hull of the incidents where a ward has no outline: far enough for every point to lie
# well inside, near enough not to invent territory.
HULL_MARGIN_M = 50.0
# An address that names a house begins with its number, as in "12/5 Phố …" or "Số 12 Ngõ …".
HOUSE = re.compile(r"(số |nhà |số nhà )?\d")

EVENTS = sql.SQL("""
    SELECT {columns}
      FROM incident, ST_Transform(incident.geom, %(srid)s) AS metric (geom)
     WHERE {condition} AND NOT (incident.is_pile_up AND %(exclude_pile_ups)s)
       AND NOT {on_lane_only}
     ORDER BY incident.id
""")
WHOLE = sql.SQL(
    "incident.id, ST_X(metric.geom), ST_Y(metric.geom), incident.occurred_on - DATE '1970-01-01',"
    " incident.category_code, incident.address, incident.time_precision = 'month'"
)
PLACE = sql.SQL("ST_X(metric.geom), ST_Y(metric.geom)")

AREA_IN_FORCE = """
    SELECT ST_AsBinary(ST_Union(ST_Transform(geom, %(srid)s))) AS geom, count(*) AS areas
      FROM area
     WHERE ward_id = %(ward)s AND kind = %(kind)s AND valid @> %(on)s
"""

HULL = """
    SELECT ST_AsBinary(ST_Buffer(ST_ConvexHull(ST_Transform(points, %(srid)s)), %(margin)s))
      FROM (SELECT ST_Collect(geom) AS points
              FROM incident
             WHERE ward_id = %(ward)s AND NOT is_pile_up) AS incidents
"""

GROUPS_IN_FORCE = """
    SELECT code, name, ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom
      FROM area
     WHERE ward_id = %(ward)s AND kind = 'group' AND valid @> %(on)s
"""

LANES = """
    SELECT code, name, ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom
      FROM lane
     WHERE ward_id = %(ward)s
"""


class WardArea(NamedTuple):
    """Where incidents can lie at all, in metres, with a note where it had to be guessed."""

    polygon: BaseGeometry
    notes: tuple[Note, ...]


def events_in(
    conn: connection, ward: Ward, chosen: Filter, *, exclude_pile_ups: bool = True
) -> Events:
    """Read the incidents of a filter in metres of the ward's own CRS.

    The key of a place is the address, where it names a house: a lane alone is no place. The
    precision of the days is that of the least precise row. Incidents of which only the lane is
    known are left out: their point stands for all of the lane.
    """
    rows = _read(conn, ward, chosen, WHOLE, exclude_pile_ups)
    ids, x, y, day, category, address, by_month = zip(*rows, strict=True) if rows else ((),) * 7
    return Events.from_arrays(
        np.array(x, dtype=float),
        np.array(y, dtype=float),
        day=np.array(day, dtype=np.int64),
        ids=np.array(ids, dtype=np.int64),
        category=category,
        key=place_keys(address),
        day_precision="month" if any(by_month) else "day",
    )


def places_in(conn: connection, ward: Ward, chosen: Filter) -> Events:
    """Read where the incidents that `events_in` reads lie, and nothing else of them."""
    rows = _read(conn, ward, chosen, PLACE, exclude_pile_ups=True)
    x, y = zip(*rows, strict=True) if rows else ((), ())
    return Events.from_arrays(np.array(x, dtype=float), np.array(y, dtype=float))


def _read(
    conn: connection, ward: Ward, chosen: Filter, columns: sql.SQL, exclude_pile_ups: bool
) -> list[tuple[Any, ...]]:
    condition, params = incident_condition(ward.id, chosen)
    params |= {"srid": ward.srid_measure, "exclude_pile_ups": exclude_pile_ups}
    query = EVENTS.format(columns=columns, condition=condition, on_lane_only=sql.SQL(ON_LANE_ONLY))
    with conn.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def place_keys(addresses: Sequence[str]) -> list[str]:
    """Return the key of each address, equal for equal houses; empty where no house is named.

    "12 Ngõ 5 Ngọc Lâm" and "Số 12, ngõ 5 …" name houses; "Ngõ 5 Ngọc Lâm" names a lane only.
    """
    known = {address: match_key(address) for address in set(addresses)}
    return [known[each] if HOUSE.match(known[each]) else "" for each in addresses]


def count_pile_ups(conn: connection, ward: Ward, chosen: Filter) -> int:
    """Count the rows of a filter that lie on a default location and are left out."""
    condition, params = incident_condition(ward.id, chosen)
    return int(
        db.value(
            conn,
            sql.SQL("SELECT count(*) FROM incident WHERE {} AND is_pile_up").format(condition),
            params,
        )
    )


def ward_area(conn: connection, ward: Ward, on: date) -> WardArea:
    """Return the ward's outline as of a day, in metres.

    Without an outline in force: its resident groups together; without those: the hull of all
    its incidents; without any: an empty polygon, which methods that need an area refuse.
    """
    for kind in ("ward", "group"):
        row = db.one(conn, AREA_IN_FORCE, _params(ward, on) | {"kind": kind})
        if row is not None and row["areas"]:
            return WardArea(_geometry(row["geom"]), () if kind == "ward" else (GROUPS_NOTE,))
    hull = db.value(conn, HULL, _params(ward, on) | {"margin": HULL_MARGIN_M})
    return WardArea(shapely.Polygon() if hull is None else _geometry(hull), (HULL_NOTE,))


GROUPS_NOTE = Note(
    "area_from_groups",
    "info",
    Text(
        "Không có ranh giới phường: dùng phần hợp của các tổ dân phố.",
        "No ward outline: the resident groups together stand for it.",
    ),
)
HULL_NOTE = Note(
    "area_from_incidents",
    "warning",
    Text(
        "Không có ranh giới nào: dùng đa giác lồi bao các vụ, nên chỗ trống quanh rìa không thật.",
        "No outline at all: the hull of the incidents stands for it, so emptiness near its edge"
        " is not real.",
    ),
)


def given_units(conn: connection, ward: Ward, needed: GivenUnits, on: date) -> Units | None:
    """Return the units that a method needs, in metres; None where there are, or need be, none."""
    if needed == "groups":
        return group_units(conn, ward, on)
    return lane_units(conn, ward) if needed == "lanes" else None


def group_units(conn: connection, ward: Ward, on: date) -> Units | None:
    """Return the resident groups in force on a day, in metres; None where there are none."""
    return _units("area", db.rows(conn, GROUPS_IN_FORCE, _params(ward, on)))


def lane_units(conn: connection, ward: Ward) -> Units | None:
    """Return the lanes as lines, in metres; None where there are none.

    A lane has no period in the register: these are the lanes known now.
    """
    return _units("lane", db.rows(conn, LANES, {"ward": ward.id, "srid": ward.srid_measure}))


def _units(kind: str, rows: list[dict[str, Any]]) -> Units | None:
    if not rows:
        return None
    rows.sort(key=lambda row: (natural_key(row["code"]), row["code"]))
    return Units(
        kind=kind,
        geometry=np.array([_geometry(row["geom"]) for row in rows], dtype=object),
        labels=tuple(row["name"] for row in rows),
        keys=tuple(row["code"] for row in rows),
    )


def _params(ward: Ward, on: date) -> dict[str, Any]:
    return {"ward": ward.id, "srid": ward.srid_measure, "on": on}


def _geometry(binary: memoryview) -> BaseGeometry:
    return shapely.from_wkb(bytes(binary))
