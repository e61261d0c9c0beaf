"""A form or a call that changes something needs the token of its own session."""

import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers.queries.wards import Ward
from tests.factories import PASSWORD, add_user
from tests.web.conftest import ClientAs


@pytest.fixture
def app(app: Flask) -> Flask:
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def _token(client: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("address", ["/sign-in", "/sign-out", "/api/phuong-thu/runs"])
def test_post_without_a_token_is_refused(client_as: ClientAs, ward: Ward, address: str) -> None:
    assert client_as("admin").post(address).status_code == 400


def test_refusal_is_json_for_programs(client_as: ClientAs, ward: Ward) -> None:
    answer = client_as("supervisor").post(f"/api/{ward.code}/runs", json={})
    assert set(answer.json["error"]) == {"vi", "en"}


def test_token_of_somebody_else_is_refused(app: Flask, client_as: ClientAs, ward: Ward) -> None:
    stranger = _token(app.test_client())
    client = client_as("supervisor")
    answer = client.post(f"/api/{ward.code}/runs", json={}, headers={"X-CSRFToken": stranger})
    assert answer.status_code == 400


def test_form_with_its_token_signs_in(client: FlaskClient, conn: connection) -> None:
    add_user(conn, "canbo")
    form = {"login": "canbo", "password": PASSWORD, "csrf_token": _token(client)}
    assert client.post("/sign-in", data=form).status_code == 302


def test_header_with_the_page_s_token_is_let_through(client_as: ClientAs, ward: Ward) -> None:
    """The page hands the token to its scripts; an unknown method is then the only mistake."""
    client = client_as("supervisor")
    page = client.get("/").text
    found = re.search(r'id="page-data">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    token = json.loads(found[1])["csrf"]
    answer = client.post(
        f"/api/{ward.code}/runs", json={"method": "none"}, headers={"X-CSRFToken": token}
    )
    assert answer.status_code == 400
    assert answer.json["field"] == "method"


def test_every_route_that_changes_something_asks_for_a_token(
    app: Flask, client_as: ClientAs, ward: Ward
) -> None:
    """Whatever route is added. Signing in shows its own page, see above."""
    client, open_to_all = client_as("admin"), []
    stand_ins = {"ward": ward.code, "name": "own_cay"}
    for rule in app.url_map.iter_rules():
        kinds = {
            name: getattr(converter, "regex", "") for name, converter in rule._converters.items()
        }
        values = {name: stand_ins.get(name, _first_of(regex)) for name, regex in kinds.items()}
        for method in sorted((rule.methods or set()) & {"POST", "PUT", "PATCH", "DELETE"}):
            with app.test_request_context():
                address = app.url_map.bind("localhost").build(rule.endpoint, values, method=method)
            answer = client.open(address, method=method, json={})
            if answer.status_code != 400 or "phiên làm việc đã cũ" not in answer.text.lower():
                open_to_all.append((method, address, answer.status_code))
    # A mail program posts there with nothing but the secret of the mail (RFC 8058).
    known = ("/sign-in", "/notices/unsubscribe/1")
    assert [each for each in open_to_all if each[1] not in known] == []


def _first_of(regex: str) -> str:
    """Return something that a part of an address takes: a number, or the first of its words."""
    words = re.fullmatch(r"\(\?:([a-z]+).*\)", regex)
    return words[1] if words else "1"
