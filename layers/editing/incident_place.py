"""The known place of an incident whose point is corrected: kept, left or joined, and told."""

from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.editing.contract import Row
from layers.queries.wards import Ward

NEAR_M = 10
"""Within so many metres two events are at one place, as in places_of."""

MOVED = """
    SELECT i.place_id, i.geom, (c.before ->> 'geom')::geometry AS earlier
      FROM incident AS i JOIN change_log AS c ON c.table_name = 'incident'
       AND c.row_id = i.id::text AND c.action = 'update'
     WHERE i.id = %(id)s ORDER BY c.id DESC LIMIT 1
"""

# Its place reaches as far as its radius, and around the incidents it has; its own old point is one.
IS_REACHED = """
    WITH points AS (
      SELECT ST_Transform(%(now)s::geometry, %(srid)s) AS now,
             ST_Transform(%(earlier)s::geometry, %(srid)s) AS earlier
    )
    SELECT ST_DWithin(points.now, points.earlier, %(near)s)
        OR ST_DWithin(points.now, ST_Transform(place.geom, %(srid)s),
                      greatest(place.radius_m, %(near)s))
        OR EXISTS (
          SELECT FROM incident AS other
           WHERE other.place_id = place.id AND other.id <> %(id)s
             AND ST_DWithin(points.now, ST_Transform(other.geom, %(srid)s), %(near)s))
      FROM points JOIN place ON place.id = %(place)s
"""

NEAREST = """
    SELECT place.id FROM place
     WHERE place.ward_id = %(ward)s
       AND ST_DWithin(place.geom_3857, ST_Transform(%(at)s::geometry, 3857),
                      (%(near)s + 1) / cos(radians(ST_Y(%(at)s::geometry))))
       AND ST_Distance(ST_Transform(place.geom, %(srid)s),
                       ST_Transform(%(at)s::geometry, %(srid)s)) <= %(near)s
     ORDER BY ST_Distance(ST_Transform(place.geom, %(srid)s),
                          ST_Transform(%(at)s::geometry, %(srid)s)), place.id
     LIMIT 1
"""

BEFORE = """
    SELECT c.before -> 'place_id' AS id FROM change_log AS c
     WHERE c.table_name = 'incident' AND c.row_id = %s::text AND c.id > %s ORDER BY c.id LIMIT 1
"""


def keeps_place(conn: connection, ward: Ward, incident_id: int) -> bool:
    """Whether a moved incident stays at the place it has: a person may have given it.

    It leaves where the new point lies beyond the reach of its place, or comes within that of
    another; one that was as near to the other before the move stays.
    """
    moved: dict[str, Any] | None = db.one(conn, MOVED, {"id": incident_id})
    if moved is None or moved["place_id"] is None:
        return False
    about = {"srid": ward.srid_measure, "near": NEAR_M, "ward": ward.id}
    points = {"now": moved["geom"], "earlier": moved["earlier"], "id": incident_id}
    if not db.value(conn, IS_REACHED, about | points | {"place": moved["place_id"]}):
        return False
    then, now = (db.value(conn, NEAREST, about | {"at": moved[at]}) for at in ("earlier", "geom"))
    return now in (None, then, moved["place_id"])


def place_notes(conn: connection, before: Row) -> tuple[Text, ...]:
    """Name the place that a correction takes an incident from, and the one it comes to."""
    was = db.value(conn, BEFORE, (before.id, before.version))
    now = db.value(conn, "SELECT place_id FROM incident WHERE id = %s", (before.id,))
    if was == now:
        return ()
    left, joined = (_name(conn, each) for each in (was, now))
    if joined is None:
        return (Text(f"Vụ rời điểm '{left}'.", f"The incident leaves the place '{left}'."),)
    if left is None:
        return (Text(f"Vụ vào điểm '{joined}'.", f"The incident joins the place '{joined}'."),)
    return (
        Text(
            f"Vụ rời điểm '{left}', vào điểm '{joined}'.",
            f"The incident leaves the place '{left}' and joins '{joined}'.",
        ),
    )


def _name(conn: connection, place_id: int | None) -> str | None:
    name = db.value(conn, "SELECT name FROM place WHERE id = %s", (place_id,))
    return None if name is None else str(name)
