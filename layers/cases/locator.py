"""A small map of where a case is: groups and lanes around it, and the spot."""

from typing import Any

from psycopg2.extensions import connection

from layers import db
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.locator import Locator, Shape

REACH_M = 160
DOT_M = 7
_FRAME = """
    SELECT ST_X(p) - %(reach)s AS x, -ST_Y(p) - %(reach)s * 0.6 AS y
      FROM (SELECT ST_Transform(geom, %(srid)s) AS p FROM incident
             WHERE ward_id = %(ward)s AND id = %(id)s) AS s
"""


def case_locator(conn: connection, ward: Ward, incident_id: int) -> Locator | None:
    """Draw the surroundings of a case, in metres of the ward's CRS; None where there is none."""
    params: dict[str, Any] = {
        "ward": ward.id, "id": incident_id, "srid": ward.srid_measure, "reach": REACH_M,
        "dot": DOT_M,
    }  # fmt: skip
    corner = db.one(conn, _FRAME, params)
    if corner is None:
        return None
    shapes = [
        Shape(row["path"], row["kind"], row["title"])
        for row in db.rows(conn, read_sql("case_locator"), params)
        if row["path"]
    ]
    frame = f"{corner['x']:.0f} {corner['y']:.0f} {2 * REACH_M} {1.2 * REACH_M:.0f}"
    return Locator(
        frame,
        [each for each in shapes if each.kind == "group"],
        [each for each in shapes if each.kind != "group"],
    )
