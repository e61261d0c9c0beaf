"""The web server's role in a server that somebody else runs: other keys, pg_hba.conf."""

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2.extensions import make_dsn

from layers import db
from layers.errors import Unavailable
from layers.migrate import migrate
from layers.web_login import web_login
from scripts.setup.cluster import Cluster
from scripts.setup.cluster_data import superuser_url
from scripts.setup.place import Place
from tests.scripts.test_setup_cluster import new_place, quiet, record_of, remove, run


@pytest.fixture(scope="module")
def place() -> Iterator[Place]:
    """A clone whose cluster stands in for that server: its superuser is the administrator."""
    made = new_place()
    with Cluster(made).used(quiet()):
        yield made
    remove(made)


def test_two_web_servers_of_a_database_that_somebody_else_runs(place: Place) -> None:
    """As PostgreSQL 14 has it, and closed to all but its owner, who may make roles."""
    above = superuser_url(record_of(place))
    conn = db.connect(above)
    db.execute(conn, "CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'boss'")
    db.execute(conn, "CREATE DATABASE shared OWNER boss")
    db.execute(conn, "REVOKE CONNECT ON DATABASE shared FROM PUBLIC")
    conn.close()
    above = make_dsn(above, dbname="shared")
    owner_url = make_dsn(above, user="boss", password="boss")
    conn = db.connect(above)
    for name in ("postgis", "btree_gist", "pg_trgm"):
        db.execute(conn, f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public")
    db.execute(conn, "ALTER SCHEMA public OWNER TO postgres")
    db.execute(conn, "GRANT CREATE ON SCHEMA public TO PUBLIC")
    owner = db.connect(owner_url)
    migrate(owner)

    first = web_login(owner_url, "", "the first key")
    done, left = first.remarks
    assert 'REVOKE TEMPORARY ON DATABASE "shared" FROM PUBLIC;' in done.en
    assert 'GRANT CONNECT ON DATABASE "shared" TO "shared_web";' in done.vi
    assert 'REVOKE CREATE ON SCHEMA public FROM PUBLIC, "shared_web";' in left.en

    # A second server with another key does not lock the first one out.
    with pytest.raises(Unavailable) as refused:
        web_login(owner_url, "", "the second key")
    for text in refused.value.text:
        assert "DIEMNONG_SECRET_KEY" in text
        assert "DIEMNONG_WEB_DATABASE_URL" in text
    assert run(first.url, "SELECT session_user") == ("shared_web",)
    assert web_login(owner_url, first.url, "the second key").url == first.url
    assert web_login(owner_url, "", "the first key", above) == (first.url, [])
    assert web_login(owner_url, "", "the first key") == (first.url, [])
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        run(first.url, "CREATE FUNCTION public.f() RETURNS void LANGUAGE sql AS ''")
    owner.close()
    conn.close()


def test_a_server_that_keeps_a_new_role_out_is_left_as_it_was(place: Place) -> None:
    """The owner's own address stays a way to serve, with its warning."""
    above = superuser_url(record_of(place))
    conn = db.connect(above)
    db.execute(conn, "CREATE ROLE chief LOGIN CREATEROLE PASSWORD 'chief'")
    db.execute(conn, "CREATE DATABASE guarded OWNER chief")
    conn.close()
    conn = db.connect(make_dsn(above, dbname="guarded"))
    for name in ("postgis", "btree_gist", "pg_trgm"):
        db.execute(conn, f"CREATE EXTENSION IF NOT EXISTS {name} SCHEMA public")
    owner_url = make_dsn(above, dbname="guarded", user="chief", password="chief")
    owner = db.connect(owner_url)
    migrate(owner)
    rules = record_of(place).data / "pg_hba.conf"
    before = rules.read_text()
    try:
        rules.write_text(f"host all guarded_web all reject\n{before}")
        db.execute(conn, "SELECT pg_reload_conf()")
        with pytest.raises(Unavailable) as refused:
            web_login(owner_url, "", "a key")
    finally:
        rules.write_text(before)
        db.execute(conn, "SELECT pg_reload_conf()")
    for text in refused.value.text:
        assert "DIEMNONG_WEB_DATABASE_URL" in text
        assert "postgresql://guarded_web:PASSWORD@" in text
        assert "pg_hba.conf" in text
    assert db.rows(conn, "SELECT FROM pg_roles WHERE rolname = 'guarded_web'") == []
    assert db.rows(owner, "SELECT name FROM web_role") == []
    (warning,) = web_login(owner_url, owner_url, "a key").remarks
    assert "owns the tables" in warning.en
    owner.close()
    conn.close()
