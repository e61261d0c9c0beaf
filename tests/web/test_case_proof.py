"""Closing a case over HTTP: by whom, and on what it then stands."""

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.cases.case import read_case
from layers.cases.work import Worker, move_case
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident, add_user
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
    assert "took no step in it, a re-check included" in english
    assert 'value="ket_thuc"' in closer.get(f"/incidents/{remedied}").text
    assert closer.post(move, data=_said(conn, ward, remedied, "ket_thuc")).status_code == 302
    assert db.value(conn, "SELECT state FROM incident WHERE id = %s", (remedied,)) == "ket_thuc"
