"""How the web server comes to a role of its own: made, made by many at once, taken, not allowed."""

from collections.abc import Iterator

import psycopg2
import pytest
from psycopg2.extensions import make_dsn, parse_dsn

from layers import db
from layers.errors import Unavailable
from layers.web_login import web_login
from tests.conftest import Databases

KEY = "a key of the tests, used nowhere else"


@pytest.fixture
def owner_url(databases: Databases, template: str) -> Iterator[str]:
    """A migrated database of one who may not make roles, as ./scripts/test's private one."""
    name = databases.create(template)
    yield databases.url(name)
    databases.drop_soon(name)


def test_one_who_may_not_make_roles_is_told_what_to_run(owner_url: str) -> None:
    with pytest.raises(Unavailable) as refused:
        web_login(owner_url, "", KEY)
    name = f"{parse_dsn(owner_url)['dbname']}_web"
    for text in refused.value.text:
        assert f'CREATE ROLE "{name}" LOGIN PASSWORD \'SCRAM-SHA-256$' in text
        assert "DIEMNONG_WEB_DATABASE_URL" in text
    # Nothing that opens a door stands in what is printed.
    assert parse_dsn(owner_url)["password"] not in str(refused.value.text)


def test_a_role_that_a_person_named_is_let_in(databases: Databases, owner_url: str) -> None:
    named = databases.web_url(parse_dsn(owner_url)["dbname"])
    found = web_login(owner_url, named, KEY)
    assert found == (named, [])
    conn = db.connect(found.url)
    assert db.value(conn, "SELECT count(*) FROM incident") == 0
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        db.execute(conn, "CREATE TEMP TABLE own (x text)")
    conn.close()


def test_the_owner_named_as_the_web_server_is_warned_of(owner_url: str) -> None:
    found = web_login(owner_url, owner_url, KEY)
    (warning,) = found.remarks
    assert "owns the tables" in warning.en
    assert "sở hữu các bảng" in warning.vi


def test_a_named_role_that_cannot_sign_in_is_said(databases: Databases, owner_url: str) -> None:
    wrong = make_dsn(databases.web_url(parse_dsn(owner_url)["dbname"]), password="wrong")
    with pytest.raises(Unavailable, match="password authentication failed"):
        web_login(owner_url, wrong, KEY)
