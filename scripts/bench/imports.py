"""Loading a file with all checks beside `ogr2ogr` on the same file: both as whole processes."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
from psycopg2.extensions import parse_dsn

from geo.crs import HANOI
from geo.text import Text
from layers import db
from layers.importing import ImportOptions, import_file
from layers.migrate import migrate
from layers.queries.wards import create_ward
from layers.scratch import scratch_database
from scripts.bench.import_run import WARD
from scripts.bench.incident_files import FORMATS, X, Y, groups, lanes, write_file

ROOT = Path(__file__).resolve().parents[2]
PEER = "ogr2ogr"
GOAL = 1.5  # times the peer's time, although every row is checked
SIZES = (50_000, 1_000_000)
QUICK = (2_000,)
GIVE_UP_S = 3600.0

Row = dict[str, Any]


class Timed(NamedTuple):
    """How long a process took and what it printed; `reason` where it did not end well."""

    seconds: float | None
    printed: str = ""
    reason: str | None = None


def rows_of(url: str, *, quick: bool = False) -> Iterator[Row]:
    """Yield one row a format and size; both sides write into databases that are dropped again."""
    formats = dict(list(FORMATS.items())[:1]) if quick else FORMATS
    for rows in QUICK if quick else SIZES:
        for ending, name in formats.items():
            with tempfile.TemporaryDirectory(prefix="diemnong-bench-") as folder:
                path = write_file(Path(folder), rows, ending)
                yield _row(url, path, rows, name)


def _row(url: str, path: Path, rows: int, name: str) -> Row:
    with scratch_database(url) as theirs_url:
        theirs = _peer(theirs_url, path)
    with scratch_database(url) as ours_url:
        prepare_ward(ours_url, path.parent)
        command = [sys.executable, "-m", "scripts.bench.import_run", str(path), str(rows)]
        ours = _timed(command, os.environ | {"DATABASE_URL": ours_url})
    told = {} if ours.reason else json.loads(ours.printed.splitlines()[-1])
    ours_s, peer_s = _rounded(ours.seconds), _rounded(theirs.seconds)
    known = ours_s is not None and peer_s is not None
    return {
        "work": f"import {name}",
        "size": f"{rows:,} incidents",
        "ours_s": ours_s,
        "ours_mb": told.get("mb"),
        "peer": PEER,
        "peer_version": _peer_version(),
        "peer_s": peer_s,
        "ratio": _rounded(peer_s / ours_s) if ours_s and peer_s else None,
        "goal": f"ours_s <= {GOAL} * peer_s",
        "met": bool(ours_s <= GOAL * peer_s) if known and ours_s and peer_s else None,
        "peer_mb": None,
        "times_peer": _rounded(ours_s / peer_s) if ours_s and peer_s else None,
        "rows_per_s": None if not ours_s else round(rows / ours_s),
        "peer_rows_per_s": None if not peer_s else round(rows / peer_s),
        "reader_mb": told.get("reader_mb"),
        "memory": told.get("curve"),
        "note": ours.reason or theirs.reason,
    }


def _peer(url: str, path: Path) -> Timed:
    """Load the file by ogr2ogr: its own table, its key and its spatial index, nothing checked."""
    program = shutil.which(PEER)
    if program is None:
        return Timed(None, reason=f"{PEER} is not installed (Debian and Ubuntu: gdal-bin)")
    said = parse_dsn(url)
    password = said.pop("password", "")
    address = "PG:" + " ".join(f"{name}='{value}'" for name, value in said.items())
    command = [program, "-q", "-f", "PostgreSQL", address, str(path), "-nln", "incidents"]
    if path.suffix == ".csv":
        command += ["-oo", f"X_POSSIBLE_NAMES={X}", "-oo", f"Y_POSSIBLE_NAMES={Y}"]
        command += ["-a_srs", "EPSG:4326"]
    return _timed(command, os.environ | {"PGPASSWORD": password, "PG_USE_COPY": "YES"})


def _peer_version() -> str | None:
    program = shutil.which(PEER)
    if program is None:
        return None
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    return told.stdout.split(",")[0].removeprefix("GDAL ").strip() or None


def _timed(command: list[str], environment: dict[str, str]) -> Timed:
    started = time.perf_counter()
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=ROOT, env=environment,
            timeout=GIVE_UP_S, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return Timed(None, reason=f"given up after {GIVE_UP_S:g} s")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return Timed(None, reason=f"{Path(command[0]).name} ended with {done.returncode}: {last}")
    return Timed(time.perf_counter() - started, done.stdout)


def prepare_ward(url: str, folder: Path) -> None:
    """Make the ward with groups and lanes, so that each incident is linked as in daily life."""
    conn = db.connect(url)
    migrate(conn)
    ward = create_ward(conn, WARD, Text("Phường đo", "Bench ward"), HANOI)
    options = ImportOptions(valid_from=date(2000, 1, 1))
    import_file(conn, ward, "groups", _written(folder, "groups", groups()), options)
    import_file(conn, ward, "lanes", _written(folder, "lanes", lanes()), ImportOptions())
    conn.close()


def _written(folder: Path, name: str, frame: gpd.GeoDataFrame) -> Path:
    path = folder / f"{name}.gpkg"
    if not path.exists():
        frame.to_file(path, driver="GPKG")
    return path


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.3g}")
