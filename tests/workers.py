"""A real worker of jobs for a database, as `./scripts/serve` runs one."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2.extensions import connection

from layers.queries.jobs import Job, get_job
from layers.queries.wards import Ward

ROOT = Path(__file__).parents[1]


def start_worker(url: str, *options: str) -> "subprocess.Popen[str]":
    """Start a worker and return when it is ready for jobs."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "work", *options],
        env=os.environ | {"DATABASE_URL": url},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,  # should it outlive us, it must not hold our terminal's pipe
        stderr=subprocess.PIPE,
        text=True,
    )
    assert worker.stderr is not None
    assert "Ready" in worker.stderr.readline()
    return worker


def stop_worker(worker: "subprocess.Popen[str]") -> str:
    """End a worker in good order, or bury one that was killed; return what it said."""
    worker.terminate()
    return worker.communicate(timeout=20)[1]


@contextmanager
def running_worker(url: str, *options: str) -> Iterator["subprocess.Popen[str]"]:
    """A worker for the length of a block."""
    worker = start_worker(url, *options)
    try:
        yield worker
    finally:
        stop_worker(worker)


def wait_for(
    conn: connection, ward: Ward, job: Job, until: Callable[[Job], bool] = lambda job: job.is_ended
) -> Job:
    """Wait until a job has ended, or until what is asked for is so."""
    deadline = time.monotonic() + 180
    while not until(found := get_job(conn, ward, job.id)):
        assert time.monotonic() < deadline, found
        time.sleep(0.02)
    return found
