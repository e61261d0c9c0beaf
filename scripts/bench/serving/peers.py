"""The other servers: each in an environment of its own, started on the same table of incidents."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from layers import db
from layers.queries.plain_table import end_other_sessions, plain_incident_table
from scripts.bench.served_ward import free_port
from scripts.setup.place import this_clone
from scripts.setup.processes import die_with_parent, end_group
from scripts.setup.progress import Progress
from scripts.setup.python_env import ensure_venv

TABLE = "incidents"
SCHEMA = "bench"
READY_S = 90.0
FOLDER = Path(__file__).parent


class Peer(NamedTuple):
    """A server: its package, how it starts, how its addresses are written (None: it has none)."""

    name: str
    start: Callable[[Path, str, int, Path], tuple[list[str], dict[str, str]]]
    write: dict[str, Callable[..., str]]
    note: str


def fill_table(database: str) -> list[int]:
    """Copy the incidents into a plain table, as the peers want it; return some of the ids."""
    conn = db.connect(database)
    ids = plain_incident_table(conn, SCHEMA, TABLE)
    conn.close()
    return ids


def end_sessions(database: str) -> None:
    """End what a peer that is gone has left running in the database."""
    conn = db.connect(database)
    end_other_sessions(conn)
    conn.close()


def version_of(peer: Peer) -> str:
    """Return the version that our list of the peer's packages names."""
    lines = (FOLDER / f"{peer.name}.txt").read_text().splitlines()
    pinned = next(line for line in lines if line.startswith(f"{peer.name}=="))
    return pinned.split("==")[1].rstrip(" \\")


def write_of(peer: Peer, kind: str) -> Callable[..., str]:
    """Return how a peer's address is written; one that keeps no records gives its features."""
    return peer.write.get(kind) or peer.write["feature"]


@contextmanager
def serving(peer: Peer, database: str) -> Iterator[str]:
    """Install a peer if need be, start it, wait for its first answer; give its address."""
    place = this_clone()
    python = ensure_venv(
        place.var / f"venv-{peer.name}", FOLDER / f"{peer.name}.txt", place, Progress(1, sys.stderr)
    )
    port, folder = free_port(), place.var / "bench" / peer.name
    folder.mkdir(parents=True, exist_ok=True)
    command, environment = peer.start(python, database, port, folder)
    with (place.logs / f"{peer.name}.log").open("wb") as log:
        process = subprocess.Popen(
            command, env=os.environ | environment, cwd=folder, stdout=log, stderr=log,
            start_new_session=True, preexec_fn=die_with_parent,  # noqa: PLW1509 (no threads)
        )  # fmt: skip
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(f"{address}{peer.write['feature'](1)}", process)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            end_group(process.pid)
            process.wait()


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"it ended at once with {process.returncode}")
        try:
            urllib.request.urlopen(address, timeout=10).read()
            return
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return
            time.sleep(0.5)
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"no answer in {READY_S:g} s")


def _tipg(python: Path, database: str, port: int, folder: Path) -> tuple[list[str], dict[str, str]]:
    command = [str(python), "-m", "uvicorn", "tipg.main:app", "--workers", "2"]
    command += ["--port", str(port), "--log-level", "warning"]
    return command, {"DATABASE_URL": database, "TIPG_DB_SCHEMAS": f'["{SCHEMA}"]'}


def _pygeoapi(
    python: Path, database: str, port: int, folder: Path
) -> tuple[list[str], dict[str, str]]:
    parts = urlsplit(database)
    data = {
        "host": parts.hostname or "127.0.0.1",
        "port": parts.port or 5432,
        "dbname": parts.path.lstrip("/"),
        "user": parts.username or "",
        "password": parts.password or "",
        "search_path": [SCHEMA],
    }
    config, description = folder / "config.json", folder / "openapi.json"
    config.write_text(json.dumps(_pygeoapi_config(data, port)))
    environment = {"PYGEOAPI_CONFIG": str(config), "PYGEOAPI_OPENAPI": str(description)}
    subprocess.run(
        [python.with_name("pygeoapi"), "openapi", "generate", config, "--format", "json",
         "--output-file", description],
        env=os.environ | environment, check=True, capture_output=True,
    )  # fmt: skip
    command = [str(python), "-m", "gunicorn", "--worker-class", "gthread", "--workers", "2"]
    command += ["--threads", "4", "--bind", f"127.0.0.1:{port}", "--log-level", "warning"]
    return [*command, "pygeoapi.flask_app:APP"], environment


def _pygeoapi_config(data: dict[str, object], port: int) -> dict[str, object]:
    address = f"http://127.0.0.1:{port}"
    some = {"name": "bench", "url": address}
    provider = {"name": "PostgreSQL", "data": data, "table": TABLE, "geom_field": "geom"}
    crs = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
    collection = {
        "type": "collection",
        "title": TABLE,
        "description": TABLE,
        "keywords": [TABLE],
        "links": [],
        "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": crs}},
        "providers": [
            provider | {"type": "feature", "id_field": "id"},
            provider
            | {
                "type": "tile",
                "name": "MVT-postgresql",
                "id_field": "id",
                "options": {"zoom": {"min": 0, "max": 20}},
                "format": {"name": "pbf", "mimetype": "application/vnd.mapbox-vector-tile"},
            },
        ],
    }
    about = {
        "identification": {
            "title": "bench", "description": "bench", "keywords": ["bench"],
            "keywords_type": "theme", "terms_of_service": "", "url": address,
        },
        "license": some, "provider": some,
        "contact": {"name": "bench", "email": "bench@example.org"},
    }  # fmt: skip
    return {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port}, "url": address, "language": "en-US",
            "mimetype": "application/json; charset=UTF-8", "encoding": "utf-8", "gzip": False,
            "limits": {"default_items": 10, "max_items": 1000},
            "map": {"url": "", "attribution": ""},
        },
        "logging": {"level": "ERROR"},
        "metadata": about,
        "resources": {TABLE: collection},
    }  # fmt: skip


_ITEMS = f"/collections/{SCHEMA}.{TABLE}/items"
_PLAIN = f"/collections/{TABLE}/items"

PEERS = (
    Peer(
        "tipg",
        _tipg,
        {
            "tile": lambda z, x, y: (
                f"/collections/{SCHEMA}.{TABLE}/tiles/WebMercatorQuad/{z}/{x}/{y}"
            ),
            "page": lambda size, *box: f"{_ITEMS}?limit={size}&bbox={','.join(map(str, box))}",
            "feature": lambda number: f"{_ITEMS}/{number}",
        },
        "uvicorn, 2 processes; its tiles hold 10,000 features at most",
    ),
    Peer(
        "pygeoapi",
        _pygeoapi,
        {
            "tile": lambda z, x, y: f"/collections/{TABLE}/tiles/WebMercatorQuad/{z}/{y}/{x}?f=mvt",
            "page": lambda size, *box: (
                f"{_PLAIN}?f=json&limit={size}&bbox={','.join(map(str, box))}"
            ),
            "feature": lambda number: f"{_PLAIN}/{number}?f=json",
        },
        "gunicorn, 2 processes of 4 threads; its tiles look up the projection anew for every row",
    ),
)
