"""Whoever dies during an import leaves all of it or nothing, and the repeat loads exactly once."""

import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from geo.text import Text
from layers import db
from layers.errors import Unavailable
from layers.importing import ImportOptions, import_file
from layers.queries.wards import create_ward, get_ward

ROWS = 6_000
PROGRAM = """
import sys
from pathlib import Path
from layers import db
from layers.importing import ImportOptions, import_file
from layers.queries.wards import get_ward

url, path = sys.argv[1:]
conn = db.connect(url)
options = ImportOptions(
    columns={"occurred_at": "day", "category": "what"}, x="x", y="y", crs="EPSG:4326"
)
tell = lambda stage, fraction: print(stage.en, flush=True)
import_file(conn, get_ward(conn, "thu"), "incidents", Path(path), options, tell)
"""


@pytest.fixture
def big_file(tmp_path):
    rows = (
        f"2016-03-{i % 28 + 1:02},vut_rac,{105.8 + i / 100000:.5f},21.04\n" for i in range(ROWS)
    )
    path = tmp_path / "big.csv"
    path.write_text("day,what,x,y\n" + "".join(rows))
    return path


@pytest.fixture
def conn(database_url):
    own = db.connect(database_url)
    create_ward(own, "thu", Text("Thử", "Test"), 5897)
    yield own
    own.close()


def _counts(conn):
    return tuple(
        db.value(conn, f"SELECT {what}")
        for what in (
            "count(*) FROM incident",
            "count(*) FROM import_run",
            "coalesce(sum(n), 0)::int FROM incident_grid",
            "count(import_id) FROM incident",
        )
    )


def _start(url, path):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[3],
    )


def test_kill_9_of_the_program_leaves_nothing_and_the_repeat_all(database_url, conn, big_file):
    for moment in ("comparing", "writing", "linking to lanes and groups"):
        program = _start(database_url, big_file)
        for line in program.stdout:
            if line.strip() == moment:
                program.kill()
        program.stdout.close()
        assert program.wait() == -9
        # The server notices the lost client at its next word; a lock of it would block the repeat.
        assert _counts(conn) in {(0, 0, 0, 0), (ROWS, 1, ROWS, ROWS)}
    last = _start(database_url, big_file)
    assert last.communicate() and last.returncode == 0
    assert _counts(conn) == (ROWS, 1, ROWS, ROWS)


def test_a_lost_database_connection_is_unavailable_and_leaves_nothing(database_url, conn, big_file):
    importing = db.connect(database_url)
    pid = importing.info.backend_pid
    options = ImportOptions(
        columns={"occurred_at": "day", "category": "what"}, x="x", y="y", crs="EPSG:4326"
    )

    def cut(stage, fraction):
        if stage.en == "writing":
            db.value(conn, "SELECT pg_terminate_backend(%s)", (pid,))

    with pytest.raises(Unavailable) as caught:
        import_file(importing, get_ward(conn, "thu"), "incidents", big_file, options, cut)
    assert "no row was written" in caught.value.text.en
    assert isinstance(caught.value.__cause__, psycopg2.OperationalError)
    assert _counts(conn) == (0, 0, 0, 0)


def test_two_imports_of_one_file_at_once_load_it_once(database_url, conn, big_file):
    programs = [_start(database_url, big_file) for _ in range(2)]
    assert [program.communicate() and program.returncode for program in programs] == [0, 0]
    assert _counts(conn) == (ROWS, 1, ROWS, ROWS)
