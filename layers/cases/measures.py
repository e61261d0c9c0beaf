"""Reminders and signed commitments: what was done before sanctions, and was it kept."""

from typing import Any

from psycopg2.extensions import connection

from geo.refusals import not_one_of
from geo.text import Text
from layers import clock, db
from layers.cases.case import read_case
from layers.cases.work import Worker, checked_day, checked_words
from layers.errors import NotFound

KINDS = {
    "reminder": Text("Nhắc nhở", "Reminder"),
    "commitment": Text("Cam kết có ký", "Signed commitment"),
}
OUTCOMES = {
    "open": Text("đang theo dõi", "being watched"),
    "kept": Text("đã thực hiện", "kept"),
    "broken": Text("không thực hiện", "broken"),
}


def read_measures(conn: connection, who: Worker, incident_id: int) -> list[dict[str, Any]]:
    """Return the measures of a case, newest first."""
    return db.rows(
        conn,
        "SELECT * FROM incident_measure WHERE ward_id = %s AND incident_id = %s ORDER BY id DESC",
        (who.ward.id, incident_id),
    )


def add_measure(conn: connection, who: Worker, incident_id: int, said: dict[str, str]) -> int:
    """Record a measure: `kind`, `on_day`, `note`, and `promised_until` of a commitment.

    InputError names what cannot be.
    """
    kind = said.get("kind", "")
    if kind not in KINDS:
        raise not_one_of("kind", kind, KINDS)
    day = checked_day(said.get("on_day", ""), "on_day")
    if day is None or day > clock.today():
        raise not_one_of("on_day", said.get("on_day", ""), [f"… {clock.today():%Y-%m-%d}"])
    until = checked_day(said.get("promised_until", ""), "promised_until")
    if until is not None and (kind != "commitment" or until < day):
        raise not_one_of("promised_until", until, [f"commitment, ≥ {day}"])
    note = checked_words(said.get("note", ""), "note")
    with db.acting_as(conn, who.login):
        read_case(conn, who.ward, incident_id)
        query = (
            "INSERT INTO incident_measure"
            " (ward_id, incident_id, kind, on_day, note, promised_until, actor)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) RETURNING id"
        )
        values = (who.ward.id, incident_id, kind, day, note, until, who.login)
        return int(db.value(conn, query, values))


def settle_measure(
    conn: connection, who: Worker, incident_id: int, measure_id: int, outcome: str
) -> None:
    """Say whether a commitment was kept; NotFound where there is none that is still open."""
    if outcome not in ("kept", "broken"):
        raise not_one_of("outcome", outcome, ("kept", "broken"))
    with db.acting_as(conn, who.login):
        done = db.execute(
            conn,
            "UPDATE incident_measure SET outcome = %s WHERE ward_id = %s AND incident_id = %s"
            " AND id = %s AND kind = 'commitment' AND outcome = 'open'",
            (outcome, who.ward.id, incident_id, measure_id),
        )
    if not done:
        raise NotFound(Text("cam kết còn theo dõi", "open commitment"), measure_id)
