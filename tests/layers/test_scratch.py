"""A database for a while is gone in the end, whatever was left open in it."""

import pytest
from psycopg2.extensions import connection, parse_dsn

from layers import db
from layers.scratch import scratch_database
from tests.conftest import Databases


def _exists(conn: connection, name: str) -> bool:
    return bool(db.value(conn, "SELECT count(*) FROM pg_database WHERE datname = %s", (name,)))


def test_it_is_dropped_though_a_session_was_left_open_in_it(
    conn: connection, databases: Databases
) -> None:
    with scratch_database(databases.server_url) as url:
        name = parse_dsn(url)["dbname"]
        left_open = db.connect(url)
        db.execute(left_open, "BEGIN")
        assert _exists(conn, name)
    assert not _exists(conn, name)
    left_open.close()


def test_it_is_dropped_after_a_failure(conn: connection, databases: Databases) -> None:
    with pytest.raises(LookupError), scratch_database(databases.server_url) as url:
        name = parse_dsn(url)["dbname"]
        raise LookupError
    assert not _exists(conn, name)
