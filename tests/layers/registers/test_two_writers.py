"""Two people at one row: each change is one version, none is lost and none is doubled.

DIEMNONG_INTERLEAVINGS says how often: half of them by two real connections at once, as many again
in an order thrown by dice.
"""

import random
import threading

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from layers.registers.listing import Row, read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.words import as_typed
from layers.registers.writing import EditConflict, add_row, change_row, remove_row, restore_row
from layers.roles import Role
from tests.datasets import how_many
from tests.layers.registers.conftest import BROADCAST

INTERLEAVINGS = how_many(160, "DIEMNONG_INTERLEAVINGS")
EACH = INTERLEAVINGS // 4
BROADCASTS = find_register("broadcasts")


class Editor(threading.Thread):
    """Changes a row again and again, taking up the newest version after each refusal."""

    def __init__(self, url: str, reader: Reader, row_id: int) -> None:
        super().__init__()
        self.url, self.reader, self.row_id = url, reader, row_id
        self.wins: list[str] = []
        self.refused = 0

    def run(self) -> None:
        conn = db.connect(self.url)
        window = window_of(conn, BROADCASTS, self.reader, View())
        version = 1
        for step in range(EACH):
            said = BROADCAST | {"topic": f"{self.reader.login} {step}"}
            try:
                change_row(conn, BROADCASTS, self.reader, self.row_id, version, said, window)
            except EditConflict as conflict:
                self.refused += 1
                assert conflict.mine["topic"] == said["topic"]
                assert conflict.theirs["version"] > version
                version = conflict.theirs["version"]
            else:
                self.wins.append(said["topic"])
                version += 1
        conn.close()


def test_two_writers_lose_nothing(database_url: str) -> None:
    conn = db.connect(database_url)
    ward = create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
    people = [Reader(ward, Role.INSPECTOR, login) for login in ("lan", "minh")]
    row_id = add_row(conn, BROADCASTS, people[0], BROADCAST)
    editors = [Editor(database_url, reader, row_id) for reader in people]
    for each in editors:
        each.start()
    for each in editors:
        each.join()
    wins = [topic for each in editors for topic in each.wins]
    assert len(wins) + sum(each.refused for each in editors) == 2 * EACH
    row = read_row(
        conn, BROADCASTS, people[0], row_id, window_of(conn, BROADCASTS, people[0], View())
    )
    assert row["version"] == len(wins) + 1
    logged = db.rows(
        conn,
        "SELECT after ->> 'topic' AS topic, after ->> 'version' AS version FROM change_log"
        " WHERE table_name = 'register_broadcast' AND action = 'update' ORDER BY id",
    )
    conn.close()
    assert sorted(each["topic"] for each in logged) == sorted(wins)
    assert [int(each["version"]) for each in logged] == list(range(2, len(wins) + 2))


COLUMNS = ("minutes", "topic", "script", "broadcast_on")


def _typed(row: Row) -> dict[str, str]:
    return {each.name: as_typed(each, row[each.name]) for each in BROADCASTS.columns}


def _changed(dice: random.Random, said: dict[str, str], step: int) -> dict[str, str]:
    """Change one or two columns to what they did not hold before."""
    new = {"minutes": str(1 + step % 240), "topic": f"Chủ đề {step}", "script": f"Bài {step}",
           "broadcast_on": f"2016-0{1 + step % 9}-1{step % 7}"}  # fmt: skip
    return said | {name: new[name] for name in dice.sample(COLUMNS, dice.choice((1, 2)))}


def test_orders_thrown_by_dice_lose_nothing(conn, ward, reader) -> None:
    """Two open a row and save in any order, now and then over a deletion that was undone.

    The first wins; the second is handed base, theirs and mine, and what they alone changed and what
    the other alone changed both stand in the merge.
    """
    dice, step, refused = random.Random(6), 0, 0
    who = [reader("inspector", login) for login in ("lan", "minh")]
    row_id = add_row(conn, BROADCASTS, who[0], BROADCAST)
    window = window_of(conn, BROADCASTS, who[0], View())

    def now() -> Row:
        return read_row(conn, BROADCASTS, who[0], row_id, window)

    for _ in range(INTERLEAVINGS):
        base = now()
        opened = [(each, _changed(dice, _typed(base), step + n)) for n, each in enumerate(who)]
        dice.shuffle(opened)
        (one, first), (other, second) = opened
        step += 2
        if dice.random() < 0.1:
            remove_row(conn, BROADCASTS, one, row_id, base["version"], window)
            restore_row(conn, BROADCASTS, one, row_id)
            first = _typed(now())
        else:
            change_row(conn, BROADCASTS, one, row_id, base["version"], first, window)
        after = now()
        assert _typed(after) == first
        try:
            change_row(conn, BROADCASTS, other, row_id, base["version"], second, window)
            raise AssertionError("a change over another version was written")
        except EditConflict as conflict:
            refused += 1
            assert conflict.base and conflict.theirs == after
            assert conflict.mine["topic"] == second["topic"]
        assert _typed(now()) == first  # nothing of the second was written
        merged = {name: first[name] if second[name] == _typed(base)[name] else second[name]
                  for name in first}  # fmt: skip
        change_row(conn, BROADCASTS, other, row_id, after["version"], merged, window)
        last = now()
        assert _typed(last) == merged and last["version"] == after["version"] + 1
    assert refused == INTERLEAVINGS
