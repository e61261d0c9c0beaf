"""One connection per request, from a small pool; autocommit, so nothing is ever left half done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import psycopg2
from flask import Flask, current_app, g

from layers.db import connect as open_connection
from layers.queries.session import is_alive, prepare_session
from web.settings import WebSettings

Connection = psycopg2.extensions.connection
IDLE_BEFORE_CHECK_S = 5.0


class Pool:
    """At most `size` connections at once; a request waits for its turn instead of failing."""

    def __init__(self, open_one: Callable[[], Connection], size: int) -> None:
        self._open_one = open_one
        self._turns = threading.BoundedSemaphore(max(size, 1))
        self._idle: list[tuple[float, Connection]] = []

    def take(self) -> Connection:
        """Lend a live connection; one that lay idle is asked first whether it still answers."""
        self._turns.acquire()
        try:
            while self._idle:
                since, conn = self._idle.pop()
                if time.monotonic() - since < IDLE_BEFORE_CHECK_S or is_alive(conn):
                    return conn
                conn.close()
            return self._open_one()
        except BaseException:
            self._turns.release()
            raise

    def give(self, conn: Connection) -> None:
        """Take a connection back; one that broke or stands inside a transaction is closed."""
        status = conn.info.transaction_status
        if conn.closed or status != psycopg2.extensions.TRANSACTION_STATUS_IDLE:
            conn.close()
        else:
            self._idle.append((time.monotonic(), conn))
        self._turns.release()


def init_app(
    app: Flask, settings: WebSettings, connect: Callable[[], Connection] | None = None
) -> None:
    """Lend connections from a pool, or use `connect`, whose connections belong to the caller."""

    def open_one() -> Connection:
        conn = open_connection(settings.database.url, settings.database.statement_timeout_ms)
        prepare_session(conn)
        return conn

    pool = Pool(open_one, settings.database.pool_size)
    app.extensions["connection"] = (
        (connect, lambda conn: None) if connect else (pool.take, pool.give)
    )
    app.teardown_appcontext(_give_back)


def get_conn() -> Connection:
    """Return the connection of this request."""
    if "conn" not in g:
        take, _ = current_app.extensions["connection"]
        g.conn = take()
    return g.conn


def _give_back(_error: BaseException | None) -> None:
    conn = g.pop("conn", None)
    if conn is not None:
        _, give = current_app.extensions["connection"]
        give(conn)
