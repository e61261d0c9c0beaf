"""Pages before there is a ward, and pages of errors: each says where it stands."""

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from geo.text import Text
from layers.queries.wards import Ward, create_ward
from tests.factories import add_user
from tests.web.conftest import ClientAs

DEMO = 'class="demo-banner"'


def test_map_without_any_ward_says_how_to_load_one(client: FlaskClient) -> None:
    answer = client.get("/?lang=en")
    assert answer.status_code == 200
    assert "There is no ward yet" in answer.text
    assert "./scripts/ward import groups" in answer.text
    assert "/sign-in" in answer.text


def test_board_without_any_ward_asks_to_sign_in_and_then_says_so(
    client: FlaskClient, conn: connection
) -> None:
    assert client.get("/board").status_code == 302
    admin = add_user(conn, "test-no-ward", "admin", None)
    with client.session_transaction() as session:
        session["_user_id"] = f"{admin}:1"
    answer = client.get("/board")
    assert answer.status_code == 200
    assert "Chưa có phường nào" in answer.text


@pytest.mark.parametrize("address", ["/sign-in", "/design"])
def test_other_pages_work_without_any_ward(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 200


def test_api_without_any_ward_stays_a_404(client: FlaskClient) -> None:
    answer = client.get("/api/nowhere/counts")
    assert (answer.status_code, answer.mimetype) == (404, "application/json")


@pytest.mark.parametrize("address", ["/nowhere", "/?ward=nowhere", "/board?ward=%20"])
def test_error_page_of_a_service_with_demonstration_data_says_so(
    client_as: ClientAs, conn: connection, address: str
) -> None:
    create_ward(conn, "minh-hoa", Text("Minh hoạ", "Demonstration"), 5897, is_demo=True)
    answer = client_as("admin", None).get(address)
    assert answer.status_code == 404
    assert DEMO in answer.text


def test_error_page_of_real_data_does_not_claim_a_demonstration(
    client: FlaskClient, ward: Ward
) -> None:
    assert DEMO not in client.get("/nowhere").text


def test_error_page_knows_who_is_signed_in(client_as: ClientAs, ward: Ward) -> None:
    page = client_as("supervisor").get("/nowhere").text
    assert 'action="/sign-out"' in page
    assert 'href="/board?ward=' in page
