"""The application over the test's own connection, and somebody signed in for each role."""

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2 import sql
from psycopg2.extensions import TRANSACTION_STATUS_INERROR, connection

from layers import db
from layers.queries.wards import Ward
from layers.settings import DatabaseSettings
from tests.conftest import Databases
from tests.factories import add_user
from web import cache, create_app
from web.settings import WebSettings

SECRET_KEY = "a key of the tests, used nowhere else"
ROLES = ("public", "viewer", "inspector", "supervisor", "admin")
ClientAs = Callable[..., FlaskClient]
_numbers = count(1)


def settings(**others: object) -> WebSettings:
    return WebSettings(DatabaseSettings("not used"), SECRET_KEY, **others)  # type: ignore[arg-type]


class Lent:
    """The connection that a request of the shared application uses: that of the running test."""

    conn: connection


def serving(connect: Callable[[], connection], web_role: str, **others: object) -> Flask:
    """Make the application without CSRF checks on a connection of the test's.

    Each request works as the role of the web server; the test itself goes on as the owner.
    """
    role = sql.Identifier(web_role)

    def take() -> connection:
        conn = connect()
        db.execute(conn, sql.SQL("SET ROLE {}").format(role))
        return conn

    made = create_app(settings(**others), connect)
    made.extensions["connection"] = (take, _give)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


def _give(conn: connection) -> None:
    """Be the owner again; a transaction that broke takes the role back with it."""
    if conn.info.transaction_status != TRANSACTION_STATUS_INERROR:
        db.execute(conn, "RESET ROLE")


@pytest.fixture(scope="session")
def _shared_app(databases: Databases) -> Flask:
    """One application for all tests: its templates are compiled once."""
    return serving(lambda: Lent.conn, databases.web_role)


@pytest.fixture
def app(_shared_app: Flask, conn: connection) -> Flask:
    """The application without CSRF checks, with nothing kept; test_csrf.py switches them on."""
    Lent.conn = conn
    _shared_app.config["WTF_CSRF_ENABLED"] = False
    _shared_app.extensions["web_settings"] = settings()
    cache.init_app(_shared_app, settings())
    return _shared_app


@pytest.fixture
def own_app(conn: connection, databases: Databases) -> Flask:
    """An application of the test's own, to add routes to or set otherwise."""
    return serving(lambda: conn, databases.web_role)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody signed out."""
    return app.test_client()


@pytest.fixture
def client_as(app: Flask, conn: connection, ward: Ward) -> ClientAs:
    """Make a client that is signed in with a role in `ward` (or another ward, or in all)."""

    def sign_in(role: str, of: Ward | None = ward) -> FlaskClient:
        client = app.test_client()
        if role != "public":
            user_id = add_user(conn, f"test-{next(_numbers)}", role, of)
            with client.session_transaction() as session:
                session["_user_id"] = f"{user_id}:1"
        return client

    return sign_in
