"""Closing a case over HTTP: by whom, and on what it then stands."""

import re

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.cases.case import read_case
from layers.cases.work import Worker, move_case
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident, add_user
from tests.layers.cases.test_additions import photo
from tests.web.conftest import ClientAs


@pytest.fixture
def remedied(conn: connection, ward: Ward) -> int:
    """A case that an inspector, An, reminded somebody of and saw put right on the spot."""
    add_user(conn, "an1", "inspector", ward)
    case = add_incident(conn, ward)
    for state in ("nhac_nho", "khac_phuc_tai_cho"):
        version = read_case(conn, ward, case).version
        move_case(conn, Worker(ward, Role.INSPECTOR, "an1"), case, version, state, "x")
    return case


def _said(conn: connection, ward: Ward, case: int, state: str) -> dict[str, object]:
    return {"version": read_case(conn, ward, case).version, "state": state, "reason": "đã xem"}


def test_who_looked_again_does_not_close_on_it(conn, ward, remedied, client_as: ClientAs) -> None:
    checker, closer = client_as("inspector"), client_as("inspector")
    move = f"/incidents/{remedied}/move"
    assert checker.post(move, data=_said(conn, ward, remedied, "kiem_tra_lai")).status_code == 302
    page = checker.get(f"/incidents/{remedied}").text
    assert 'value="ket_thuc"' not in page and "kể cả kiểm tra lại" in page
    refused = checker.post(move, data=_said(conn, ward, remedied, "ket_thuc"))
    assert refused.status_code == 400 and "kể cả kiểm tra lại" in refused.text
    english = checker.get(f"/incidents/{remedied}?lang=en").text
    assert "nor put it right, a re-check included" in english
    assert 'value="ket_thuc"' in closer.get(f"/incidents/{remedied}").text
    assert closer.post(move, data=_said(conn, ward, remedied, "ket_thuc")).status_code == 302
    assert db.value(conn, "SELECT state FROM incident WHERE id = %s", (remedied,)) == "ket_thuc"


def test_proof_of_a_closed_case_is_not_withdrawn(conn, ward, remedied, client_as) -> None:
    inspector, closer = client_as("inspector"), client_as("supervisor")
    one = f"/incidents/{remedied}"
    sent = inspector.post(f"{one}/photos?shows=remedied", data=photo(), content_type="image/jpeg")
    made = sent.get_json()["id"]
    assert f"/photos/{made}/withdraw" in inspector.get(one).text
    assert (
        closer.post(f"{one}/move", data=_said(conn, ward, remedied, "ket_thuc")).status_code == 302
    )
    for client in (inspector, closer):
        page = client.get(one).text
        assert "data-proof" in page and f"/photos/{made}/withdraw" not in page
        refused = client.post(f"{one}/photos/{made}/withdraw", follow_redirects=True)
        assert "vụ đã kết thúc dựa trên ảnh này, nên chưa rút được" in refused.text
        client.get(f"{one}?lang=en")
        english = client.post(f"{one}/photos/{made}/withdraw", follow_redirects=True)
        assert "the case was closed on this photo, so it is not withdrawn" in english.text
    version = read_case(conn, ward, remedied).version
    assert closer.post(f"{one}/undo", data={"version": version}).status_code == 302
    assert inspector.post(f"{one}/photos/{made}/withdraw").status_code == 302
    assert not re.search(rf"/photos/{made}\.jpg", inspector.get(one).text)


def test_what_was_put_right_stands_on_the_list_to_be_closed(
    conn, ward, remedied, client_as
) -> None:
    listed = client_as("viewer").get("/cases?status=closing").text
    assert f'data-case="{remedied}"' in listed and "Chờ kết thúc" in listed
    assert f'data-case="{remedied}"' not in client_as("viewer").get("/cases?status=ended").text
    page = client_as("inspector").get(f"/incidents/{remedied}").text
    assert "còn 5 ngày" in page and 'id="manage-form"' in page
