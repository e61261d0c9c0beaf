"""The service as it is served, on a ward in a database of its own that is dropped again."""

import http.cookiejar
import os
import re
import secrets
import socket
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from layers import db
from layers.importing import ImportOptions, import_file
from layers.importing.room.reading import close_keepers
from layers.queries.users import create_user
from layers.queries.wards import get_ward
from layers.roles import Role
from layers.scratch import scratch_database
from scripts.bench.import_run import WARD
from scripts.bench.imports import prepare_ward
from scripts.bench.incident_files import COLUMNS, write_file
from scripts.setup.job_worker import JobWorker
from scripts.setup.place import this_clone
from scripts.setup.web_server import WebServer


class Served(NamedTuple):
    """Where the service answers, the database behind it, and the cookie of somebody signed in."""

    address: str
    database: str
    ward: str
    cookie: str
    login: str
    password: str


@contextmanager
def big_ward(url: str, rows: int) -> Iterator[str]:
    """Give the address of a database with one ward of so many made-up incidents."""
    with scratch_database(url) as own, tempfile.TemporaryDirectory(prefix="diemnong-bench-") as at:
        prepare_ward(own, Path(at))
        conn = db.connect(own)
        path = write_file(Path(at), rows, "fgb")
        import_file(conn, get_ward(conn, WARD), "incidents", path, ImportOptions(columns=COLUMNS))
        close_keepers()
        db.execute(conn, "VACUUM ANALYZE")
        conn.close()
        yield own


@contextmanager
def served(database: str, ward: str, **settings: str) -> Iterator[Served]:
    """Serve a database the way `./scripts/serve` does, with somebody signed in who may see all."""
    login, password = f"bench-{secrets.token_hex(4)}", secrets.token_urlsafe(16)
    conn = db.connect(database)
    home = get_ward(conn, ward).id
    create_user(conn, login, password, Role.SUPERVISOR, display_name=login, ward_id=home)
    conn.close()
    port = free_port()
    server = WebServer(this_clone(), "127.0.0.1", port)
    server.reserve()
    environment = os.environ | settings
    environment |= {"DATABASE_URL": database, "DIEMNONG_SECRET_KEY": secrets.token_hex(32)}
    worker = JobWorker(this_clone(), port)
    try:
        server.start(Path(sys.executable), environment)
        worker.start(Path(sys.executable), environment)
        address = f"http://127.0.0.1:{port}"
        cookie = _signed_in(address, login, password)
        yield Served(address, database, ward, cookie, login, password)
    finally:
        worker.stop()
        server.stop()
        server.free()


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _signed_in(address: str, login: str, password: str) -> str:
    """Sign in through the form like everybody; return the cookies as one header."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    form = opener.open(f"{address}/sign-in").read().decode()
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert found is not None, "the form has no token"
    answer = {"csrf_token": found[1], "login": login, "password": password, "next": "/"}
    opener.open(f"{address}/sign-in", urllib.parse.urlencode(answer).encode())
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
