"""For developers: `env` keeps the private database running, `stop` ends it."""

import sys

from scripts.setup import stages
from scripts.setup.cluster import Cluster
from scripts.setup.place import make_var, this_clone
from scripts.setup.progress import Progress


def env(_arguments: list[str]) -> int:
    """Print `DATABASE_URL=...`; the database runs on until `stop`."""
    place = this_clone()
    make_var(place)
    progress = Progress(3, sys.stderr)
    stages.python_packages(place, progress)
    stages.page_assets(place, progress)
    with progress.step("Private database"):
        url = Cluster(place).keep_running(progress)
    print(f"DATABASE_URL={url}")
    return 0


def stop(_arguments: list[str]) -> int:
    """Stop the database that `env` left running."""
    place = this_clone()
    make_var(place)
    if not Cluster(place).stop_kept():
        print("Others still use the database: it stops when the last of them leaves.")
    return 0
