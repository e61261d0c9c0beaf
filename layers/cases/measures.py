"""Reminders and signed commitments: what was done before sanctions, and was it kept."""

from datetime import date
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.refusals import needs, not_one_of
from geo.text import Text
from layers import clock, db
from layers.cases.case import read_case
from layers.cases.work import Worker, checked_day, checked_words
from layers.errors import NotAllowed, NotFound, Stale
from layers.roles import Role

KINDS = {
    "reminder": Text("Nhắc nhở", "Reminder"),
    "commitment": Text("Cam kết có ký", "Signed commitment"),
}
OUTCOMES = {
    "open": Text("đang theo dõi", "being watched"),
    "kept": Text("đã thực hiện", "kept"),
    "broken": Text("không thực hiện", "broken"),
}


class Wording(NamedTuple):
    """What a measure says: its kind, day, promise and note."""

    kind: str
    on_day: date
    note: str
    promised_until: date | None


def read_measures(conn: connection, who: Worker, incident_id: int) -> list[dict[str, Any]]:
    """Return the measures of a case, newest first; `earlier` holds what each said before.

    Those that were taken back are not among them.
    """
    return _read(conn, who, incident_id, "m.removed_at IS NULL")


def read_taken_back(conn: connection, who: Worker, incident_id: int) -> list[dict[str, Any]]:
    """Return the measures of a case that were taken back and can be brought back."""
    return _read(conn, who, incident_id, "m.removed_at IS NOT NULL")


def add_measure(conn: connection, who: Worker, incident_id: int, said: dict[str, str]) -> int:
    """Record a measure: `kind`, `on_day`, `note`, and `promised_until` of a commitment.

    InputError names what cannot be.
    """
    with db.acting_as(conn, who.login):
        case = read_case(conn, who.ward, incident_id)
        worded = _checked(said, case.occurred_on)
        query = (
            "INSERT INTO incident_measure"
            " (kind, on_day, note, promised_until, ward_id, incident_id, actor)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id"
        )
        values = (*worded, who.ward.id, incident_id, who.login)
        return int(db.value(conn, query, values))


def change_measure(
    conn: connection,
    who: Worker,
    incident_id: int,
    measure_id: int,
    version: int,
    said: dict[str, str],
) -> None:
    """Correct a measure; what it said before stays readable.

    By who recorded it, or a supervisor. Stale where it was changed since `version`. What is no
    commitment any more has nothing to be kept.
    """
    with db.acting_as(conn, who.login):
        case = read_case(conn, who.ward, incident_id)
        worded = _checked(said, case.occurred_on)
        _require_own(conn, who, incident_id, measure_id, version)
        db.execute(
            conn,
            "UPDATE incident_measure SET kind = %s, on_day = %s, note = %s, promised_until = %s,"
            " outcome = CASE WHEN %s = 'commitment' THEN outcome ELSE 'open' END,"
            " version = version + 1 WHERE id = %s",
            (*worded, worded.kind, measure_id),
        )


def take_back_measure(
    conn: connection, who: Worker, incident_id: int, measure_id: int, version: int
) -> None:
    """Take a measure back: it is none of its case any more, and can be brought back."""
    with db.acting_as(conn, who.login):
        _require_own(conn, who, incident_id, measure_id, version)
        db.execute(
            conn,
            "UPDATE incident_measure SET removed_at = now(), removed_by = %s,"
            " version = version + 1 WHERE id = %s",
            (who.login, measure_id),
        )


def bring_back_measure(conn: connection, who: Worker, incident_id: int, measure_id: int) -> None:
    """Bring back a measure that was taken back; NotFound where there is none such."""
    with db.acting_as(conn, who.login):
        done = db.execute(
            conn,
            "UPDATE incident_measure SET removed_at = NULL, removed_by = NULL,"
            " version = version + 1 WHERE ward_id = %s AND incident_id = %s AND id = %s"
            " AND removed_at IS NOT NULL",
            (who.ward.id, incident_id, measure_id),
        )
    if not done:
        raise NotFound(Text("biện pháp đã rút", "measure taken back"), measure_id)


def settle_measure(
    conn: connection, who: Worker, incident_id: int, measure_id: int, outcome: str
) -> None:
    """Say whether a commitment was kept, or set that back (`open`).

    NotFound where there is none that is still open, or none to be set back.
    """
    if outcome not in OUTCOMES:
        raise not_one_of("outcome", outcome, OUTCOMES)
    with db.acting_as(conn, who.login):
        done = db.execute(
            conn,
            "UPDATE incident_measure SET outcome = %(outcome)s, version = version + 1"
            " WHERE ward_id = %(ward)s AND incident_id = %(case)s AND id = %(id)s"
            " AND kind = 'commitment' AND removed_at IS NULL"
            " AND (outcome = 'open') <> (%(outcome)s = 'open')",
            {"outcome": outcome, "ward": who.ward.id, "case": incident_id, "id": measure_id},
        )
    if not done:
        what = (
            Text("cam kết đã có kết quả", "settled commitment")
            if outcome == "open"
            else Text("cam kết còn theo dõi", "open commitment")
        )
        raise NotFound(what, measure_id)


def _read(conn: connection, who: Worker, incident_id: int, condition: str) -> list[dict[str, Any]]:
    query = (
        "SELECT m.*, array("  # noqa: S608
        "   SELECT l.before FROM change_log AS l"
        "    WHERE l.table_name = 'incident_measure' AND l.row_id = m.id::text"
        "      AND l.action = 'update' AND ("
        "        l.before -> 'kind' <> l.after -> 'kind'"
        "        OR l.before -> 'on_day' <> l.after -> 'on_day'"
        "        OR l.before -> 'note' <> l.after -> 'note'"
        "        OR l.before -> 'promised_until' <> l.after -> 'promised_until')"
        "    ORDER BY l.id DESC) AS earlier"
        "  FROM incident_measure AS m"
        f" WHERE m.ward_id = %s AND m.incident_id = %s AND {condition} ORDER BY m.id DESC"
    )
    found = db.rows(conn, query, (who.ward.id, incident_id))
    return [row | {"earlier": [_worded(each) for each in row["earlier"]]} for row in found]


def _worded(state: dict[str, Any]) -> Wording:
    """Return what the change log says that a measure said."""
    until = state["promised_until"]
    return Wording(
        state["kind"],
        date.fromisoformat(state["on_day"]),
        state["note"],
        date.fromisoformat(until) if until else None,
    )


def _checked(said: dict[str, str], occurred_on: date) -> Wording:
    kind = said.get("kind", "")
    if kind not in KINDS:
        raise not_one_of("kind", kind, KINDS)
    day = checked_day(said.get("on_day", ""), "on_day")
    today = clock.today()
    if day is None or not occurred_on <= day <= today:
        allowed = Text(
            f"một ngày từ {occurred_on} (ngày xảy ra vụ) đến {today} (hôm nay)",
            f"a day from {occurred_on} (the incident) to {today} (today)",
        )
        raise needs("on_day", said.get("on_day", ""), allowed)
    until = checked_day(said.get("promised_until", ""), "promised_until")
    if until is not None and (kind != "commitment" or until < day):
        raise not_one_of("promised_until", until, [f"commitment, ≥ {day}"])
    return Wording(kind, day, checked_words(said.get("note", ""), "note"), until)


def _require_own(
    conn: connection, who: Worker, incident_id: int, measure_id: int, version: int
) -> None:
    """Lock a measure that somebody may correct, as they saw it."""
    row = db.one(
        conn,
        "SELECT actor, version FROM incident_measure WHERE ward_id = %s AND incident_id = %s"
        " AND id = %s AND removed_at IS NULL FOR UPDATE",
        (who.ward.id, incident_id, measure_id),
    )
    if row is None:
        raise NotFound(Text("biện pháp", "measure"), measure_id)
    if row["actor"] != who.login and who.role < Role.SUPERVISOR:
        raise NotAllowed(
            Text(
                "Chỉ người đã ghi hay người giám sát sửa được biện pháp này.",
                "Only who recorded this measure, or a supervisor, changes it.",
            )
        )
    if row["version"] != version:
        raise Stale(
            Text("Biện pháp này vừa được sửa ở nơi khác.", "It was changed elsewhere just now."),
            {"version": row["version"]},
        )
