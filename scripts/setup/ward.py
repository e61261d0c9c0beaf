"""`scripts/ward`: the command line, with a database under it."""

import os
import sys
from pathlib import Path

from scripts.setup import stages
from scripts.setup.database import database
from scripts.setup.lifecycle import run_child
from scripts.setup.place import make_var, this_clone
from scripts.setup.progress import Progress

_HELP = {"-h", "--help"}


def main(arguments: list[str]) -> int:
    """Run one command; its exit code is ours. Progress goes to stderr and only if it is slow."""
    place = this_clone()
    make_var(place)
    progress = Progress(2, sys.stderr, quiet=True)
    measures = arguments[:1] == ["bench"]
    python = stages.python_packages(place, progress, "benchmarks" if measures else "service")
    command: list[str | Path] = [python, "-m", "scripts.cli", *arguments]
    if not needs_database(arguments):
        return run_child(command, dict(os.environ), place.root)
    with database(python, place, progress) as url:
        return run_child(command, os.environ | {"DATABASE_URL": url}, place.root)


def needs_database(arguments: list[str]) -> bool:
    """Say whether a command works on the database: help, a plain file and figures do not."""
    if not arguments or _HELP & set(arguments):
        return False
    of_a_file = any(each == "--input" or each.startswith("--input=") for each in arguments)
    return arguments[:2] != ["bench", "hotspots"] and not (arguments[0] == "analyse" and of_a_file)
