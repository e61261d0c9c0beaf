"""The database of a command: the one named by DATABASE_URL, else the private cluster."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.setup.cluster import Cluster
from scripts.setup.place import Place
from scripts.setup.problem import DATABASE, Problem
from scripts.setup.progress import Progress


@contextmanager
def database(python: Path, place: Place, progress: Progress) -> Iterator[str]:
    """Give the address of a database that can be used; leave it as it was found."""
    named = os.environ.get("DATABASE_URL", "")
    if named:
        with progress.step("Database"):
            progress.outcome(_check_named(python, named, place))
        yield named
        return
    cluster = Cluster(place)
    try:
        with progress.step("Private database"):
            url = cluster.acquire(progress)
        yield url
    finally:
        cluster.release()


def _check_named(python: Path, url: str, place: Place) -> str:
    done = subprocess.run(
        [python, "-m", "scripts.setup.check_database"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=place.root,
        env=os.environ | {"DATABASE_URL": url},
        check=False,
    )
    if done.returncode:
        raise Problem(
            f"{done.stderr.strip()}\n"
            "Set DATABASE_URL right, or unset it: then a private database is made here.",
            DATABASE,
        )
    return done.stdout.strip()
