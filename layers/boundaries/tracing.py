"""The lineage of an epoch, computed from outlines and incidents and stored with its source."""

from typing import Any

import numpy as np
import shapely
from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from geo.lineage import Lineage, Outline, trace
from layers import db
from layers.queries.wards import Ward

AREAS = """
    SELECT area.id, area.code, area.name, area.people,
           ST_AsBinary(ST_Transform(area.geom, %(srid)s)) AS shape
      FROM area_epoch_area AS member
      JOIN area ON area.id = member.area_id
     WHERE member.epoch_id = %(epoch)s AND member.is_opened = %(opened)s
     ORDER BY length(area.code), area.code, area.id
"""

# What happened while the old areas were in force; a default location says nothing about a place.
INCIDENTS = """
    SELECT ST_X(metric.geom), ST_Y(metric.geom)
      FROM incident, ST_Transform(incident.geom, %(srid)s) AS metric (geom)
     WHERE incident.ward_id = %(ward)s AND incident.occurred_on < %(day)s
       AND NOT incident.is_pile_up
"""

INSERT = """
    INSERT INTO area_lineage (ward_id, epoch_id, from_area_id, to_area_id, kind, area_m2,
                              share_area, share_of_new, share_incidents, share_people, is_sliver,
                              source)
    VALUES %s
"""


COUNTED = """
    UPDATE area_lineage AS l SET share_incidents = found.share
      FROM (VALUES %s) AS found (old_id, new_id, share)
     WHERE l.from_area_id = found.old_id AND l.to_area_id = found.new_id
       AND l.share_incidents IS NULL
"""


def trace_epoch(conn: connection, ward: Ward, epoch_id: int) -> None:
    """Compute and store the lineage of an epoch; the caller has a transaction open."""
    lineage, old_ids, new_ids, incidents = _traced(conn, ward, epoch_id)
    source = f"computed: overlay in EPSG:{ward.srid_measure}, {incidents} incidents"
    with conn.cursor() as cursor:
        rows = _rows(ward, epoch_id, lineage, old_ids, new_ids, source)
        execute_values(cursor, INSERT, rows, page_size=1000)


def count_incidents(conn: connection, ward: Ward, epoch_id: int) -> None:
    """Add the shares of incidents to a lineage that came without; the rest of it stays."""
    lineage, old_ids, new_ids, _ = _traced(conn, ward, epoch_id)
    known = [pair for pair in lineage.pairs if pair.share_incidents is not None]
    values = [(old_ids[each.old], new_ids[each.new], each.share_incidents) for each in known]
    with conn.cursor() as cursor:
        execute_values(cursor, COUNTED, values, page_size=1000)


def _traced(
    conn: connection, ward: Ward, epoch_id: int
) -> tuple[Lineage, list[int], list[int], int]:
    epoch = db.one(conn, "SELECT * FROM area_epoch WHERE id = %s", (epoch_id,))
    assert epoch is not None
    given = {"srid": ward.srid_measure, "epoch": epoch_id, "ward": ward.id}
    old_ids, old = _outlines(db.rows(conn, AREAS, given | {"opened": False}))
    new_ids, new = _outlines(db.rows(conn, AREAS, given | {"opened": True}))
    with conn.cursor() as cursor:
        cursor.execute(INCIDENTS, given | {"day": epoch["starts_on"]})
        points = np.array(cursor.fetchall(), dtype=float).reshape(-1, 2)
    return trace(old, new, points, epoch["sliver_share"]), old_ids, new_ids, len(points)


def _outlines(rows: list[dict[str, Any]]) -> tuple[list[int], list[Outline]]:
    return [row["id"] for row in rows], [
        Outline(row["code"], row["name"], shapely.from_wkb(bytes(row["shape"])), row["people"])
        for row in rows
    ]


def _rows(
    ward: Ward,
    epoch_id: int,
    lineage: Lineage,
    old_ids: list[int],
    new_ids: list[int],
    source: str,
) -> list[tuple[Any, ...]]:
    return [
        (
            ward.id, epoch_id, old_ids[pair.old], new_ids[pair.new], pair.kind, pair.area_m2,
            pair.share_area, pair.share_of_new, pair.share_incidents, pair.share_people,
            pair.is_sliver, source,
        )
        for pair in lineage.pairs
    ]  # fmt: skip
