"""Connections to PostGIS, transactions, and rows as plain dicts."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg2
import psycopg2.extras
from psycopg2 import sql
from psycopg2.extensions import STATUS_READY, connection

from geo.text import Text
from layers import clock
from layers.errors import Unreachable

SCHEMA = "diemnong"

Query = str | sql.Composable
Params = Mapping[str, Any] | Sequence[Any] | None


def connect(database_url: str, statement_timeout_ms: int = 0) -> connection:
    """Open a connection in autocommit mode whose search path finds our tables.

    Its days are the ward's (layers/clock.py), whatever zone the server is set to.

    Raises Unreachable when the server cannot be reached or refuses us, or the address is none.
    """
    try:
        conn = psycopg2.connect(database_url, application_name="diemnong")
    except (psycopg2.OperationalError, psycopg2.ProgrammingError) as error:
        raise Unreachable(
            Text(
                f"Không kết nối được cơ sở dữ liệu: {error}".strip(),
                f"The database cannot be reached: {error}".strip(),
            )
        ) from error
    conn.autocommit = True
    with conn.cursor() as cursor:
        # jit costs more than it brings on short queries; generic plans make pages with a bbox
        # ten times slower.
        cursor.execute(
            "SELECT set_config('search_path', %s, false), set_config('jit', 'off', false),"
            " set_config('plan_cache_mode', 'force_custom_plan', false),"
            " set_config('TimeZone', %s, false), set_config('statement_timeout', %s, false)",
            (f"{SCHEMA}, public", clock.zone().key, str(statement_timeout_ms)),
        )
    return conn


@contextmanager
def transaction(conn: connection) -> Iterator[connection]:
    """All or nothing: a transaction, or a savepoint where one is open already."""
    nested = conn.info.transaction_status != psycopg2.extensions.TRANSACTION_STATUS_IDLE
    begin, commit, undo = (
        # One that was rolled back to stands until it is released, and hides an outer one.
        (
            "SAVEPOINT step",
            "RELEASE SAVEPOINT step",
            "ROLLBACK TO SAVEPOINT step; RELEASE SAVEPOINT step",
        )
        if nested
        else ("BEGIN", "COMMIT", "ROLLBACK")
    )
    if not nested and conn.status != STATUS_READY:
        raise RuntimeError("the connection is not in autocommit mode")
    with conn.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield conn
    except BaseException:
        if not conn.closed:
            with conn.cursor() as cursor:
                cursor.execute(undo)
        raise
    with conn.cursor() as cursor:
        cursor.execute(commit)


@contextmanager
def acting_as(conn: connection, actor: str) -> Iterator[connection]:
    """Open a transaction whose changes are logged under the name `actor`."""
    with transaction(conn):
        execute(conn, "SELECT set_config('diemnong.actor', %s, true)", (actor,))
        yield conn


def execute(conn: connection, query: Query, params: Params = None) -> int:
    """Run a statement; return how many rows it touched."""
    with conn.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.rowcount


def rows(conn: connection, query: Query, params: Params = None) -> list[dict[str, Any]]:
    """Run a query; return its rows as dicts."""
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(query, params)
        return [dict(row) for row in cursor.fetchall()]


def stream(
    conn: connection, query: Query, params: Params = None, size: int = 2000
) -> Iterator[dict[str, Any]]:
    """Run a query and yield its rows as they come, `size` at a time: never all in memory."""
    # WITH HOLD, because the driver knows no transaction of ours; closed before it would be kept.
    cursor = conn.cursor(
        "rows_as_they_come", cursor_factory=psycopg2.extras.RealDictCursor, withhold=True
    )
    with transaction(conn), cursor:
        cursor.itersize = size
        cursor.execute(query, params)
        for row in cursor:
            yield dict(row)


def one(conn: connection, query: Query, params: Params = None) -> dict[str, Any] | None:
    """Run a query; return its first row, or None where it has none."""
    with conn.cursor(cursor_factory=psycopg2.extras.RealDictCursor) as cursor:
        cursor.execute(query, params)
        row = cursor.fetchone()
        return None if row is None else dict(row)


def value(conn: connection, query: Query, params: Params = None) -> Any:
    """Run a query; return the first column of its first row, or None."""
    with conn.cursor() as cursor:
        cursor.execute(query, params)
        row = cursor.fetchone()
        return None if row is None else row[0]
