"""Two people at one case, in every order of reading and writing that dice choose: nobody loses.

A few hundred orders here; `DIEMNONG_INTERLEAVINGS=10000 ./scripts/test tests/layers/cases/
test_interleavings.py` runs as many as one wants.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import pytest
from psycopg2.extensions import connection

from geo.text import same
from layers import db
from layers.cases.case import Case, next_moves, read_case
from layers.cases.timeline import read_timeline
from layers.cases.work import CaseConflict, Worker, manage_case, move_case
from layers.queries.wards import Ward, create_ward
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import add_incident, add_user

ORDERS = how_many(150, "DIEMNONG_INTERLEAVINGS")
TURNS = 3


@dataclass
class Person:
    """Somebody with a connection of their own, what they have on the screen, what they saved."""

    conn: connection
    worker: Worker
    seen: Case | None = None
    saved: list[str] = field(default_factory=list)
    refused: int = 0


@pytest.fixture
def office(database_url: str) -> Iterator[tuple[connection, Ward, list[Person]]]:
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", same("Thử"), 5897)
    people = []
    for login in ("chi", "hoa"):
        add_user(conn, login, "supervisor", ward)
        people.append(Person(db.connect(database_url), Worker(ward, Role.SUPERVISOR, login)))
    yield conn, ward, people
    for each in (conn, *(person.conn for person in people)):
        each.close()


def look(person: Person, case: int) -> None:
    person.seen = read_case(person.conn, person.worker.ward, case)


def write(person: Person, case: int, dice: random.Random, words: str) -> bool:
    """Save something over what is on the screen; say whether it was saved."""
    seen, who = person.seen, person.worker
    assert seen is not None
    ways = [w for w in next_moves(person.conn, who.ward, seen, who.login) if w.why_not is None]
    try:
        # What was seen may be over by now: then `ways` are of the state that it has now.
        if ways and dice.random() < 0.7:
            way = dice.choice(ways)
            move_case(person.conn, who, case, seen.version, way.to_state, words)
        else:
            manage_case(person.conn, who, case, seen.version, {"blocked_by": words})
    except CaseConflict as conflict:
        newer = read_timeline(person.conn, who.ward, case, who.role)
        assert conflict.now.version > seen.version
        assert any(e.is_change and e.id > seen.version for e in newer), "theirs is shown"
        person.refused += 1
        return False
    person.saved.append(words)
    return True


def play(case: int, people: list[Person], dice: random.Random, pool: ThreadPoolExecutor) -> None:
    """Let both read and write by turns in a random order; now and then at the very same time."""
    steps = [who for who in (0, 1) for _ in range(2 * TURNS)]
    dice.shuffle(steps)
    pending: dict[int, bool] = {0: False, 1: False}
    for number, who in enumerate(steps):
        if not pending[who]:
            look(people[who], case)
            pending[who] = True
        elif all(pending.values()) and dice.random() < 0.3:
            _at_once(case, people, dice, pool, number)
            pending = {0: False, 1: False}
        else:
            _alone(case, people[who], dice, f"{who}/{number}")
            pending[who] = False


def _alone(case: int, person: Person, dice: random.Random, words: str) -> None:
    assert person.seen is not None
    now = read_case(person.conn, person.worker.ward, case)
    is_fresh = now.version == person.seen.version
    assert write(person, case, dice, words) is is_fresh


def _at_once(
    case: int, people: list[Person], dice: random.Random, pool: ThreadPoolExecutor, number: int
) -> None:
    began = [person.seen.version for person in people if person.seen]
    latest = read_case(people[0].conn, people[0].worker.ward, case).version
    seeds = [random.Random(dice.random()) for _ in people]
    done = list(
        pool.map(lambda n: write(people[n], case, seeds[n], f"{n}/{number}"), range(len(people)))
    )
    fresh = [version == latest for version in began]
    assert sum(done) == (1 if any(fresh) else 0)
    assert all(not won or was_fresh for won, was_fresh in zip(done, fresh, strict=True))


def check(conn: connection, case: int, people: list[Person]) -> None:
    """Everything that was saved is told once, in one chain from state to state; nothing else is."""
    told = db.rows(
        conn,
        "SELECT * FROM incident_event WHERE incident_id = %s AND kind <> 'arrived' ORDER BY id",
        (case,),
    )
    words = [row["details"].get("blocked_by") if row["kind"] == "blocked" else row["reason"]
             for row in told]  # fmt: skip
    saved = [each for person in people for each in person.saved]
    assert sorted(words) == sorted(saved)
    state = "phat_hien"
    for row in told:
        if row["kind"] == "move":
            assert row["from_state"] == state
            state = row["to_state"]
    now = db.one(
        conn,
        "SELECT i.state, coalesce(k.version, 0) AS version FROM incident AS i"
        " LEFT JOIN incident_case AS k ON k.incident_id = i.id WHERE i.id = %s",
        (case,),
    )
    assert now == {"state": state, "version": told[-1]["id"] if told else 0}


def test_in_whatever_order_two_people_work_nobody_loses(
    office: tuple[connection, Ward, list[Person]],
) -> None:
    conn, ward, people = office
    refused = 0
    with ThreadPoolExecutor(2) as pool:
        for seed in range(ORDERS):
            case = add_incident(conn, ward, source_key=f"I{seed}")
            for person in people:
                person.saved, person.refused, person.seen = [], 0, None
            play(case, people, random.Random(seed), pool)
            check(conn, case, people)
            refused += sum(person.refused for person in people)
    assert refused > ORDERS / 4, "the dice bring people into each other's way"
