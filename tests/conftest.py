"""What tests share: a migrated template database, one copy that is rolled back after each test."""

import faulthandler
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest
from psycopg2.extensions import connection, make_dsn, parse_dsn

from geo.text import Text
from layers import db
from layers.migrate import migrate
from layers.queries.wards import Ward, create_ward
from layers.web_role import let_in
from tests.workers import running_worker


def _named(url: str, database: str) -> str:
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc, f"/{database}", parts.query, parts.fragment))


END_SECONDS = 60


def pytest_unconfigure() -> None:
    """A test run that does not end is a failure: say where each thread waits, and end it."""
    faulthandler.dump_traceback_later(END_SECONDS, exit=True, file=sys.__stderr__)


class Databases:
    """Makes databases in the server that the tests were given, and drops them all in the end."""

    def __init__(self, server_url: str, web_url: str) -> None:
        self.server_url = server_url
        self._web_url = web_url
        self.web_role = parse_dsn(web_url)["user"]
        self.names: list[str] = []
        # The server waits for its disk before a database is gone: the next test need not.
        self._dropping = ThreadPoolExecutor(1)

    def _admin(self, statement: str) -> None:
        conn = psycopg2.connect(self.server_url)
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute(statement)
        conn.close()

    def create(self, template: str = "template1") -> str:
        name = f"diemnong_test_{os.getpid()}_{secrets.token_hex(4)}"
        self._admin(f'CREATE DATABASE "{name}" TEMPLATE "{template}" ENCODING \'UTF8\'')
        self.names.append(name)
        # No commit waits for the disk; crashes of a server are tested on servers of their own.
        self._admin(
            f'ALTER DATABASE "{name}" SET synchronous_commit = off;'
            # As let_in() has it: rights on a database are not copied with it.
            f'REVOKE TEMPORARY ON DATABASE "{name}" FROM PUBLIC'
        )
        return name

    def url(self, name: str) -> str:
        return _named(self.server_url, name)

    def web_url(self, name: str) -> str:
        """The address of a database for the role of the web server."""
        return make_dsn(self._web_url, dbname=name)

    def drop_soon(self, name: str) -> None:
        """Drop a database that its test has done with, beside the tests that follow."""
        self.names.remove(name)
        self._dropping.submit(self._drop, name).add_done_callback(self._keep_failed(name))

    def _keep_failed(self, name: str) -> Callable[["Future[None]"], None]:
        """What could not be dropped now is dropped, or fails, in the end."""
        return lambda done: self.names.append(name) if done.exception() else None

    def drop_all(self) -> None:
        self._dropping.shutdown()
        for name in reversed(self.names):
            self._drop(name)

    def _drop(self, name: str) -> None:
        self._end_sessions(name)
        self._admin(f'DROP DATABASE IF EXISTS "{name}"')

    def _end_sessions(self, name: str) -> None:
        """End our own sessions only.

        DROP … WITH (FORCE) would also end an autovacuum worker, which is not ours to end; a plain
        DROP waits for it.
        """
        self._admin(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND usename IN (current_user, '{self.web_role}')"
        )


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The server under DATABASE_URL; run ./scripts/test, which starts one."""
    url, web_url = os.environ.get("DATABASE_URL"), os.environ.get("DIEMNONG_TEST_WEB_URL")
    if not url or not web_url:
        pytest.exit("DATABASE_URL is not set: run ./scripts/test", returncode=5)
    made = Databases(url, web_url)
    yield made
    made.drop_all()


@pytest.fixture(scope="session")
def template(databases: Databases) -> str:
    """Name of a migrated, empty database that nobody is connected to."""
    name = databases.create()
    conn = db.connect(databases.url(name))
    migrate(conn)
    let_in(conn, databases.web_role)
    conn.close()
    return name


@pytest.fixture
def database_url(databases: Databases, template: str) -> Iterator[str]:
    """A migrated database of the test's own, for commands, servers and browsers."""
    name = databases.create(template)
    yield databases.url(name)
    databases.drop_soon(name)


@pytest.fixture
def web_database_url(databases: Databases, database_url: str) -> str:
    """The test's own migrated database, for the role of the web server."""
    return databases.web_url(parse_dsn(database_url)["dbname"])


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database of the test's own with nothing in it, for migrations."""
    name = databases.create()
    yield databases.url(name)
    databases.drop_soon(name)


@pytest.fixture
def job_worker(database_url: str) -> Iterator["subprocess.Popen[str]"]:
    """A real worker of jobs on the test's own database."""
    with running_worker(database_url) as worker:
        yield worker


@pytest.fixture(scope="session")
def shared_database_url(databases: Databases, template: str) -> str:
    return databases.url(databases.create(template))


@pytest.fixture(scope="session")
def _shared_connection(shared_database_url: str) -> Iterator[connection]:
    conn = db.connect(shared_database_url)
    yield conn
    conn.close()


@pytest.fixture
def conn(_shared_connection: connection) -> Iterator[connection]:
    """A connection inside a transaction that is rolled back after the test."""
    with _shared_connection.cursor() as cursor:
        cursor.execute("BEGIN")
    yield _shared_connection
    with _shared_connection.cursor() as cursor:
        cursor.execute("ROLLBACK")


@pytest.fixture
def two(database_url: str) -> Iterator[tuple[connection, connection]]:
    """The connections of two people to one database, whose commits are real."""
    made = db.connect(database_url), db.connect(database_url)
    yield made
    for each in made:
        each.close()


@pytest.fixture
def ward(conn: connection) -> Ward:
    """A fresh ward with the standard vocabulary, measured in VN-2000."""
    return create_ward(conn, "phuong-thu", Text("Phường Thử", "Test ward"), 5897)
