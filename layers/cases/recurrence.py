"""What came back: the earlier closed case at the place of one, proposed, linked by a person."""

from datetime import date
from math import ceil
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.hotspots import get_method
from geo.refusals import refused
from geo.text import Text
from layers import db
from layers.cases.case import read_case
from layers.cases.work import Worker
from layers.day_words import short_day
from layers.errors import NotFound
from layers.number_words import number_words
from layers.queries.exactness import ON_LANE_ONLY
from layers.queries.recurrences import CLOSED, LOOKS_BACK_DAYS
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

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
    """Record that a case is the return of an earlier one at its place, closed before it happened.

    InputError says why where it is none by the rule of the board (but for how long ago), or where
    this one is linked already.
    """
    with db.acting_as(conn, who.login):
        read_case(conn, who.ward, incident_id, lock=True)
        read_case(conn, who.ward, earlier_id)
        if why := why_no_recurrence(conn, who.ward, incident_id, earlier_id):
            raise refused("earlier", earlier_id, why)
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


def why_no_recurrence(
    conn: connection, ward: Ward, incident_id: int, earlier_id: int
) -> Text | None:
    """Say why a case cannot have come back from another; None where it can."""
    used = get_method("repeat_points").check({})
    params = {
        "id": incident_id, "earlier": earlier_id, "ward": ward.id, "closed": list(CLOSED),
        "srid": ward.srid_measure, "radius_m": used["radius_m"],
    }  # fmt: skip
    query = sql.SQL(read_sql("recurrence_pair")).format(on_lane_only=sql.SQL(ON_LANE_ONLY))
    pair = db.one(conn, query, params)
    if pair is None or pair["days"] < 1 or not pair["is_before"] or not pair["is_closed"]:
        return Text(
            "cần một vụ trước đó đã kết thúc hoặc khắc phục tại chỗ",
            "an earlier case is needed that was closed or fixed on the spot",
        )
    if pair["closed_late_on"] is not None:
        return _closed_late(pair["closed_late_on"], pair["again_on"])
    if used["same_category"] and not pair["is_same_category"]:
        return Text("hành vi khác; cần cùng hành vi", "another category; the same one is needed")
    if not pair["is_placed"]:
        return _NO_PLACE
    return None if pair["is_near"] else _too_far(pair["metres"], used["radius_m"])


def _closed_late(closed_on: date, again_on: date) -> Text:
    closed, again = short_day(closed_on), short_day(again_on)
    return Text(
        f"đóng ngày {closed.vi}, khi vụ này xảy ra ({again.vi}) thì chưa đóng; cần một vụ đã đóng"
        " trước ngày đó",
        f"closed on {closed.en}, still open when this one happened ({again.en}); one closed before"
        " that day is needed",
    )


def _too_far(metres: float, radius: Any) -> Text:
    far = number_words(ceil(metres))
    return Text(
        f"cách {far.vi} m; cần trong vòng {radius:g} m, hay ở cùng một điểm đã biết",
        f"{far.en} m away; it must lie within {radius:g} m, or at the same known place",
    )


_NO_PLACE = Text(
    "một trong hai vụ chỉ biết đến ngõ, hoặc ở vị trí mặc định; cần hai vụ có vị trí",
    "of one of them only the lane is known, or it lies on a default location; both need a place",
)
