"""The cases of a day gone by are those that somebody would have seen at its end.

Steps, undos, handlers, days and obstacles come as dice have it; after each one is written down how
the case stands. What the list, its counts, its file and the board then say of any day is held
against the last note of that day.
"""

import random
import re
from collections import Counter
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import clock, db
from layers.cases.acting import working
from layers.cases.ages import AGED_DAYS, LONG_DAYS
from layers.cases.listing import STATUSES, CaseView, cases_file, list_cases, status_counts
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.queries.board import completed
from layers.queries.board_today import board_today, today_rows
from layers.queries.row_tables import Paging
from layers.queries.wards import Ward
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import add_incident, add_user

FIRST = date(2024, 3, 1)
PEOPLE = ("an1", "binh", "chi")
STEPS = 120
OWN_DAYS_FROM = FIRST + timedelta(days=12)
SEEDS = range(how_many(2, "DIEMNONG_AS_OF"))


class Diary:
    """How each case stood after each thing that was done in it."""

    def __init__(self, conn: connection, ward: Ward, dice: random.Random) -> None:
        self.conn, self.ward, self.dice = conn, ward, dice
        self.at = datetime.combine(FIRST, time(8), clock.zone())
        occurred = (0, 0, 0, 3, 9, 20)
        self.occurred = {
            add_incident(conn, ward, on=FIRST + timedelta(days=each)): FIRST + timedelta(days=each)
            for each in occurred
        }
        self.notes: dict[int, list[tuple[date, dict[str, Any]]]] = {
            row: [(date.min, self._stands(row))] for row in self.occurred
        }

    def do_something(self) -> None:
        """Throw what is done next; what the rules refuse is not done."""
        self.at += timedelta(hours=self.dice.choice((0, 1, 5, 11, 16, 30)))
        row = self.dice.choice([r for r, day in self.occurred.items() if day <= self.at.date()])
        newest = db.value(self.conn, "SELECT coalesce(max(id), 0) FROM incident_event")
        act = self.dice.choice((self._step, self._step, self._undo, self._handler, self._other))
        try:
            act(row)
        except (InputError, NotAllowed):
            return
        self._date(row, newest)
        self.notes[row].append((self.at.date(), self._stands(row)))

    def on(self, row: int, day: date) -> dict[str, Any]:
        """How it stood at the end of a day."""
        return [note for noted, note in self.notes[row] if noted <= day][-1]

    def _step(self, row: int) -> None:
        ways = db.rows(
            self.conn,
            "SELECT m.to_state FROM incident_move AS m JOIN incident AS i ON i.state = m.from_state"
            " WHERE i.id = %s AND m.to_state NOT IN ('huy', 'khong_du_can_cu') ORDER BY 1",
            (row,),
        )
        if ways:
            with working(self.conn, self.dice.choice(PEOPLE), "đã xem"):
                state = self.dice.choice(ways)["to_state"]
                db.execute(self.conn, "UPDATE incident SET state = %s WHERE id = %s", (state, row))

    def _undo(self, row: int) -> None:
        query = (
            "SELECT from_state FROM incident_event"
            " WHERE incident_id = %s AND kind IN ('move', 'undo') ORDER BY id DESC LIMIT 1"
        )
        state = db.value(self.conn, query, (row,))
        if state:
            with working(self.conn, "chi", undo=True):
                db.execute(self.conn, "UPDATE incident SET state = %s WHERE id = %s", (state, row))

    def _handler(self, row: int) -> None:
        self._put(row, "handler", self.dice.choice((*PEOPLE, None)))

    def _other(self, row: int) -> None:
        if self.dice.random() < 0.5:
            days = self.dice.randrange(20)
            self._put(row, "due_on", self.dice.choice((None, FIRST + timedelta(days=days))))
        else:
            self._put(row, "blocked_by", self.dice.choice(("", "chờ giấy", "vắng nhà")))

    def _put(self, row: int, column: str, value: object) -> None:
        params = {"ward": self.ward.id, "row": row, "value": value}
        with working(self.conn, "chi", "bàn giao"):
            query = f"UPDATE incident_case SET {column} = %(value)s WHERE incident_id = %(row)s"
            if not db.execute(self.conn, query, params):
                query = (
                    f"INSERT INTO incident_case (ward_id, incident_id, {column})"
                    " VALUES (%(ward)s, %(row)s, %(value)s)"
                )
                db.execute(self.conn, query, params)

    def _date(self, row: int, newest: int) -> None:
        """Have what was just done be of our hour; the triggers give it the present one."""
        moved = db.execute(
            self.conn,
            "UPDATE incident_event SET at = %s WHERE id > %s AND kind = 'move'",
            (self.at, newest),
        )
        db.execute(self.conn, "UPDATE incident_event SET at = %s WHERE id > %s", (self.at, newest))
        if moved:
            query = "UPDATE incident_case SET since_at = %s WHERE incident_id = %s"
            db.execute(self.conn, "ALTER TABLE incident_case DISABLE TRIGGER change_case")
            db.execute(self.conn, query, (self.at, row))
            db.execute(self.conn, "ALTER TABLE incident_case ENABLE TRIGGER change_case")

    def _stands(self, row: int) -> dict[str, Any]:
        found = db.one(
            self.conn,
            "SELECT i.state, s.is_open, s.due_days AS usual, k.handler, k.since_at, k.due_on,"
            "       coalesce(k.blocked_by, '') AS blocked_by"
            "  FROM incident AS i JOIN incident_state AS s ON s.code = i.state"
            "  LEFT JOIN incident_case AS k ON k.incident_id = i.id WHERE i.id = %s",
            (row,),
        )
        assert found is not None
        return found


TO_CLOSE = ("khac_phuc_tai_cho", "da_khac_phuc", "kiem_tra_lai")


def seen(diary: Diary, day: date) -> dict[int, dict[str, Any]]:
    """What the list has to show of a day, worked out from the notes of it."""
    found = {}
    for row, occurred in diary.occurred.items():
        if occurred > day:
            continue
        note = diary.on(row, day)
        since = note["since_at"].astimezone(clock.zone()).date() if note["since_at"] else occurred
        days = 1 if note["state"] == "nhac_nho" and since >= OWN_DAYS_FROM else note["usual"]
        due = note["due_on"] or (since + timedelta(days=days) if days else None)
        found[row] = {
            "state": note["state"], "handler": note["handler"], "blocked_by": note["blocked_by"],
            "since_on": since, "due_on": due if note["is_open"] else None,
            "age_days": (day - occurred).days if note["is_open"] else None,
        }  # fmt: skip
    return found


def statuses(rows: dict[int, dict[str, Any]], day: date) -> dict[str, int]:
    """How many of them each status has to have."""
    is_open = [row for row in rows.values() if row["age_days"] is not None]
    return {
        "open": len(is_open),
        "late": sum(row["due_on"] is not None and row["due_on"] < day for row in is_open),
        "long": sum(row["age_days"] >= LONG_DAYS for row in is_open),
        "blocked": sum(row["blocked_by"] != "" for row in is_open),
        "closing": sum(row["state"] in TO_CLOSE for row in is_open),
        "ended": len(rows) - len(is_open),
    }


@pytest.fixture(params=SEEDS)
def diary(request: pytest.FixtureRequest, conn: connection, ward: Ward) -> Diary:
    for login in PEOPLE:
        add_user(conn, login, "supervisor", ward)
    db.execute(
        conn,
        "INSERT INTO incident_deadline (ward_id, state_code, due_days, valid_from)"
        " VALUES (%s, 'nhac_nho', 1, %s)",
        (ward.id, OWN_DAYS_FROM),
    )
    db.execute(conn, "ALTER TABLE incident_event DISABLE TRIGGER USER")
    kept = Diary(conn, ward, random.Random(request.param))
    for _ in range(STEPS):
        kept.do_something()
    return kept


def test_every_day_is_as_it_was_seen(conn: connection, ward: Ward, diary: Diary) -> None:
    kinds = Counter(row["kind"] for row in db.rows(conn, "SELECT kind FROM incident_event"))
    assert min(kinds[each] for each in ("move", "undo", "handler", "due", "blocked")) > 2
    last = (diary.at.date() - FIRST).days
    for day in [FIRST + timedelta(days=n) for n in (*range(last + 2), last + 40, last + 120)]:
        wanted = seen(diary, day)
        listed = list_cases(conn, ward, CaseView(day, ""), Role.SUPERVISOR).rows
        assert {
            row["id"]: {name: row[name] for name in wanted[row["id"]]} for row in listed
        } == wanted, day
        counts = {code: n for code, _, n in status_counts(conn, ward, CaseView(day))}
        assert counts == statuses(wanted, day), day
        assert set(counts) == set(STATUSES)
        if day.toordinal() % 8 == 0 or day > diary.at.date():
            _board_agrees(conn, ward, day, wanted)


def _board_agrees(
    conn: connection, ward: Ward, day: date, wanted: dict[int, dict[str, Any]]
) -> None:
    """The board that counts up to the day has the same states of those open for long."""
    chosen = Filter(first=FIRST, last=day)
    found = board_today(conn, ward, chosen, role=Role.SUPERVISOR)
    assert found["as_of"] == day.isoformat()
    aged = Counter(row["state"] for row in wanted.values() if (row["age_days"] or 0) >= AGED_DAYS)
    assert {row["state"]: row["count"] for row in found["late"] if row["count"]} == aged, day
    used = completed(conn, ward, chosen)
    for state, count in aged.items():
        rows = today_rows(conn, ward, used, f"late:{state}", Role.SUPERVISOR, Paging())
        assert rows["total"] == count


def test_the_file_of_a_day_is_its_list(conn: connection, ward: Ward, diary: Diary) -> None:
    days = [FIRST + timedelta(days=n) for n in range(40)]
    day = max(days, key=lambda each: statuses(seen(diary, each), each)["late"])
    late = {
        row
        for row, of_day in seen(diary, day).items()
        if of_day["due_on"] is not None and of_day["due_on"] < day
    }
    with cases_file(conn, ward, CaseView(day, "late"), "csv", Role.SUPERVISOR) as file:
        text = file.read().decode("utf-8-sig")
    starts = [re.match(r'"?(\d+)"?[,;]', line) for line in text.splitlines()]
    assert late == {int(start[1]) for start in starts if start} != set()
