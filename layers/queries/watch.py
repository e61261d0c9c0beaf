"""Findings of the nightly watch: kept once, listed until seen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.hotspots import get_method
from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.queries.runs import Run
from layers.queries.wards import Ward

SAME_WITHIN_M = 50
FORGOTTEN_DAYS = 30

STILL_THERE = """
    UPDATE watch_finding SET last_on = greatest(last_on, %(day)s)
     WHERE id = (
       SELECT id FROM watch_finding
        WHERE ward_id = %(ward)s AND method = %(method)s
          AND last_on >= %(day)s::date - %(forgotten)s
          AND ST_DWithin(geom::geography,
                         ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326)::geography, %(within)s)
        ORDER BY last_on DESC, id
        LIMIT 1)
"""
ADD = """
    INSERT INTO watch_finding (ward_id, method, run_id, cell_no, reason, geom, found_on, last_on)
    VALUES (%(ward)s, %(method)s, %(run)s, %(cell)s, %(reason)s,
            ST_SetSRID(ST_MakePoint(%(lon)s, %(lat)s), 4326), %(day)s, %(day)s)
"""
UNSEEN = """
    SELECT id, method, run_id, cell_no, reason, found_on, last_on,
           ST_X(geom) AS lon, ST_Y(geom) AS lat
      FROM watch_finding
     WHERE ward_id = %s AND seen_at IS NULL
     ORDER BY found_on DESC, id DESC
     LIMIT 100
"""


def keep_finding(
    conn: connection, run: Run, cell: Mapping[str, Any], reason: Text, day: date
) -> bool:
    """Keep a finding; False where it is the one that the last nights have told already."""
    params = {
        "ward": run.ward_id,
        "method": run.method,
        "run": run.id,
        "cell": cell["cell_no"],
        "reason": Json(reason.to_json()),
        "lon": cell["lon"],
        "lat": cell["lat"],
        "day": day,
        "forgotten": FORGOTTEN_DAYS,
        "within": SAME_WITHIN_M,
    }
    if db.execute(conn, STILL_THERE, params):
        return False
    db.execute(conn, ADD, params)
    return True


def unseen(conn: connection, ward: Ward) -> list[dict[str, Any]]:
    """Return what nobody has seen yet, newest first; each opens its rows by `of`."""
    return [
        {
            **row,
            "found_on": row["found_on"].isoformat(),
            "last_on": row["last_on"].isoformat(),
            "title": get_method(row["method"]).title.to_json(),
            "of": f"cell:{row['run_id']}:{row['cell_no']}",
        }
        for row in db.rows(conn, UNSEEN, (ward.id,))
    ]


def mark_seen(conn: connection, ward: Ward, finding_id: int, actor: str) -> None:
    """Note that somebody has seen a finding; the first one counts. NotFound for another ward's."""
    touched = db.execute(
        conn,
        "UPDATE watch_finding SET seen_at = coalesce(seen_at, now()),"
        " seen_by = coalesce(seen_by, %s) WHERE id = %s AND ward_id = %s",
        (actor, finding_id, ward.id),
    )
    if not touched:
        raise NotFound(Text("phát hiện", "finding"), finding_id)
