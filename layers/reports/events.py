"""What is said of a frozen edition: approved, signed, withdrawn; each written once, for good."""

from dataclasses import dataclass
from datetime import datetime

from psycopg2.extensions import connection

from geo.refusals import refused
from geo.text import Text
from layers import db
from layers.errors import NotAllowed
from layers.queries.wards import Ward
from layers.reports.editions import Edition, get_edition
from layers.roles import Role

NEXT = {
    "draft": (),
    "frozen": ("approved", "withdrawn"),
    "approved": ("signed", "withdrawn"),
    "signed": ("withdrawn",),
    "withdrawn": (),
}
LONGEST = 500


@dataclass(frozen=True)
class Event:
    kind: str
    said_by: str
    said_at: datetime
    note: str


def read_events(conn: connection, edition_id: int) -> list[Event]:
    """Return what was said of an edition, in order."""
    query = (
        "SELECT kind, said_by, said_at, note FROM report_event WHERE edition_id = %s ORDER BY id"
    )
    return [Event(**row) for row in db.rows(conn, query, (edition_id,))]


def say_event(
    conn: connection, ward: Ward, edition_id: int, kind: str, note: str, actor: str, role: Role
) -> Edition:
    """Approve, sign or withdraw an edition; who froze it does not approve it.

    NotAllowed below supervisor; InputError for what does not follow from where it stands, or a
    withdrawal without a reason.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(Text("Việc này của người giám sát.", "This is for supervisors."))
    with db.acting_as(conn, actor):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('report'), %s)", (ward.id,))
        edition = get_edition(conn, ward, edition_id, role)
        _check(edition, kind, note.strip(), actor)
        db.execute(
            conn,
            "INSERT INTO report_event (edition_id, kind, said_by, note) VALUES (%s, %s, %s, %s)",
            (edition_id, kind, actor, note.strip()),
        )
    return get_edition(conn, ward, edition_id, role)


def _check(edition: Edition, kind: str, note: str, actor: str) -> None:
    allowed = NEXT[edition.state]
    if kind not in allowed:
        said = ", ".join(allowed) or "–"
        raise refused("kind", kind, Text(f"lúc này chỉ được: {said}", f"now only: {said}"))
    if kind == "approved" and actor == edition.frozen_by:
        raise refused(
            "kind", kind, Text("người chốt không tự duyệt", "who froze it does not approve it")
        )
    if len(note) > LONGEST:
        raise refused("note", note[:20], Text(f"tối đa {LONGEST} ký tự", f"at most {LONGEST}"))
    if kind == "withdrawn" and not note:
        raise refused("note", "", Text("thu hồi cần lý do", "a withdrawal needs its reason"))
