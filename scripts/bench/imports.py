"""Loading a file with all checks beside `ogr2ogr` on the same file: both as whole processes."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

from psycopg2 import sql
from psycopg2.extensions import parse_dsn

from geo.text import Text
from layers import db
from layers.migrate import migrate
from layers.queries.wards import create_ward
from scripts.bench.import_run import WARD
from scripts.bench.incident_files import EAST, FORMATS, NORTH, SOUTH, WEST, X, Y, write_file

ROOT = Path(__file__).resolve().parents[2]
PEER = "ogr2ogr"
GOAL = 1.5  # times the peer's time, although every row is checked
SIZES = (50_000, 1_000_000)
QUICK = (2_000,)
GROUPS_A_SIDE, LANES = 5, 200
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
    with _scratch(url) as theirs_url:
        theirs = _peer(theirs_url, path)
    with _scratch(url) as ours_url:
        _prepare(ours_url)
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


def _prepare(url: str) -> None:
    """Make the ward with groups and lanes, so that each incident is linked as in daily life."""
    conn = db.connect(url)
    migrate(conn)
    ward = create_ward(conn, WARD, Text("Phường đo", "Bench ward"), 5897)
    db.execute(
        conn,
        "INSERT INTO area (ward_id, kind, code, name, valid_from, geom)"
        " SELECT %(ward)s, 'group', (x * %(n)s + y + 1)::text, 'Tổ ' || (x * %(n)s + y + 1),"
        " '2000-01-01', ST_Multi(ST_MakeEnvelope("
        "   %(west)s + x * %(dx)s, %(south)s + y * %(dy)s,"
        "   %(west)s + (x + 1) * %(dx)s, %(south)s + (y + 1) * %(dy)s, 4326))"
        " FROM generate_series(0, %(n)s - 1) AS x, generate_series(0, %(n)s - 1) AS y",
        {
            "ward": ward.id, "n": GROUPS_A_SIDE, "west": WEST, "south": SOUTH,
            "dx": (EAST - WEST) / GROUPS_A_SIDE, "dy": (NORTH - SOUTH) / GROUPS_A_SIDE,
        },
    )  # fmt: skip
    db.execute(
        conn,
        "INSERT INTO lane (ward_id, code, kind, geom)"
        " SELECT %(ward)s, 'L' || n, 'ngo', ST_Multi(ST_SetSRID(ST_MakeLine("
        "   ST_Point(%(west)s + (%(east)s - %(west)s) * n / %(n)s, %(south)s),"
        "   ST_Point(%(west)s + (%(east)s - %(west)s) * n / %(n)s, %(north)s)), 4326))"
        " FROM generate_series(0, %(n)s - 1) AS n",
        {
            "ward": ward.id, "n": LANES, "west": WEST, "south": SOUTH, "east": EAST,
            "north": NORTH,
        },
    )  # fmt: skip
    conn.close()


@contextmanager
def _scratch(url: str) -> Iterator[str]:
    """Give the address of a new database with PostGIS, and drop it in the end."""
    name = sql.Identifier(made := f"diemnong_bench_{os.getpid()}_{secrets.token_hex(4)}")
    parts = urlsplit(url)
    own = urlunsplit((parts.scheme, parts.netloc, f"/{made}", parts.query, parts.fragment))
    admin = db.connect(url)
    db.execute(admin, sql.SQL("CREATE DATABASE {} TEMPLATE template1").format(name))
    try:
        conn = db.connect(own)
        db.execute(conn, "CREATE EXTENSION IF NOT EXISTS postgis")
        conn.close()
        yield own
    finally:
        db.execute(admin, sql.SQL("DROP DATABASE {}").format(name))
        admin.close()


def _rounded(number: float | None) -> float | None:
    return None if number is None else float(f"{number:.3g}")
