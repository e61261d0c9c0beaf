"""One state for a selection, over HTTP: what has changed since it was seen is told, not done."""

from psycopg2.extensions import connection

from layers import db
from layers.queries.wards import Ward
from tests.factories import add_incident
from tests.web.conftest import ClientAs


def test_selection_that_changed_since_it_was_seen_is_told_with_its_number(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incident(conn, ward, on="2016-03-01")
    asked = {"state": "khac_phuc_tai_cho", "reason": "đã dọn", "expected": 2}
    address = f"/api/{ward.code}/selection/state?from=2016-01-01&to=2016-06-30"
    answer = client_as("supervisor").post(address, json=asked)
    assert answer.status_code == 409
    assert answer.json["theirs"] == {"found": 1}
    assert "1" in answer.json["error"]["en"]
    assert db.value(conn, "SELECT state FROM incident") == "phat_hien"
