"""Signing in and out: the limits exactly, no way to another site, cookies that stay here."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers import db
from layers.queries.sign_in import NOBODY, PER_ADDRESS, PER_LOGIN
from layers.queries.users import HASHER
from layers.queries.wards import Ward
from tests.factories import PASSWORD, add_user
from tests.web.conftest import settings
from web import create_app
from web.params import safe_next


def test_an_unknown_login_costs_as_much_as_a_known_one() -> None:
    assert not HASHER.check_needs_rehash(NOBODY)


def _try(client: FlaskClient, login: str, password: str, address: str = "10.0.0.1") -> int:
    answer = client.post(
        "/sign-in",
        data={"login": login, "password": password},
        environ_base={"REMOTE_ADDR": address},
    )
    return answer.status_code


def _fail(conn: connection, number: int, login: str, address: str, ago: str = "1 second") -> None:
    db.execute(
        conn,
        "INSERT INTO sign_in_attempt (login, address, at, is_good)"
        " SELECT %s, %s, clock_timestamp() - %s::interval, false FROM generate_series(1, %s)",
        (login, address, ago, number),
    )


def test_right_password_opens_a_session(client: FlaskClient, conn: connection, ward: Ward) -> None:
    add_user(conn, "canbo", "viewer", ward)
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 401
    assert _try(client, "CanBo ", PASSWORD) == 302
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 200
    client.post("/sign-out")
    assert client.get(f"/api/{ward.code}/layers/sites/features").status_code == 401


@pytest.mark.parametrize(
    ("login", "password"),
    [("canbo", "sai"), ("khong-co", PASSWORD), ("canbo", ""), ("", ""), ("nghi-viec", PASSWORD)],
)
def test_wrong_sign_in_is_refused_in_the_same_words(
    client: FlaskClient, conn: connection, login: str, password: str
) -> None:
    """A wrong login, a wrong password and a closed account cannot be told apart."""
    add_user(conn, "canbo")
    user_id = add_user(conn, "nghi-viec")
    db.execute(conn, 'UPDATE "user" SET is_active = false WHERE id = %s', (user_id,))
    answer = client.post("/sign-in", data={"login": login, "password": password})
    assert answer.status_code == 403
    same = client.post("/sign-in", data={"login": login, "password": "mot-cach-khac"})
    token = re.compile(rb'name="csrf_token" value="[^"]*"')
    assert token.sub(b"", answer.data) == token.sub(b"", same.data)


@pytest.mark.parametrize(
    ("failures", "status"),
    [(PER_LOGIN.failures - 1, 302), (PER_LOGIN.failures, 429), (PER_LOGIN.failures + 1, 429)],
)
def test_account_closes_after_its_limit(
    client: FlaskClient, conn: connection, failures: int, status: int
) -> None:
    add_user(conn, "canbo")
    _fail(conn, failures, "canbo", "10.9.9.9")
    assert _try(client, "canbo", PASSWORD) == status


@pytest.mark.parametrize(
    ("failures", "status"),
    [(PER_ADDRESS.failures - 1, 302), (PER_ADDRESS.failures, 429), (PER_ADDRESS.failures + 1, 429)],
)
def test_address_closes_after_its_limit(
    client: FlaskClient, conn: connection, failures: int, status: int
) -> None:
    add_user(conn, "canbo")
    for number in range(failures):
        _fail(conn, 1, f"ai-do-{number}", "10.0.0.1")
    assert _try(client, "canbo", PASSWORD) == status
    assert _try(client, "canbo", PASSWORD, address="10.0.0.2") == 302


def test_refused_attempts_really_made_reach_the_limit(
    client: FlaskClient, conn: connection
) -> None:
    add_user(conn, "canbo")
    statuses = [_try(client, "canbo", "sai") for _ in range(PER_LOGIN.failures)]
    assert statuses == [403] * PER_LOGIN.failures
    answer = client.post("/sign-in", data={"login": "canbo", "password": PASSWORD})
    assert answer.status_code == 429
    assert 14 * 60 < int(answer.headers["Retry-After"]) <= 15 * 60


def test_account_opens_again_when_the_time_is_over(client: FlaskClient, conn: connection) -> None:
    add_user(conn, "canbo")
    _fail(conn, 5, "canbo", "10.9.9.9", ago="15 minutes 1 second")
    assert _try(client, "canbo", PASSWORD) == 302


def test_good_sign_in_clears_the_failures_before_it(client: FlaskClient, conn: connection) -> None:
    add_user(conn, "canbo")
    _fail(conn, 4, "canbo", "10.9.9.9")
    assert _try(client, "canbo", PASSWORD) == 302
    assert _try(client, "canbo", "sai") == 403
    assert _try(client, "canbo", PASSWORD) == 302


def test_limit_holds_for_a_login_that_does_not_exist(client: FlaskClient, conn: connection) -> None:
    _fail(conn, 5, "khong-co", "10.9.9.9")
    assert _try(client, "khong-co", "sai") == 429


@pytest.mark.parametrize(
    "outside",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "/\t/example.org",
        "javascript:alert(1)",
        "board",
        "",
        None,
    ],
)
def test_next_never_leads_elsewhere(outside: str | None) -> None:
    assert safe_next(outside) == "/"


@pytest.mark.parametrize("inside", ["/", "/board?ward=x&from=2016-01-01", "/a//b"])
def test_next_leads_back_to_our_page(client: FlaskClient, conn: connection, inside: str) -> None:
    add_user(conn, "canbo")
    answer = client.post("/sign-in", data={"login": "canbo", "password": PASSWORD, "next": inside})
    assert answer.headers["Location"] == inside


def test_sign_in_page_asks_for_what_was_wanted(client: FlaskClient) -> None:
    answer = client.get("/board?from=2016-01-01")
    assert answer.headers["Location"] == "/sign-in?next=%2Fboard%3Ffrom%3D2016-01-01"


def test_session_cookie_stays_in_the_browser_and_on_this_site(
    client: FlaskClient, conn: connection
) -> None:
    add_user(conn, "canbo")
    answer = client.post("/sign-in", data={"login": "canbo", "password": PASSWORD})
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_session_cookie_is_secure_under_https(conn: connection) -> None:
    app: Flask = create_app(settings(https=True), connect=lambda: conn)
    app.config["WTF_CSRF_ENABLED"] = False
    add_user(conn, "canbo")
    answer = app.test_client().post(
        "/sign-in",
        data={"login": "canbo", "password": PASSWORD},
        base_url="https://localhost",
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    assert "Strict-Transport-Security" in answer.headers


def test_closed_account_keeps_the_form_and_says_how_long(
    client: FlaskClient, conn: connection, ward: Ward
) -> None:
    _fail(conn, PER_LOGIN.failures, "canbo", "10.0.0.9")
    answer = client.post(
        "/sign-in?lang=en", data={"login": "canbo", "password": "x", "next": "/board"}
    )
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 800
    assert "try again in 15 minutes" in answer.text
    assert 'value="canbo"' in answer.text
    assert 'name="next" value="/board"' in answer.text


def test_form_of_before_another_tab_signed_in_is_given_anew(
    client: FlaskClient, app: Flask, ward: Ward
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = client.post("/sign-in?lang=en", data={"login": "lan", "csrf_token": "old"})
    assert answer.status_code == 400
    assert 'name="csrf_token"' in answer.text
    assert 'value="lan"' in answer.text
    assert "out of date" in answer.text
    assert client.post("/sign-out").status_code == 400


def test_cookie_that_was_copied_is_worth_nothing_after_signing_out(
    app: Flask, client: FlaskClient, conn: connection, ward: Ward
) -> None:
    add_user(conn, "canbo", "viewer", ward)
    _try(client, "canbo", PASSWORD)
    kept = client.get_cookie("session")
    assert kept is not None
    client.post("/sign-out")
    thief = app.test_client()
    thief.set_cookie("session", kept.value)
    assert thief.get(f"/api/{ward.code}/layers/sites/features").status_code == 401
    assert _try(client, "canbo", PASSWORD) == 302
