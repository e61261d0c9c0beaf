"""kill -9 at random moments: whoever is hit, the one attack costs no job its result.

Few rounds in the test run; many for: ATTACKS=20 ./scripts/test PATH-OF-THIS-FILE -s
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

import pytest

from layers import db
from layers.queries.jobs import enqueue
from tests.layers.jobs.long_ward import make_long_ward
from tests.workers import start_worker, stop_worker, wait_for

ROUNDS = int(os.environ.get("ATTACKS", "3"))
LATEST_S = 1.5


@pytest.fixture
def conn(database_url):
    own = db.connect(database_url)
    yield own
    own.close()


@pytest.fixture
def ward(conn):
    return make_long_ward(conn)


def _victims(worker):
    """The worker itself, and the processes that do its jobs."""
    children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
    doing = [
        int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return [("worker", worker.pid), *(("job process", pid) for pid in doing)]


def test_each_attacked_job_is_done_once(database_url, conn, ward):
    rng, workers, told = random.Random(20160630), [start_worker(database_url)], []
    try:
        for number in range(ROUNDS):
            told.append(_attack(conn, ward, rng, database_url, workers, number))
    finally:
        said = stop_worker(workers[-1])
        sys.stdout.write("\n" + "\n".join(told) + "\n" + said)


def _attack(conn, ward, rng, database_url, workers, number):
    """Ask for a job, kill somebody at a random moment, and look at what became of it."""
    arguments = {"method": "scan", "parameters": {"permutations": 999}, "seed": number}
    job = enqueue(conn, ward, "analyse", arguments, "canbo")
    moment = rng.uniform(0.0, LATEST_S)
    time.sleep(moment)
    who, pid = rng.choice(_victims(workers[-1]))
    os.kill(pid, signal.SIGKILL)
    if who == "worker":
        stop_worker(workers[-1])
        workers.append(start_worker(database_url))
    ended = wait_for(conn, ward, job)
    while Path(f"/proc/{pid}").exists():  # or this attack would hit the next job as well
        time.sleep(0.01)
    _must_be_whole(conn, ended, number)
    return f"{moment:5.2f} s  {who:12} {ended.state:7} begun {ended.tries} time(s)"


def _must_be_whole(conn, job, seed):
    runs = db.rows(conn, "SELECT id FROM run WHERE seed = %s", (seed,))
    cells = db.value(
        conn, "SELECT count(*) FROM run_cell JOIN run ON run.id = run_id WHERE seed = %s", (seed,)
    )
    assert (job.state, job.error) == ("done", None)
    assert job.tries in {1, 2}
    assert [run["id"] for run in runs] == [job.result["run"]]
    assert cells == db.value(conn, "SELECT summary -> 'units' FROM run WHERE seed = %s", (seed,))
