"""What follows when an incident is recorded or corrected by hand: number, field, lane, place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import clock, db
from layers.cases.left_behind import case_left_behind
from layers.editing.contract import Changed, Row
from layers.editing.editable import Editable, Subject
from layers.editing.incident_place import keeps_place, place_notes
from layers.editing.links import lock_links
from layers.errors import UndoRefused
from layers.importing.targets import GEOMETRY, Column, Target
from layers.queries.wards import Ward
from layers.registers.left_behind import left_behind
from layers.roles import Role

LINKS = """
    UPDATE incident AS i
       SET (lane_id, group_id, place_id)
         = (found.lane_id, found.group_id,
            CASE WHEN %(is_placed)s THEN place.place_id ELSE i.place_id END)
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

WHEN = ("occurred_at", "time_precision")


@dataclass(frozen=True)
class Incidents(Editable):
    """The hooks of incidents; lane and group follow the point, the field its category."""

    def begins_with(self) -> dict[str, Any]:
        """Say that it was seen just now."""
        return {"occurred_at": clock.on_the_wall().isoformat(timespec="minutes")}

    def lock(self, conn: connection, ward: Ward) -> None:
        lock_links(conn, ward)

    def require_open(self, conn: connection, subject: Subject, row: Row, role: Role) -> None:
        """Refuse an inspector who would change a case that has ended: a supervisor does."""
        query = (
            "SELECT s.is_open FROM incident AS i JOIN incident_state AS s ON s.code = i.state"
            " WHERE i.id = %s"
        )
        if role < Role.SUPERVISOR and not db.value(conn, query, (row.id,)):
            raise _has_ended(subject, row)

    def written_beside(
        self,
        conn: connection,
        ward: Ward,
        values: Mapping[str, Any],
        before: Row | None,
        *,
        is_moved: bool,
    ) -> dict[str, Any]:
        """Return the field of the category, and a number for a new incident.

        What a person has put somewhere else lies no longer on a default location.
        """
        field = db.value(
            conn,
            "SELECT field_code FROM category WHERE ward_id = %s AND code = %s",
            (ward.id, values["category_code"]),
        )
        found = {"field_code": field} | ({"is_pile_up": False} if is_moved else {})
        return found if before else found | {"source_key": _number(conn, ward)}

    def after_write(self, conn: connection, ward: Ward, row_id: int, *, is_moved: bool) -> None:
        """Derive lane and group of an incident; its place where it is new, or moved beyond it."""
        is_placed = is_moved and not keeps_place(conn, ward, row_id)
        db.execute(conn, "SELECT scratch_table('edited_incident')")
        db.execute(conn, POINT, (row_id,))
        db.execute(conn, LINKS, {"ward": ward.id, "is_placed": is_placed})

    def notes_on(self, conn: connection, ward: Ward, rows: list[Changed]) -> tuple[Text, ...]:
        """Name the place that a correction leaves or joins, and what no longer fits it.

        They are told, not refused: either side has to be put right before the other.
        """
        before, after = rows[0]
        told: tuple[Text, ...] = ()
        if before is not None and after is not None:
            told = place_notes(conn, before)
            if any(before.values[name] != after.values[name] for name in WHEN):
                told += left_behind(conn, "incident", after.id)
            told += case_left_behind(conn, ward, after.id)
        return told + super().notes_on(conn, ward, rows)

    def require_untouched(self, conn: connection, row_id: int) -> None:
        """Refuse to take back an incident of which people talk already."""
        query = "SELECT 1 FROM incident_comment WHERE incident_id = %s LIMIT 1"
        if db.value(conn, query, (row_id,)):
            raise UndoRefused(
                Text(
                    "Không hoàn tác: đã có người trao đổi về vụ này.",
                    "It is not undone: people have talked about this incident.",
                )
            )


# Number, field, lane and group follow from the rest; its state is moved by the steps of its case
# alone.
INCIDENTS = Incidents(
    target=Target(
        "incidents",
        "incident",
        GEOMETRY["point"],
        (
            Column("category_code", "choice", required=True),
            Column("occurred_at", "datetime", required=True),
            Column("time_precision", "code", default="minute", codes=("minute", "day", "month")),
            Column("address", default=""),
            Column("description", default=""),
        ),
        key=("source_key",),
        keeps_extra=False,
    ),
    choices={"category_code": "edit_categories"},
    called="t.source_key",
    no_removal=Text(
        "Vụ đã ghi thì không xóa, chỉ kết thúc bằng một bước của vụ; vừa ghi nhầm thì dùng"
        " «Hoàn tác».",
        "An incident that was recorded is not removed, it ends by a step of its case; what"
        " was recorded by mistake a moment ago is undone.",
    ),
    is_explained=True,
    editor=Role.INSPECTOR,
)


def _has_ended(subject: Subject, row: Row) -> InputError:
    title = subject.layer.title
    return InputError(
        Text(
            f"{title.vi} {row.called} đã kết thúc: chỉ giám sát trở lên sửa được.",
            f"{title.en}: {row.called} has ended; supervisors and above change it.",
        ),
        field="id",
        value=row.called,
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
