"""What follows when an incident is recorded or corrected by hand: number, field, lane, place."""

from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import clock, db
from layers.editing.editable import Subject
from layers.editing.rows import Row
from layers.errors import UndoRefused
from layers.queries.wards import Ward
from layers.roles import Role

TABLE = "incident"
LINKS = """
    UPDATE incident AS i
       SET (lane_id, group_id, place_id)
         = (found.lane_id, found.group_id,
            CASE WHEN %(is_moved)s THEN place.place_id ELSE i.place_id END)
      FROM links_of(%(ward)s, 'edited_incident') AS found
      LEFT JOIN places_of(%(ward)s, 'edited_incident') AS place ON place.id = found.id
     WHERE i.id = found.id
"""
POINT = """
    INSERT INTO edited_incident (id, ward_id, import_id, occurred_on, geom, geom_3857)
    SELECT id, ward_id, import_id, occurred_on, geom, geom_3857 FROM incident WHERE id = %s
"""
RECORDED = """
    SELECT count(*) FROM edit WHERE ward_id = %s AND layer = 'incidents' AND action = 'create'
       AND at >= current_date
"""


def proposed() -> dict[str, Any]:
    """Return what the form of a new incident begins with: it was seen just now."""
    return {"occurred_at": clock.on_the_wall().isoformat(timespec="minutes")}


def derived_columns(
    conn: connection, ward: Ward, values: Mapping[str, Any], before: Row | None, *, is_moved: bool
) -> dict[str, Any]:
    """Return what else is written: the field of the category, a number for a new incident.

    What a person has put somewhere else lies no longer on a default location.
    """
    field = db.value(
        conn,
        "SELECT field_code FROM category WHERE ward_id = %s AND code = %s",
        (ward.id, values["category_code"]),
    )
    found = {"field_code": field} | ({"is_pile_up": False} if is_moved else {})
    return found if before else found | {"source_key": _number(conn, ward)}


def require_open(conn: connection, subject: Subject, row: Row, role: Role) -> None:
    """Refuse an inspector who would change what a case that has ended says: a supervisor does."""
    query = (
        "SELECT s.is_open FROM incident AS i JOIN incident_state AS s ON s.code = i.state"
        " WHERE i.id = %s"
    )
    if role >= Role.SUPERVISOR or db.value(conn, query, (row.id,)):
        return
    raise InputError(
        Text(
            f"{subject.layer.title.vi} {row.called} đã kết thúc: chỉ giám sát trở lên sửa được.",
            f"{subject.layer.title.en}: {row.called} has ended; supervisors and above change it.",
        ),
        field="id",
        value=row.called,
    )


def link(conn: connection, ward: Ward, row_id: int, *, is_moved: bool) -> None:
    """Derive lane and group of an incident, and its place where it is new or has moved."""
    db.execute(conn, "SELECT scratch_table('edited_incident')")
    db.execute(conn, POINT, (row_id,))
    db.execute(conn, LINKS, {"ward": ward.id, "is_moved": is_moved})


def require_untouched(conn: connection, row_id: int) -> None:
    """Refuse to take back an incident of which people talk already."""
    if db.value(conn, "SELECT 1 FROM incident_comment WHERE incident_id = %s LIMIT 1", (row_id,)):
        raise UndoRefused(
            Text(
                "Không hoàn tác: đã có người trao đổi về vụ này.",
                "It is not undone: people have talked about this incident.",
            )
        )


def _number(conn: connection, ward: Ward) -> str:
    """Count on from what was recorded today until nobody has the number, under the save's lock."""
    at = int(db.value(conn, RECORDED, (ward.id,)))
    while True:
        at += 1
        number = f"G{clock.today():%Y%m%d}-{at:02d}"
        taken = "SELECT 1 FROM incident WHERE ward_id = %s AND source_key = %s"
        if not db.value(conn, taken, (ward.id, number)):
            return number
