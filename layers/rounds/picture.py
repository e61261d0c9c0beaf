"""A small map of a round: the ward's groups, the line that was walked, the incidents found."""

from datetime import date

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from layers.registers.locator import Locator, Shape, frame_of, group_shapes

DOT_M = 9


def round_picture(conn: connection, ward: Ward, round_id: int, day: date) -> Locator | None:
    """Draw a round; None where the ward has no groups on that day, or the round is nowhere yet.

    The caller knows that the reader may see the round.
    """
    frame = frame_of(conn, ward, day)
    shown = [*_line(conn, ward, round_id), *_found(conn, ward, round_id)]
    if frame is None or not shown:
        return None
    return Locator(frame, group_shapes(conn, ward, day), shown)


def _line(conn: connection, ward: Ward, round_id: int) -> list[Shape]:
    rows = db.rows(
        conn,
        "SELECT code, ST_AsSVG(ST_Transform(geom, %s), 0, 1) AS path FROM inspection_round"
        " WHERE id = %s AND NOT ST_IsEmpty(geom)",
        (ward.srid_measure, round_id),
    )
    return [Shape(row["path"], "line", row["code"]) for row in rows]


def _found(conn: connection, ward: Ward, round_id: int) -> list[Shape]:
    rows = db.rows(
        conn,
        "SELECT i.id, i.source_key,"
        "       ST_AsSVG(ST_Buffer(ST_Transform(i.geom, %(srid)s), %(dot)s, 4), 0, 1) AS path"
        "  FROM incident AS i WHERE i.round_id = %(id)s OR i.id IN"
        "       (SELECT k.incident_id FROM surprise_incident AS k WHERE k.round_id = %(id)s)"
        " ORDER BY i.id",
        {"srid": ward.srid_measure, "dot": DOT_M, "id": round_id},
    )
    return [Shape(row["path"], "dot", row["source_key"], "incidents", row["id"]) for row in rows]
