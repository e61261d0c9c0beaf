"""Trouble: one table of statuses, both languages, nothing of the inside shown."""

import psycopg2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.errors import InputError, ServiceError
from geo.text import Text, same
from layers.errors import ImportRejected, LayerNotFound, NotAllowed, NotFound, Unavailable
from layers.queries.sign_in import TooManyAttempts
from layers.queries.wards import Ward
from tests.web.conftest import ClientAs, settings
from web import create_app
from web.access import SignInNeeded, public
from web.errors import STATUS, status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (InputError(same("x")), 400),
        (SignInNeeded(same("x")), 401),
        (NotAllowed(same("x")), 403),
        (NotFound(same("x"), 1), 404),
        (LayerNotFound("x"), 404),
        (ImportRejected(same("x")), 422),
        (TooManyAttempts(60), 429),
        (Unavailable(same("x")), 503),
    ],
)
def test_status_of_a_class(error: ServiceError, status: int) -> None:
    assert status_of(error) == status


def _classes(of: type[ServiceError]) -> set[type[ServiceError]]:
    return {of}.union(*(_classes(each) for each in of.__subclasses__()))


def test_every_class_we_raise_has_a_status() -> None:
    """A class that is not in the table, nor below one that is, would be a 500."""
    raised = _classes(ServiceError) - {ServiceError}
    assert {each for each in raised if not issubclass(each, tuple(STATUS))} == set()


def _failing(conn: connection, error: Exception) -> FlaskClient:
    app: Flask = create_app(settings(), connect=lambda: conn)

    @public
    def fail() -> str:
        raise error

    app.add_url_rule("/api/fail", "api_fail", fail)
    app.add_url_rule("/fail", "fail", fail)
    return app.test_client()


def test_fault_shows_nothing_of_the_inside(conn: connection, ward: Ward) -> None:
    client = _failing(conn, RuntimeError("password=secret in /srv/file.py"))
    for address in ("/fail", "/api/fail"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert b"secret" not in answer.data
        assert b"RuntimeError" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"


def test_database_that_is_gone_is_503(conn: connection, ward: Ward) -> None:
    client = _failing(conn, psycopg2.OperationalError("server closed: host=10.1.1.1"))
    answer = client.get("/api/fail")
    assert answer.status_code == 503
    assert set(answer.json["error"]) == {"vi", "en"}
    assert b"10.1.1.1" not in answer.data


def test_error_names_field_and_value(conn: connection) -> None:
    error = InputError(Text("sai", "wrong"), field="from", value="hôm qua")
    answer = _failing(conn, error).get("/api/fail")
    assert answer.json == {
        "error": {"vi": "sai", "en": "wrong"},
        "field": "from",
        "value": "hôm qua",
    }


def test_page_says_what_is_wrong_in_the_language_of_the_reader(conn: connection) -> None:
    client = _failing(conn, InputError(Text("ngày sai", "the day is wrong")))
    assert "<h1>ngày sai</h1>" in client.get("/fail").text
    assert "<h1>the day is wrong</h1>" in client.get("/fail?lang=en").text


def test_text_of_an_error_is_never_html(conn: connection) -> None:
    client = _failing(conn, InputError(same("<script>alert(1)</script>")))
    assert "<script>alert" not in client.get("/fail").text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/nowhere", 404), ("GET", "/api/nowhere", 404), ("POST", "/healthz", 405)],
)
def test_wrong_address_or_method(
    client: FlaskClient, method: str, address: str, status: int
) -> None:
    answer = client.open(address, method=method)
    assert answer.status_code == status


def test_page_without_a_database_says_so() -> None:
    """Nothing listens there: the answer is a page with 503, not a fault."""
    app = create_app(
        settings(), connect=lambda: psycopg2.connect("host=127.0.0.1 port=1 connect_timeout=1")
    )
    answer = app.test_client().get("/")
    assert answer.status_code == 503
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("address", "field"),
    [("here?at=0/15", "at"), ("counts?shape=15,0,50", "shape")],
)
def test_a_place_out_of_the_ward_s_metres_is_refused_by_name(
    client_as: ClientAs, ward: Ward, address: str, field: str
) -> None:
    answer = client_as("viewer").get(f"/api/{ward.code}/{address}")
    assert answer.status_code == 400
    assert answer.json["field"] == field
    assert "15" in str(answer.json["value"])
