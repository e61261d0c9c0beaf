"""What came back: the earlier closed case at the place of one, proposed, linked by a person."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.refusals import refused
from geo.text import Text
from layers import db
from layers.cases.case import read_case
from layers.cases.work import Worker
from layers.errors import NotFound
from layers.queries.exactness import ON_LANE_ONLY
from layers.queries.recurrences import CLOSED, LOOKS_BACK_DAYS
from layers.queries.sources import read_sql

_LINKS = """
    SELECT r.incident_id, r.earlier_id, i.source_key AS number, i.occurred_on, i.id AS other_id,
           r.incident_id = %(id)s AS is_earlier
      FROM incident_recurrence AS r
      JOIN incident AS i
        ON i.id = CASE WHEN r.incident_id = %(id)s THEN r.earlier_id ELSE r.incident_id END
     WHERE r.ward_id = %(ward)s AND %(id)s IN (r.incident_id, r.earlier_id)
     ORDER BY i.occurred_on, i.id
"""


def read_links(conn: connection, who: Worker, incident_id: int) -> list[dict[str, Any]]:
    """Return the cases that this one came back from (`is_earlier`), and those it came back as."""
    return db.rows(conn, _LINKS, {"id": incident_id, "ward": who.ward.id})


def propose_earlier(conn: connection, who: Worker, incident_id: int) -> dict[str, Any] | None:
    """Return the newest closed case before this one at its place, by the rule of the board.

    None where there is none; see layers/queries/recurrences.py for the rule.
    """
    used = get_method("repeat_points").check({})
    params = {
        "id": incident_id, "ward": who.ward.id, "srid": who.ward.srid_measure,
        "radius_m": used["radius_m"], "same_category": used["same_category"],
        "back_days": LOOKS_BACK_DAYS, "closed": list(CLOSED),
    }  # fmt: skip
    query = sql.SQL(read_sql("recurring_incidents")).format(
        condition=sql.SQL("incident.ward_id = %(ward)s AND incident.id = %(id)s"),
        on_lane_only=sql.SQL(ON_LANE_ONLY),
    )
    found = db.one(conn, query, params)
    if found is None:
        return None
    earlier = read_case(conn, who.ward, found["earlier_id"])
    return {"id": earlier.id, "number": earlier.number, "on": earlier.occurred_on,
            "days": found["days"]}  # fmt: skip


def link_recurrence(conn: connection, who: Worker, incident_id: int, earlier_id: int) -> None:
    """Record that a case is the return of an earlier one that had ended by now.

    InputError where the other is not earlier or not ended, or this one is linked already.
    """
    with db.acting_as(conn, who.login):
        case, earlier = (
            read_case(conn, who.ward, incident_id, lock=True),
            read_case(conn, who.ward, earlier_id),
        )
        if earlier.occurred_on >= case.occurred_on or earlier.state not in CLOSED:
            raise refused(
                "earlier",
                earlier_id,
                Text("cần một vụ trước đó đã đóng", "an earlier, closed case"),
            )
        done = db.execute(
            conn,
            "INSERT INTO incident_recurrence (incident_id, ward_id, earlier_id, linked_by)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (incident_id, who.ward.id, earlier_id, who.login),
        )
        if not done:
            raise refused(
                "earlier", earlier_id, Text("vụ này đã liên kết", "this case is linked already")
            )


def unlink_recurrence(conn: connection, who: Worker, incident_id: int) -> None:
    """Take such a link back; both histories keep that it was there."""
    with db.acting_as(conn, who.login):
        done = db.execute(
            conn,
            "DELETE FROM incident_recurrence WHERE ward_id = %s AND incident_id = %s",
            (who.ward.id, incident_id),
        )
    if not done:
        raise NotFound(Text("liên kết tái phát", "link of recurrence"), incident_id)
