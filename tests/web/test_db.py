"""The pool: connections come back, broken ones do not, a restart of the server is survived."""

import threading
import time

import pytest
from psycopg2.extensions import connection

from layers import db
from web import db as web_db
from web.db import Pool


@pytest.fixture
def pool(database_url: str) -> Pool:
    return Pool(lambda: db.connect(database_url), size=2)


def _number(conn: connection) -> int:
    return conn.info.backend_pid


def test_connection_that_came_back_is_lent_again(pool: Pool) -> None:
    first = pool.take()
    pool.give(first)
    assert pool.take() is first


def test_connection_inside_a_transaction_is_not_lent_again(pool: Pool) -> None:
    """Somebody's half-done work must not become part of somebody else's."""
    left = pool.take()
    db.execute(left, "BEGIN")
    pool.give(left)
    assert left.closed
    assert pool.take() is not left


def test_connection_that_died_while_idle_is_replaced(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pool.take()
    pool.give(first)
    other = pool._open_one()
    db.execute(other, "SELECT pg_terminate_backend(%s)", (_number(first),))
    other.close()
    time.sleep(0.1)
    monkeypatch.setattr(web_db, "IDLE_BEFORE_CHECK_S", 0.0)
    assert db.value(pool.take(), "SELECT 1") == 1


def test_one_too_many_waits_for_its_turn(pool: Pool) -> None:
    lent = [pool.take(), pool.take()]
    got: list[connection] = []
    waiting = threading.Thread(target=lambda: got.append(pool.take()))
    waiting.start()
    time.sleep(0.1)
    assert got == []
    pool.give(lent[0])
    waiting.join(timeout=5)
    assert got == [lent[0]]


def test_failed_opening_gives_its_turn_back() -> None:
    def refuse() -> connection:
        raise RuntimeError("no server")

    pool = Pool(refuse, size=1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            pool.take()
