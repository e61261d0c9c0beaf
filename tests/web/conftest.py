"""The application over the test's own connection, and somebody signed in for each role."""

from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from layers.settings import DatabaseSettings
from tests.factories import add_user
from web import create_app
from web.settings import WebSettings

SECRET_KEY = "a key of the tests, used nowhere else"
ROLES = ("public", "viewer", "inspector", "supervisor", "admin")
ClientAs = Callable[..., FlaskClient]
_numbers = count(1)


def settings(**others: object) -> WebSettings:
    return WebSettings(DatabaseSettings("not used"), SECRET_KEY, **others)  # type: ignore[arg-type]


@pytest.fixture
def app(conn: connection) -> Flask:
    """The application without CSRF checks; test_csrf.py switches them on."""
    made = create_app(settings(), connect=lambda: conn)
    made.config["WTF_CSRF_ENABLED"] = False
    return made


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
