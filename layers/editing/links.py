"""What follows from an edited lane or area: the lane and the group of the incidents around it."""

import shapely
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

REACH_DEG = 0.0005
"""Some fifty metres: more than the thirty within which an incident belongs to a lane."""

UPDATE = """
    UPDATE incident AS i SET lane_id = found.lane_id, group_id = found.group_id
      FROM links_of(%s, 'edited_incident') AS found
     WHERE i.id = found.id
       AND (i.lane_id, i.group_id) IS DISTINCT FROM (found.lane_id, found.group_id)
"""


def lock_links(conn: connection, ward: Ward) -> None:
    """Wait for imports and epochs of this ward, which derive the same links."""
    db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('diemnong.import'), %s)", (ward.id,))


def derive_near(conn: connection, ward: Ward, shapes: list[BaseGeometry]) -> int:
    """Derive the links of incidents near some shapes anew; return how many changed."""
    if not shapes:
        return 0
    west, south, east, north = shapely.total_bounds(shapes)
    sides = {
        "west": west - REACH_DEG, "south": south - REACH_DEG,
        "east": east + REACH_DEG, "north": north + REACH_DEG,
    }  # fmt: skip
    db.execute(conn, "SELECT scratch_table('edited_incident')")
    params = {name: float(value) for name, value in sides.items()} | {"ward": ward.id}
    db.execute(conn, read_sql("edit_incidents"), params)
    return db.execute(conn, UPDATE, (ward.id,))
