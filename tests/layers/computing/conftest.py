"""A real Dask cluster of this machine: one scheduler, two workers, each a process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[3]


class Cluster(NamedTuple):
    """Its address, and the two workers."""

    address: str
    workers: list["subprocess.Popen[bytes]"]


def _start(command: str, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.dask_{command}", *arguments],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster of the test's own, for it to be hurt."""
    told = tmp_path / "scheduler.json"
    quiet = ("--no-dashboard", "--scheduler-file", str(told))
    scheduler = _start("scheduler", "--host", "127.0.0.1", "--port", "0", *quiet)
    started = [scheduler]
    try:
        while not told.exists() or not told.read_text():
            assert scheduler.poll() is None, "the scheduler did not start"
        alone = ("--nthreads", "1", "--no-nanny", "--local-directory", str(tmp_path))
        workers = [_start("worker", *alone, *quiet) for _ in range(2)]
        started += workers
        yield Cluster(json.loads(told.read_text())["address"], workers)
    finally:
        for process in reversed(started):
            process.kill()
        for process in started:
            process.wait()
