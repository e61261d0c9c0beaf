"""What people do to one case: a step, its undo, who handles it, its day, what holds it up."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.refusals import needs, not_one_of, refused
from geo.text import Text
from layers import db
from layers.cases.acting import working
from layers.cases.case import Case, handlers_of, may_undo, read_case
from layers.cases.refusals import LONGEST_REASON, state_names
from layers.errors import NotAllowed, Stale
from layers.periods import known_day
from layers.queries.wards import Ward
from layers.roles import Role


@dataclass(frozen=True)
class Worker:
    """Who works on a case, in which ward."""

    ward: Ward
    role: Role
    login: str


class CaseConflict(Stale):
    """Somebody else changed the case since `seen`; `theirs` is how it stands now."""

    def __init__(self, now: Case, seen: int) -> None:
        super().__init__(
            Text(
                f"Vụ {now.number} đã được người khác đổi sau khi bạn mở. Chưa lưu gì; phần bạn gõ"
                " còn nguyên.",
                f"Case {now.number} was changed by somebody else after you had opened it. Nothing"
                " was saved; what you typed is still here.",
            ),
            {"state": now.state, "version": now.version, "handler": now.handler},
        )
        self.now, self.seen = now, seen


def move_case(
    conn: connection,
    who: Worker,
    incident_id: int,
    version: int,
    state: str,
    reason: str,
    photo: int | None = None,
) -> Case:
    """Take one step with a case, begun from `version`; return how it stands then.

    CaseConflict where somebody was quicker; InputError or NotAllowed where the rules refuse it.
    """
    told = checked_words(reason, "reason")
    if state not in state_names(conn):
        raise not_one_of("state", state, state_names(conn))
    with working(conn, who.login, told, photo=photo):
        _begin(conn, who.ward, incident_id, version)
        _set_state(conn, who.ward, incident_id, state)
    return read_case(conn, who.ward, incident_id)


def undo_move(
    conn: connection, who: Worker, incident_id: int, version: int, reason: str = ""
) -> Case:
    """Take the newest step of a case back: by who took it, or a supervisor."""
    with working(conn, who.login, checked_words(reason, "reason"), undo=True):
        case = _begin(conn, who.ward, incident_id, version)
        step = may_undo(conn, case, who.login, who.role)
        if step is None:
            raise NotAllowed(
                Text(
                    "Bước này không hoàn tác được nữa, hoặc chỉ người đã làm hay người giám sát"
                    " được hoàn tác.",
                    "This step cannot be undone any more, or only by who took it or a supervisor.",
                )
            )
        _set_state(conn, who.ward, incident_id, step["from_state"])
    return read_case(conn, who.ward, incident_id)


def manage_case(
    conn: connection, who: Worker, incident_id: int, version: int, said: dict[str, str]
) -> Case:
    """Say who handles a case, its day, what blocks it: `handler`, `due_on`, `blocked_by`, `reason`.

    What is not said stays. An inspector takes a case, or hands their own on; all else about
    handlers and days is a supervisor's.
    """
    reason = checked_words(said.get("reason", ""), "reason")
    with working(conn, who.login, reason):
        case = _begin(conn, who.ward, incident_id, version)
        values = _managed(conn, who, case, said)
        if not values:
            raise refused("case", case.number, Text("không có gì thay đổi", "nothing would change"))
        names = {"handler": case.handler, "due_on": case.due_on if case.due_is_set else None}
        kept = {**names, "blocked_by": case.blocked_by, **values}
        _put_managed(conn, kept | {"id": incident_id, "ward": who.ward.id})
    return read_case(conn, who.ward, incident_id)


def checked_words(said: str, field: str, most: int = LONGEST_REASON) -> str:
    """Return words in one line; InputError where there are too many."""
    words = " ".join(said.split())
    if len(words) > most:
        raise refused(field, words, Text(f"nhiều nhất {most} ký tự", f"at most {most} characters"))
    return words


def checked_day(said: str, field: str) -> date | None:
    """Return a day as a form sends it; None where none was said."""
    if not said.strip():
        return None
    day = known_day(said.strip())
    if day is None:
        raise refused(field, said, Text("viết 2016-06-30", "write 2016-06-30"))
    return day


def _put_managed(conn: connection, kept: dict[str, Any]) -> None:
    """Write the row of a case, whose incident is locked; its trigger writes the events."""
    changed = db.execute(
        conn,
        "UPDATE incident_case SET handler = %(handler)s, due_on = %(due_on)s,"
        " blocked_by = %(blocked_by)s WHERE incident_id = %(id)s",
        kept,
    )
    if not changed:
        db.execute(
            conn,
            "INSERT INTO incident_case (incident_id, ward_id, handler, due_on, blocked_by)"
            " VALUES (%(id)s, %(ward)s, %(handler)s, %(due_on)s, %(blocked_by)s)",
            kept,
        )


def _begin(conn: connection, ward: Ward, incident_id: int, version: int) -> Case:
    """Lock a case and make sure that it is the version that was seen."""
    case = read_case(conn, ward, incident_id, lock=True)
    if case.version != version:
        raise CaseConflict(case, version)
    return case


def _set_state(conn: connection, ward: Ward, incident_id: int, state: str) -> None:
    done = db.execute(
        conn,
        "UPDATE incident SET state = %s WHERE ward_id = %s AND id = %s AND state <> %s",
        (state, ward.id, incident_id, state),
    )
    if not done:
        raise refused("state", state, Text("vụ đã ở trạng thái này", "the case is in this state"))


def _managed(conn: connection, who: Worker, case: Case, said: dict[str, str]) -> dict[str, Any]:
    """Return what would change."""
    values: dict[str, Any] = {}
    if "handler" in said and (said["handler"] or None) != case.handler:
        values["handler"] = _handler(conn, who, case, said["handler"])
    if "due_on" in said:
        due = checked_day(said["due_on"], "due_on")
        if due != (case.due_on if case.due_is_set else None):
            _require_supervisor(who, "due_on")
            _require_after(case, due)
            values["due_on"] = due
    if "blocked_by" in said:
        blocked = checked_words(said["blocked_by"], "blocked_by")
        if blocked != case.blocked_by:
            values["blocked_by"] = blocked
    return values


def _require_after(case: Case, due: date | None) -> None:
    if due is not None and due < case.occurred_on:
        on = case.occurred_on
        allowed = Text(
            f"một ngày từ {on} (ngày xảy ra vụ) trở đi", f"a day from {on} (the incident) on"
        )
        raise needs("due_on", due, allowed)


def _handler(conn: connection, who: Worker, case: Case, login: str) -> str | None:
    people = {each.login for each in handlers_of(conn, who.ward)}
    if login and login not in people:
        raise not_one_of("handler", login, sorted(people))
    takes_it = login == who.login and case.handler is None
    hands_on = case.handler == who.login
    if not (takes_it or hands_on):
        _require_supervisor(who, "handler")
    return login or None


def _require_supervisor(who: Worker, field: str) -> None:
    if who.role < Role.SUPERVISOR:
        raise NotAllowed(
            Text(
                f"{field}: chỉ người giám sát đổi được.", f"{field}: only a supervisor changes it."
            )
        )
