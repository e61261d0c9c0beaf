"""Trouble: one table of statuses, both languages, nothing of the inside shown."""

from dataclasses import replace
from functools import cache

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
from layers.settings import DatabaseSettings
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


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        ("http://localhost/board?a=1", "/board?a=1"),
        ("http://localhost//evil.example/x", None),
        ("http://localhost/\\\\evil.example/x", None),
        ("http://evil.example/board", None),
        ("http://[localhost/board", None),
    ],
)
def test_the_way_back_is_a_page_of_ours(app: Flask, came_from: str, back: str | None) -> None:
    page = app.test_client().post("/no-such-page", headers={"Referer": came_from})
    assert page.status_code == 404
    first = page.get_data(as_text=True).split('class="button-row"')[1].split('href="')[1]
    assert first.split('"')[0] == (back or "/")
    assert "evil" not in page.get_data(as_text=True)


def test_fault_shows_nothing_of_the_inside(conn: connection, ward: Ward) -> None:
    client = _failing(conn, RuntimeError("password=secret in /srv/file.py"))
    for address in ("/fail", "/api/fail"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert b"secret" not in answer.data
        assert b"RuntimeError" not in answer.data
        assert answer.headers["Cache-Control"] == "no-store"


def test_log_of_a_fault_names_the_rule_and_no_secret_of_the_path(
    conn: connection, ward: Ward, caplog: pytest.LogCaptureFixture
) -> None:
    app: Flask = create_app(settings(), connect=lambda: conn)

    @public
    def fail(token: str) -> str:
        raise RuntimeError("broken")

    app.add_url_rule("/secret/<token>", "secret", fail)
    assert app.test_client().get("/secret/dGhlLXRva2Vu").status_code == 500
    assert "fault at GET /secret/<token>" in caplog.text
    assert "dGhlLXRva2Vu" not in caplog.text


def test_database_that_is_gone_is_503(conn: connection, ward: Ward) -> None:
    client = _failing(conn, psycopg2.OperationalError("server closed: host=10.1.1.1"))
    answer = client.get("/api/fail")
    assert answer.status_code == 503
    assert set(answer.json["error"]) == {"vi", "en"}
    assert b"10.1.1.1" not in answer.data


def test_who_gave_way_to_another_is_asked_to_try_again(conn: connection) -> None:
    answer = _failing(conn, psycopg2.errors.DeadlockDetected("Process 7 waits")).get("/api/fail")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert "nothing was saved" in answer.json["error"]["en"]
    assert b"Process" not in answer.data


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


@cache
def _app_without_a_database() -> Flask:
    nothing = DatabaseSettings("host=127.0.0.1 port=1 connect_timeout=1")
    app = create_app(replace(settings(), database=nothing))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def _away(*, signed_in: bool) -> FlaskClient:
    """A service whose database is away, and somebody who signed in while it was there."""
    client = _app_without_a_database().test_client()
    if signed_in:
        with client.session_transaction() as session:
            session["_user_id"] = "1:0"
    return client


@pytest.mark.parametrize("signed_in", [False, True], ids=["signed out", "signed in"])
@pytest.mark.parametrize(
    ("method", "address", "kind"),
    [
        ("GET", "/", "text/html"),
        ("GET", "/sign-in", "text/html"),
        ("GET", "/s/no-such-share-token/", "text/html"),
        ("GET", "/view.html", "text/html"),
        ("GET", "/api/gia-thuy/counts", "application/json"),
        ("GET", "/tiles/gia-thuy/incidents/14/13000/7000.mvt", "application/json"),
        ("POST", "/sign-in", "text/html"),
    ],
)
def test_whatever_is_asked_while_the_database_is_away_is_503(
    method: str, address: str, kind: str, signed_in: bool
) -> None:
    answer = _away(signed_in=signed_in).open(address, method=method)
    assert (answer.status_code, answer.mimetype) == (503, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Retry-After"]) > 0
    assert "127.0.0.1" not in answer.text and "psycopg" not in answer.text


@pytest.mark.parametrize("address", ["/cases", "/registers/broadcasts.csv", "/reports", "/today"])
@pytest.mark.parametrize(("lang", "again"), [("vi", "Thử lại"), ("en", "Try again")])
def test_page_while_the_database_is_away_keeps_its_head_and_offers_to_try_again(
    address: str, lang: str, again: str
) -> None:
    """Somebody signed in stays so, though nobody can say now who it is: no sign-in is offered."""
    client = _away(signed_in=True)
    answer = client.get(f"{address}?lang={lang}&q=%22a%22")
    assert answer.status_code == 503
    assert "<header" in answer.text and f"<span>{again}</span>" in answer.text
    assert f'href="{address}?lang={lang}&amp;q=%22a%22"' in answer.text
    assert "/sign-in" not in answer.text
    with client.session_transaction() as session:
        assert session["_user_id"] == "1:0"


def test_form_sent_while_the_database_is_away_leads_back_to_its_page() -> None:
    """Its page has kept the draft; another site is never led to, and nothing of it is said."""
    client, form = _away(signed_in=True), "/registers/broadcasts/new?ward=gia-thuy"
    for came_from, leads in (
        (f"http://localhost{form}", True),
        (f"//evil.test{form}", False),
        (f"http://localhost//evil.test{form}", False),
    ):
        answer = client.post(form, data={"topic": "x"}, headers={"Referer": came_from})
        assert answer.status_code == 503
        assert (f'href="{form}"' in answer.text) == leads, came_from
        assert "Chưa lưu gì" in answer.text and "evil" not in answer.text


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


@pytest.mark.parametrize(
    ("lang", "needed", "offer"),
    [
        ("vi", "cần: Cán bộ giám sát", "Đăng nhập tên khác"),
        ("en", "needed: Supervisor", "Sign in as another"),
    ],
)
def test_who_may_not_is_told_which_role_in_words(client_as, lang, needed, offer) -> None:
    answer = client_as("viewer").get(f"/jobs?lang={lang}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403 and needed in page and offer in page


def test_long_error_has_a_short_heading_and_names_what_there_is_below(client_as, ward) -> None:
    page = client_as("supervisor").get(f"/layers/khong_co?ward={ward.code}").get_data(as_text=True)
    assert "<h1>Không có lớp bản đồ &#39;khong_co&#39;.</h1>" in page
    assert "<p>Hiện có: " in page and "incidents" in page
