"""The roll-out of the model culture house as a map: the state of each group on a day."""

from datetime import date
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.registers.locator import frame_of
from layers.registers.reading import find_register
from layers.registers.scope import Reader

NOT_YET = Text("Chưa", "Not yet")
GROUPS = """
SELECT area.id, area.name, r.id AS row_id, r.state,
       ST_AsSVG(ST_SimplifyPreserveTopology(ST_Transform(area.geom, %(srid)s), 3), 0, 1) AS path
  FROM area
  LEFT JOIN LATERAL (
    SELECT id, state FROM register_adoption
     WHERE ward_id = area.ward_id AND group_id = area.id AND deleted_at IS NULL
       AND adopted_on <= %(day)s
     ORDER BY adopted_on DESC, id DESC LIMIT 1
  ) AS r ON true
 WHERE area.ward_id = %(ward)s AND area.kind = 'group' AND area.valid @> %(day)s::date
 ORDER BY area.code
"""


class Place(NamedTuple):
    """A group: its path in metres, north up, and its newest row; `state` "" where it has none."""

    group_id: int
    name: str
    path: str
    state: str
    words: Text
    row_id: int | None


class Spread(NamedTuple):
    """The frame as SVG's viewBox says it (None: no groups on that day), and the groups."""

    view_box: str | None
    places: list[Place]


def read_spread(conn: connection, reader: Reader, day: date) -> Spread:
    """Return how far the model has spread on a day."""
    words = find_register("adoptions").column("state").choices
    params = {"ward": reader.ward.id, "day": day, "srid": reader.ward.srid_measure}
    places = [
        Place(row["id"], row["name"], row["path"], row["state"] or "",
              words.get(row["state"], NOT_YET), row["row_id"])
        for row in db.rows(conn, GROUPS, params)
    ]  # fmt: skip
    return Spread(frame_of(conn, reader.ward, day), places)
