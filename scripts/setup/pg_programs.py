"""Find PostgreSQL server programs that bring PostGIS, or have them installed."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts.setup import system_packages
from scripts.setup.place import Place
from scripts.setup.problem import NOT_INSTALLED, Problem
from scripts.setup.progress import Progress

OLDEST_POSTGRES = 14
OLDEST_POSTGIS = (3, 3)
_USUAL_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
)
_EXTENSIONS = ("postgis", "btree_gist", "pg_trgm")


class Programs(NamedTuple):
    """One PostgreSQL installation that can carry the service."""

    bindir: Path
    version: int
    postgis: str

    def program(self, name: str) -> Path:
        return self.bindir / name


def ensure_programs(place: Place, progress: Progress, major: int | None = None) -> Programs:
    """Return server programs (of version `major`, if data of that version exist already)."""
    found = find_programs(major)
    if found is None and major is not None:
        raise Problem(
            f"The data of this clone were made by PostgreSQL {major}, which is no longer on this\n"
            f"machine (or has lost PostGIS). Install PostgreSQL {major} with PostGIS again.",
            NOT_INSTALLED,
        )
    if found is None:
        system_packages.install("PostgreSQL with PostGIS", lambda m: m.postgis, place, progress)
        found = find_programs()
    if found is None:
        raise Problem(
            f"No PostgreSQL {OLDEST_POSTGRES} or newer with PostGIS "
            f"{'.'.join(map(str, OLDEST_POSTGIS))} or newer is on this machine,\n"
            "and its package manager has none. Install one, or set DATABASE_URL to a database.",
            NOT_INSTALLED,
        )
    return found


def find_programs(major: int | None = None) -> Programs | None:
    """The newest suitable installation; None if there is none."""
    suitable = [programs for bindir in _bindirs() if (programs := inspect(bindir))]
    if major is not None:
        suitable = [programs for programs in suitable if programs.version == major]
    return max(suitable, key=lambda programs: programs.version, default=None)


def inspect(bindir: Path) -> Programs | None:
    """Look at one folder of programs; None if it cannot carry the service."""
    if not all(os.access(bindir / name, os.X_OK) for name in ("postgres", "initdb")):
        return None
    version = _version(bindir / "postgres")
    if version is None or version < OLDEST_POSTGRES:
        return None
    for folder in _extension_folders(bindir, version):
        if all((folder / f"{name}.control").is_file() for name in _EXTENSIONS):
            control = (folder / "postgis.control").read_text()
            postgis = re.search(r"default_version\s*=\s*'([\d.]+)", control)
            if postgis and tuple(map(int, postgis[1].split(".")[:2])) >= OLDEST_POSTGIS:
                return Programs(bindir, version, postgis[1])
    return None


def _bindirs() -> Iterator[Path]:
    seen: set[Path] = set()
    for folder in (*_folders_on_path(), *_folders_in_usual_places()):
        real = folder.resolve()
        if real not in seen:
            seen.add(real)
            yield real


def _folders_on_path() -> Iterator[Path]:
    for name in ("postgres", "pg_ctl"):
        if found := shutil.which(name):
            yield Path(found).resolve().parent
    if config := shutil.which("pg_config"):
        yield from _asked(config, "--bindir")


def _folders_in_usual_places() -> Iterator[Path]:
    for pattern in _USUAL_PLACES:
        yield from Path("/").glob(pattern[1:])


def _extension_folders(bindir: Path, version: int) -> Iterator[Path]:
    if os.access(bindir / "pg_config", os.X_OK):
        for sharedir in _asked(str(bindir / "pg_config"), "--sharedir"):
            yield sharedir / "extension"
    # Not every distribution ships pg_config with the server: then the usual neighbours.
    yield Path(f"/usr/share/postgresql/{version}/extension")
    yield bindir.parent / "share" / "extension"
    yield bindir.parent / "share" / "postgresql" / "extension"


def _asked(pg_config: str, what: str) -> Iterator[Path]:
    asked = subprocess.run([pg_config, what], capture_output=True, text=True, check=False)
    if asked.returncode == 0 and asked.stdout.strip():
        yield Path(asked.stdout.strip())


def _version(postgres: Path) -> int | None:
    asked = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=False)
    number = re.search(r"\(PostgreSQL\) (\d+)", asked.stdout)
    return int(number[1]) if number else None
