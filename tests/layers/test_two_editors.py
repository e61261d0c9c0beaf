"""Two people at one record, whatever it is: one wins, the other sees both and loses nothing.

Map edits, rounds, texts of a report and comments, by turns in an order thrown by dice and now and
then at the very same time; cases and registers have tests of their own (cases/test_interleavings,
registers/test_two_writers). DIEMNONG_INTERLEAVINGS says how many orders, over all kinds.
"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from psycopg2.extensions import connection

from geo.text import same
from layers import db
from layers.cases.talk import change_comment, read_comments
from layers.cases.work import Worker
from layers.editing.contract import Wish
from layers.editing.described import describe_row
from layers.editing.save import save_edit
from layers.errors import Stale
from layers.queries.wards import Ward, create_ward
from layers.registers.listing import read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.words import as_typed
from layers.registers.writing import EditConflict, change_row
from layers.reports.editions import make_edition
from layers.reports.model import OWN, Paragraph, Report, Section
from layers.reports.texts import Said, read_texts, save_texts, text_history, with_texts
from layers.roles import Role
from tests.datasets import how_many
from tests.factories import add_incident, add_round, add_site

BOSS = Role.SUPERVISOR
ORDERS = how_many(80, "DIEMNONG_INTERLEAVINGS")
TURNS = 3
ROUNDS = find_register("rounds")
KEY = f"order/{OWN}"
LOGGED = "SELECT after ->> %s AS words FROM change_log WHERE table_name = %s AND row_id = %s::text"


class Seen(NamedTuple):
    """What somebody has on the screen."""

    version: int
    words: str


class Record(NamedTuple):
    """One record as a way to look at it, to write into it, and to read all it ever said."""

    look: Callable[[connection], Seen]
    write: Callable[[connection, str, int, str], None]
    theirs: Callable[[Any], str]
    told: Callable[[connection], list[str]]


@dataclass
class Person:
    """Somebody with a connection of their own; `typed` is what they still have to save."""

    conn: connection
    login: str
    seen: Seen | None = None
    typed: str = ""
    saved: list[str] = field(default_factory=list)
    refused: int = 0


def _site(conn: connection, ward: Ward, number: int) -> Record:
    """Return a site that is edited on the map: its address."""
    site = add_site(conn, ward, code=f"S{number}", address="")

    def look(other: connection) -> Seen:
        row = describe_row(other, ward, "sites", site, BOSS)
        return Seen(row["version"], row["values"]["address"])

    def write(other: connection, login: str, version: int, words: str) -> None:
        save_edit(other, ward, Wish("sites", site, version, None, {"address": words}), BOSS, login)

    return Record(
        look,
        write,
        lambda error: error.theirs["row"].values["address"],
        lambda other: _logged(other, "address", "site", site),
    )


def _round(conn: connection, ward: Ward, number: int) -> Record:
    """Return a round of the register of rounds: its findings."""
    walk = add_round(conn, ward, code=f"R-{number}", body_kind="mttq")
    window = window_of(conn, ROUNDS, Reader(ward, BOSS, "lan"), View())

    def row(other: connection) -> dict[str, Any]:
        return read_row(other, ROUNDS, Reader(ward, BOSS, "lan"), walk, window)

    def write(other: connection, login: str, version: int, words: str) -> None:
        typed = {each.name: as_typed(each, row(other)[each.name]) for each in ROUNDS.columns}
        said = typed | {"findings": words}
        change_row(other, ROUNDS, Reader(ward, BOSS, login), walk, version, said, window)

    return Record(
        lambda other: Seen(row(other)["version"], row(other)["findings"]),
        write,
        lambda error: error.theirs["findings"],
        lambda other: _logged(other, "findings", "inspection_round", walk),
    )


def _text(conn: connection, ward: Ward, number: int) -> Record:
    """Return a text between the figures of a report."""
    period = f"{1900 + number % 70}-{1 + number // 70 % 12:02}-01..{1970 + number // 840}-12-31"
    draft = make_edition(conn, ward, period, "lan", role=BOSS).id
    empty = Report({}, (Section("order", "", (Paragraph(OWN, ("",), ()),)),))

    def look(other: connection) -> Seen:
        kept = read_texts(other, draft).get(KEY)
        return Seen(kept.version, kept.words[0]) if kept else Seen(0, "")

    def write(other: connection, login: str, version: int, words: str) -> None:
        report = with_texts(empty, read_texts(other, draft))
        save_texts(other, draft, report, [Said(KEY, (words,), False, version)], login)

    return Record(
        look,
        write,
        lambda error: error.theirs[KEY][0],
        lambda other: [each.words[0] for each in reversed(text_history(other, draft, KEY))],
    )


def _comment(conn: connection, ward: Ward, number: int) -> Record:
    """Return a comment that its author words anew on two screens."""
    who = Worker(ward, BOSS, "lan")
    case = add_incident(conn, ward, source_key=f"I{number}")
    query = ("INSERT INTO incident_comment (ward_id, incident_id, author, body)"
             " VALUES (%s, %s, 'lan', '?') RETURNING id")  # fmt: skip
    comment = db.value(conn, query, (ward.id, case))

    def look(other: connection) -> Seen:
        (now,) = read_comments(other, who, case)
        return Seen(now.version, now.body)

    return Record(
        look,
        lambda other, _, version, words: change_comment(other, who, case, comment, version, words),
        lambda error: error.theirs["body"],
        lambda other: _logged(other, "body", "incident_comment", comment),
    )


KINDS = {"site": _site, "round": _round, "text": _text, "comment": _comment}


def _logged(conn: connection, name: str, table: str, row_id: int) -> list[str]:
    """Return every wording that was saved, the oldest first; none came before the first."""
    query = f"{LOGGED} AND action = 'update' AND after ->> %s <> '' ORDER BY id"
    return [row["words"] for row in db.rows(conn, query, (name, table, row_id, name))]


@pytest.fixture
def office(database_url: str) -> Iterator[tuple[Ward, list[Person]]]:
    people = [Person(db.connect(database_url), login) for login in ("lan", "minh")]
    yield create_ward(people[0].conn, "phuong-thu", same("Thử"), 5897), people
    for each in people:
        each.conn.close()


def save(record: Record, person: Person) -> bool:
    """Save what is typed over what is on the screen; what is refused is still typed."""
    assert person.seen is not None
    try:
        record.write(person.conn, person.login, person.seen.version, person.typed)
    except (Stale, EditConflict) as error:
        now = record.look(person.conn)
        assert now.version > person.seen.version
        assert record.theirs(error) in record.told(person.conn), "theirs is shown as it was saved"
        person.refused += 1
        return False
    person.saved.append(person.typed)
    person.typed = ""
    return True


def play(record: Record, people: list[Person], dice: random.Random, pool: Any) -> None:
    """Let both look and save by turns in a random order, now and then at once."""
    steps = [who for who in (0, 1) for _ in range(2 * TURNS)]
    dice.shuffle(steps)
    for number, who in enumerate(steps):
        person = people[who]
        if person.seen is None:
            person.seen = record.look(person.conn)
            person.typed = person.typed or f"{person.login} {number}"
        elif all(each.seen for each in people) and dice.random() < 0.3:
            _at_once(record, people, pool)
        else:
            before = record.look(person.conn)
            is_fresh = before.version == person.seen.version
            assert save(record, person) is is_fresh
            assert is_fresh or record.look(person.conn) == before, "a refused change was written"
            person.seen = None


def _at_once(record: Record, people: list[Person], pool: Any) -> None:
    now = record.look(people[0].conn).version
    fresh = [each.seen is not None and each.seen.version == now for each in people]
    done = list(pool.map(lambda each: save(record, each), people))
    assert sum(done) == any(fresh)
    assert all(was_fresh for won, was_fresh in zip(done, fresh, strict=True) if won)
    for each in people:
        each.seen = None


@pytest.mark.parametrize("kind", KINDS)
def test_in_whatever_order_two_people_save_nobody_loses(
    office: tuple[Ward, list[Person]], kind: str
) -> None:
    ward, people = office
    refused = 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(ORDERS // len(KINDS)):
            record = KINDS[kind](people[0].conn, ward, number)
            for each in people:
                each.saved, each.refused, each.seen, each.typed = [], 0, None, ""
            play(record, people, random.Random(number), pool)
            for each in people:  # whoever was refused has it still, and saves it over the newest
                if each.typed:
                    each.seen = record.look(each.conn)
                    assert save(record, each)
            told = record.told(people[0].conn)
            assert sorted(told) == sorted(words for each in people for words in each.saved)
            assert record.look(people[1].conn).words == told[-1]
            refused += sum(each.refused for each in people)
    assert refused > ORDERS // len(KINDS) // 4, "the dice bring people into each other's way"
