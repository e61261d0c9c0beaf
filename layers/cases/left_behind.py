"""What of a case no longer fits its incident, after day, point or act of that were corrected."""

from datetime import date

from psycopg2.extensions import connection

from geo.text import Text
from geo.written import short_days
from layers import db
from layers.cases.recurrence import why_no_recurrence
from layers.queries.wards import Ward

BEFORE = """
    SELECT 'measure' AS what, m.on_day AS day
      FROM incident_measure AS m JOIN incident AS i ON i.id = m.incident_id
     WHERE i.id = %(id)s AND m.removed_at IS NULL AND m.on_day < i.occurred_on
    UNION ALL
    SELECT 'due', k.due_on
      FROM incident_case AS k JOIN incident AS i ON i.id = k.incident_id
     WHERE i.id = %(id)s AND k.due_on < i.occurred_on
     ORDER BY 1, 2
"""
LINKED = """
    SELECT r.incident_id AS again, r.earlier_id AS earlier, other.source_key AS number
      FROM incident_recurrence AS r
      JOIN incident AS other
        ON other.id = CASE WHEN r.incident_id = %(id)s THEN r.earlier_id ELSE r.incident_id END
     WHERE r.ward_id = %(ward)s AND %(id)s IN (r.incident_id, r.earlier_id)
     ORDER BY r.incident_id
"""


def case_left_behind(conn: connection, ward: Ward, incident_id: int) -> tuple[Text, ...]:
    """Tell which measures and what deadline lie before an incident now, and which links are none.

    They are told, not taken away: whoever corrects the incident may not be who wrote them.
    """
    found = db.rows(conn, BEFORE, {"id": incident_id})
    measures = [row["day"] for row in found if row["what"] == "measure"]
    due = [row["day"] for row in found if row["what"] == "due"]
    told = [_measures(measures)] if measures else []
    told += [_deadline(due)] if due else []
    for row in db.rows(conn, LINKED, {"id": incident_id, "ward": ward.id}):
        why = why_no_recurrence(conn, ward, row["again"], row["earlier"])
        if why is not None:
            told.append(
                Text(
                    f"Liên kết tái phát với vụ {row['number']} không còn đúng: {why.vi}. Hãy bỏ"
                    " liên kết ở trang của vụ.",
                    f"The link of recurrence with {row['number']} holds no longer: {why.en}. Take"
                    " it off on the page of the case.",
                )
            )
    return tuple(told)


def _measures(days: list[date]) -> Text:
    said = short_days(days)
    return Text(
        f"Biện pháp ngày {said.vi} nay đứng trước ngày xảy ra vụ: cần sửa ở trang của vụ.",
        f"A measure of {said.en} lies before the incident now: put it right on the page"
        " of the case.",
    )


def _deadline(days: list[date]) -> Text:
    said = short_days(days)
    return Text(
        f"Hạn riêng {said.vi} của vụ nay đứng trước ngày xảy ra: cần đặt lại.",
        f"The case's own deadline of {said.en} lies before the incident now: set it again.",
    )
