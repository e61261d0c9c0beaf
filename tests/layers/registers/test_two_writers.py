"""Two real connections at once: each change is one version, none is lost and none is doubled."""

import threading

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward
from layers.registers.listing import read_row
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.writing import EditConflict, add_row, change_row
from layers.roles import Role
from tests.layers.registers.conftest import BROADCAST

EACH = 60
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
