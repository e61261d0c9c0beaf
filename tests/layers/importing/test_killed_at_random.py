"""Fifty seeded moments at which somebody dies: importer, reader, keeper or the server's process.

With KILLS=500 in the environment more are tried; the moments follow from the seed.
"""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from geo.text import Text
from layers import db
from layers.queries.wards import create_ward

ROWS, SEED = 400, 20160630
TRIALS = int(os.environ.get("KILLS", "50"))
ALL, NOTHING = (ROWS, 1, ROWS, ROWS), (0, 0, 0, 0)
VICTIMS = ("importer", "reader", "keeper", "server")
SHORT_LIVED = {"reader": 0.01, "keeper": 0.05}
"""Seconds within which they die once they live: they are gone long before the import ends."""

# Imports on demand, each in a fork of one warm process: a start of Python takes longer than a
# trial. The keeper is the real one; only that it is forked, too, saves its start.
PROGRAM = """
import os, subprocess, sys
from pathlib import Path
from layers import db
from layers.importing import ImportOptions, import_file
from layers.importing.room import keeper, reading
from layers.queries.wards import get_ward

class Forked:
    def __init__(self):
        (self.their_in, to), (out, self.their_out) = os.pipe(), os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.dup2(self.their_in, 0); os.dup2(self.their_out, 1); os.close(to); os.close(out)
            sys.stdin, sys.stdout = os.fdopen(0, "r"), os.fdopen(1, "w")
            try:
                keeper.main()
            finally:
                os._exit(0)
        os.close(self.their_in); os.close(self.their_out)
        self.stdin, self.stdout = os.fdopen(to, "wb"), os.fdopen(out, "rb")
    def poll(self):
        return None
    def wait(self):
        os.waitpid(self.pid, 0)

def make(self):
    self.owner, self.process = os.getpid(), Forked()
reading._Keeper.__init__ = make

def one(url, path):
    conn = db.connect(url)
    print("begins", os.getpid(), conn.info.backend_pid, flush=True)
    options = ImportOptions(
        columns={"occurred_at": "day", "category": "what"}, x="x", y="y", crs="EPSG:4326"
    )
    import_file(conn, get_ward(conn, "thu"), "incidents", Path(path), options)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            one(*sys.argv[1:])
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    print("ended", os.waitstatus_to_exitcode(status), flush=True)
"""


@pytest.fixture
def conn(database_url):
    own = db.connect(database_url)
    create_ward(own, "thu", Text("Thử", "Test"), 5897)
    yield own
    own.close()


@pytest.fixture
def program(database_url, tmp_path):
    path = tmp_path / "some.csv"
    rows = (f"2016-03-{i % 28 + 1:02},vut_rac,{105.8 + i / 9000:.5f},21.04\n" for i in range(ROWS))
    path.write_text("day,what,x,y\n" + "".join(rows))
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, database_url, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        cwd=Path(__file__).parents[3],
    )  # fmt: skip
    yield started
    started.stdin.close()
    started.wait()
    started.stdout.close()


def _begin(program):
    program.stdin.write("go\n")
    program.stdin.flush()
    _, importer, backend = program.stdout.readline().split()
    return int(importer), int(backend)


def _end(program):
    return int(program.stdout.readline().split()[1])


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


def _wipe(conn):
    db.execute(conn, "DELETE FROM incident")
    db.execute(conn, "DELETE FROM import_run")


def _children(pid):
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _alive(victim, importer):
    keepers = _children(importer)
    readers = [child for keeper in keepers for child in _children(keeper)]
    return {"importer": [importer], "keeper": keepers, "reader": readers}.get(victim, [])


def _wait_until_lives(victim, importer, patience):
    ends = time.perf_counter() + patience
    while not _alive(victim, importer) and time.perf_counter() < ends:
        time.sleep(0.0005)


def _kill(victim, importer, backend, conn):
    """End one of them, if it lives at this moment."""
    if victim == "server":
        db.value(conn, "SELECT pg_terminate_backend(%s)", (backend,))
    for pid in _alive(victim, importer):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _settled(conn, backend):
    """Wait until the server has noticed that its client is gone."""
    while db.value(conn, "SELECT count(*) FROM pg_stat_activity WHERE pid = %s", (backend,)):
        time.sleep(0.01)


def test_at_any_moment_all_or_nothing_and_the_repeat_loads_once(program, conn):
    dice = random.Random(SEED)
    whole = [_whole_import(program, conn) for _ in range(3)]
    outcomes = {ALL: 0, NOTHING: 0}
    for trial in range(TRIALS):
        victim = VICTIMS[trial % len(VICTIMS)]
        started = time.perf_counter()
        importer, backend = _begin(program)
        # The shortest so far: on a machine that was busy before, others end behind the import.
        if victim in SHORT_LIVED:
            _wait_until_lives(victim, importer, min(whole))
        time.sleep(dice.random() * SHORT_LIVED.get(victim, min(whole)))
        _kill(victim, importer, backend, conn)
        _end(program)
        duration = time.perf_counter() - started
        _settled(conn, backend)
        found = _counts(conn)
        assert found in outcomes
        outcomes[found] += 1
        whole += [duration] if found == ALL else []
        if trial % 10 == 0:
            _whole_import(program, conn)
        _wipe(conn)
    assert outcomes[NOTHING] > TRIALS // 5


def _whole_import(program, conn):
    """Import undisturbed, after whatever is there; return how long it took."""
    started = time.perf_counter()
    _begin(program)
    assert _end(program) == 0
    duration = time.perf_counter() - started
    assert _counts(conn) == ALL
    _wipe(conn)
    return duration
