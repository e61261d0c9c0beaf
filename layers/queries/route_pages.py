"""Contracted routes: who holds what on a day, the handovers of a route, lanes that nobody holds."""

from datetime import date
from typing import Any

import shapely
from psycopg2.extensions import connection

from geo.inspection import LEAST_SHARE, REACH_M
from geo.text import Text
from geo.walk_coverage import cover
from layers import db
from layers.errors import NotFound
from layers.queries.board_duties import DAYS, Rate, rate_per_month
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.locator import Locator, Shape, frame_of, group_shapes
from layers.roles import Role, knows_people

WHAT = Text("tuyến khoán", "route")
Row = dict[str, Any]

ROUTES = """
SELECT r.id, r.code, r.name, r.holder_unit, r.holder_name, r.valid_from, r.valid_to,
       ST_Length(ST_Transform(r.geom, %(srid)s)) / 1000 AS km,
       greatest(least(coalesce(r.valid_to, %(on)s::date + 1), %(on)s::date + 1) - r.valid_from, 0)
         AS days,
       (SELECT count(*) FROM incident_route AS link JOIN incident AS i ON i.id = link.incident_id
         WHERE link.route_id = r.id AND i.occurred_on <= %(on)s AND NOT i.is_pile_up
           AND is_counted(i.state))::integer
         AS incidents,
       ST_AsSVG(ST_Transform(r.geom, %(srid)s), 0, 1) AS path, r.valid @> %(on)s::date AS is_held
  FROM route AS r
 WHERE r.ward_id = %(ward)s AND (%(code)s::text IS NULL OR r.code = %(code)s)
   AND (%(code)s::text IS NOT NULL OR r.valid @> %(on)s::date)
 ORDER BY r.code, r.valid_from DESC, r.id
"""
LANES = """
SELECT id, coalesce(nullif(name, ''), code) AS name, code,
       ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom,
       ST_AsSVG(ST_Transform(geom, %(srid)s), 0, 1) AS path
  FROM lane WHERE ward_id = %(ward)s
 ORDER BY coalesce(nullif(name, ''), code) COLLATE vietnamese, code, id
"""
HELD = """
SELECT ST_AsBinary(ST_Transform(geom, %(srid)s)) AS geom FROM route
 WHERE ward_id = %(ward)s AND valid @> %(on)s::date AND (holder_unit <> '' OR holder_name <> '')
"""
INCIDENTS = """
SELECT i.id, i.source_key, i.occurred_on, c.name_vi AS category_vi, c.name_en AS category_en
  FROM incident_route AS link JOIN incident AS i ON i.id = link.incident_id
  JOIN category AS c ON c.ward_id = i.ward_id AND c.code = i.category_code
 WHERE link.route_id = %(id)s AND i.occurred_on <= %(on)s AND NOT i.is_pile_up
   AND is_counted(i.state)
 ORDER BY i.occurred_on DESC, i.occurred_at DESC, i.id DESC
"""


def list_routes(conn: connection, ward: Ward, on: date, role: Role) -> list[Row]:
    """Return the routes in force on a day with `rate`; people's names for inspectors and above."""
    return _routes(conn, ward, on, None, role)


def read_route(conn: connection, ward: Ward, route_id: int, on: date, role: Role) -> list[Row]:
    """Return a route as it was handed over, the newest contract first; NotFound for none.

    Rows of one code are one route: each contract has its holder, days, incidents and rate.
    """
    return _routes(conn, ward, on, _code_of(conn, ward, route_id), role)


def read_route_incidents(conn: connection, route_id: int, on: date) -> list[Row]:
    """Return the incidents that a contract answered for up to a day, newest first."""
    return db.rows(conn, INCIDENTS, {"id": route_id, "on": on})


def read_route_history(conn: connection, ward: Ward, route_id: int, role: Role) -> list[Row]:
    """Return what edits did to a route, newest first, with the holder `before` and `after`.

    `actor`, `reason` and people's names are empty for a reader who may not know people.
    """
    params = {"ward": ward.id, "code": _code_of(conn, ward, route_id)}
    return [_told(row, role) for row in db.rows(conn, read_sql("route_history"), params)]


def lanes_without_holder(conn: connection, ward: Ward, on: date) -> list[Row]:
    """Return the lanes of which less than half lies beside a route that somebody holds."""
    params = {"ward": ward.id, "srid": ward.srid_measure, "on": on}
    lanes = db.rows(conn, LANES, params)
    held = [shapely.from_wkb(bytes(row["geom"])) for row in db.rows(conn, HELD, params)]
    shapes = [shapely.from_wkb(bytes(row.pop("geom"))) for row in lanes]
    found = []
    for piece in cover(shapes, [], held, REACH_M):
        if piece.walked_m < piece.length_m * LEAST_SHARE:
            found.append(lanes[piece.lane] | {"length_m": piece.length_m, "held_m": piece.walked_m})
    return found


def routes_picture(
    conn: connection, ward: Ward, on: date, routes: list[Row], free: list[Row]
) -> Locator | None:
    """Draw routes that are held, and lanes that nobody holds; None without groups on that day."""
    frame = frame_of(conn, ward, on)
    if frame is None:
        return None
    shown = [Shape(row["path"], "unwalked", row["name"], "lanes", row["id"]) for row in free]
    shown += [Shape(row["path"], "walked", row["name"], "routes", row["id"]) for row in routes]
    return Locator(frame, group_shapes(conn, ward, on), shown)


def _routes(conn: connection, ward: Ward, on: date, code: str | None, role: Role) -> list[Row]:
    params = {"ward": ward.id, "srid": ward.srid_measure, "on": on, "code": code}
    rows = db.rows(conn, ROUTES, params)
    names = role >= Role.INSPECTOR
    return [
        row | {"rate": _rate(row), "holder_name": row["holder_name"] if names else "", "per": DAYS}
        for row in rows
    ]


def _code_of(conn: connection, ward: Ward, route_id: int) -> str:
    query = "SELECT code FROM route WHERE id = %s AND ward_id = %s"
    code = db.value(conn, query, (route_id, ward.id))
    if code is None:
        raise NotFound(WHAT, route_id)
    return str(code)


def _told(row: Row, role: Role) -> Row:
    """Word the holder before and after an edit, as far as a reader may know."""
    knows = knows_people(role)
    shown = row if knows else row | {"actor": "", "reason": ""}
    for when in ("before", "after"):
        parts = [row[f"unit_{when}"], row[f"name_{when}"] if knows else ""]
        shown = shown | {when: " · ".join(each for each in parts if each)}
    return shown


def _rate(row: Row) -> Rate:
    return rate_per_month(row["incidents"], row["km"] * row["days"])
