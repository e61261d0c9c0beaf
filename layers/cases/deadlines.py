"""The days that a case may stand in each state, in dated versions; how registers set theirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.refusals import refused
from geo.text import Text
from layers import db
from layers.cases.work import Worker, checked_day, checked_words
from layers.errors import NotFound
from layers.queries.wards import Ward
from layers.registers.reading import registers_for
from layers.roles import Role

MOST_DAYS = 3650
WHAT = Text("phiên bản chưa áp dụng", "version to come")
STATES = """
SELECT s.code, s.name_vi, s.name_en, s.due_days, coalesce(n.open, 0) AS open
  FROM incident_state AS s
  LEFT JOIN (SELECT state, count(*) AS open FROM incident WHERE ward_id = %s GROUP BY state) AS n
         ON n.state = s.code
 WHERE s.is_open AND s.due_days IS NOT NULL ORDER BY s.sort
"""
VERSIONS = """
SELECT d.*, coalesce(u.display_name, d.made_by) AS who
  FROM incident_deadline AS d LEFT JOIN "user" AS u ON u.login = d.made_by
 WHERE d.ward_id = %s ORDER BY d.valid_from DESC, d.id DESC
"""


@dataclass(frozen=True)
class StateDays:
    """The days of a state on a day: since `since` (None: by default), `to_come`, all versions.

    `open` is how many cases stand in the state.
    """

    code: str
    name: Text
    usual: int
    days: int
    since: date | None
    to_come: dict[str, Any] | None
    versions: list[dict[str, Any]]
    open: int


def read_deadlines(conn: connection, ward: Ward, on: date) -> list[StateDays]:
    """Return the days of every state of an open case, in the order of the states."""
    versions = db.rows(conn, VERSIONS, (ward.id,))
    return [
        _state_days(row, [each for each in versions if each["state_code"] == row["code"]], on)
        for row in db.rows(conn, STATES, (ward.id,))
    ]


def set_days(conn: connection, who: Worker, said: Mapping[str, str], today: date) -> StateDays:
    """Add a version: `state`, `days`, `valid_from`, `reason`; return the state as it is then.

    InputError names what cannot be: a day up to today, or not after the state's newest version,
    would move what is due already.
    """
    with db.acting_as(conn, who.login):
        # Who sets days beside us is waited for: our version has to follow theirs.
        db.execute(conn, "SELECT FROM ward WHERE id = %s FOR NO KEY UPDATE", (who.ward.id,))
        state, days, start, reason = _checked(conn, who.ward, said, today)
        query = (
            "INSERT INTO incident_deadline"
            " (ward_id, state_code, due_days, valid_from, reason, made_by)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
        )
        db.execute(conn, query, (who.ward.id, state, days, start, reason, who.login))
    return next(each for each in read_deadlines(conn, who.ward, start) if each.code == state)


def take_back(conn: connection, who: Worker, version_id: int, today: date) -> None:
    """Take back a version whose day has not come; NotFound for others: cases go by them."""
    query = "DELETE FROM incident_deadline WHERE ward_id = %s AND id = %s AND valid_from > %s"
    with db.acting_as(conn, who.login):
        if not db.execute(conn, query, (who.ward.id, version_id, today)):
            raise NotFound(WHAT, version_id)


def register_deadlines(role: Role) -> list[tuple[str, Text, Text, int]]:
    """Return the registers with a deadline: name, title, its column, the day of the next month.

    0: the day is written by who enters the row.
    """
    return [
        (each.name, each.title, each.column(each.deadline.due).title, each.deadline.next_month_day)
        for each in registers_for(role)
        if each.deadline
    ]


def _checked(
    conn: connection, ward: Ward, said: Mapping[str, str], today: date
) -> tuple[str, int, date, str]:
    states = {each.code: each for each in read_deadlines(conn, ward, today)}
    state = states.get(said.get("state", ""))
    if state is None:
        raise _bad("state", said.get("state", ""), ", ".join(states), ", ".join(states))
    days = _days(said.get("days", "").strip())
    start = checked_day(said.get("valid_from", ""), "valid_from")
    newest = state.versions[0]["valid_from"] if state.versions else date.min
    if start is None or start <= max(today, newest):
        least = f"> {max(today, newest):%Y-%m-%d}"
        raise _bad("valid_from", said.get("valid_from", ""), least, least)
    reason = checked_words(said.get("reason", ""), "reason")
    if not reason:
        raise _bad("reason", "", "cần ghi lý do, căn cứ", "the reason is needed")
    return state.code, days, start, reason


def _state_days(row: dict[str, Any], versions: list[dict[str, Any]], on: date) -> StateDays:
    held = next((each for each in versions if each["valid_from"] <= on), None)
    later = [each for each in versions if each["valid_from"] > on]
    return StateDays(
        row["code"],
        Text(row["name_vi"], row["name_en"]),
        row["due_days"],
        held["due_days"] if held else row["due_days"],
        held["valid_from"] if held else None,
        later[-1] if later else None,
        versions,
        row["open"],
    )


def _days(said: str) -> int:
    if not (said.isascii() and said.isdigit() and len(said) < 5 and 1 <= int(said) <= MOST_DAYS):
        raise _bad("days", said, f"số nguyên 1 – {MOST_DAYS}", f"a whole number 1 – {MOST_DAYS}")
    return int(said)


def _bad(field: str, value: str, vi: str, en: str) -> InputError:
    return refused(field, value[:40], Text(vi, en))
