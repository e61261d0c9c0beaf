"""`scripts/test`: everything the tests need, then pytest."""

import os

from scripts.setup import stages
from scripts.setup.chromium import ensure_chromium
from scripts.setup.database import database
from scripts.setup.lifecycle import run_child
from scripts.setup.place import make_var, this_clone
from scripts.setup.problem import EXIT_CODES
from scripts.setup.progress import Progress
from scripts.setup.web_database import web_database

_HELP = f"""\
usage: ./scripts/test [PYTEST ARGUMENTS]

Set up what is missing (Python packages, page assets, Chromium, a private PostgreSQL
with PostGIS), then run the tests: all of them on one process more than there are cores
(at most 4), or with pytest's own arguments just what they say. The exit code is pytest's
(0 passed, 1 failures, 5 nothing to run), or one of the set-up's when pytest was not
reached.

Settings: DATABASE_URL        a role there that may make databases and roles; unset: a private one
          DIEMNONG_CHROMIUM   the browser to use

{EXIT_CODES}"""


# One more than there are cores: tests of pages often wait for a browser or the disk. A file's tests
# share what they set up, and so stay in one process.
_PROCESSES = min(4, (os.cpu_count() or 1) + 1)
_WHOLE_RUN = ("--numprocesses", str(_PROCESSES), "--dist", "loadfile")


def main(arguments: list[str]) -> int:
    if arguments in (["-h"], ["--help"]):
        print(_HELP, end="")
        return 0
    place = this_clone()
    make_var(place)
    progress = Progress(4)
    python = stages.python_packages(place, progress, "tests")
    stages.page_assets(place, progress)
    with progress.step("Chromium"):
        chromium = ensure_chromium(place, progress)
    with database(python, place, progress) as url:
        env = os.environ | {
            "DATABASE_URL": url,
            "DIEMNONG_TEST_WEB_URL": web_database(python, url, place, progress),
            "DIEMNONG_CHROMIUM": chromium,
        }
        return run_child([python, "-m", "pytest", *(arguments or _WHOLE_RUN)], env, place.root)
