"""The page of unplaced incidents over HTTP: what is refused, what is answered."""

import csv
import io

import pytest

from layers import db
from tests.factories import LAT, LON, add_area, add_incidents, add_lane, add_unplaced

BASE = "/api/phuong-thu"


@pytest.fixture
def inspector(client_as):
    return client_as("inspector")


def test_what_waits_comes_with_its_candidates(inspector, conn, ward):
    lane = add_lane(conn, ward, name="Ngõ 12 Nguyễn Văn Cừ")
    add_unplaced(conn, ward, "ngo 12 nguyen van cu")
    body = inspector.get(f"{BASE}/unplaced").json
    assert (body["total"], body["rows"][0]["candidates"][0]["lane"]) == (1, lane)


def test_counts_say_how_many_wait_but_not_to_the_public(client_as, client, conn, ward):
    add_unplaced(conn, ward, "ngõ 99", on="2016-03-15")
    asked = f"{BASE}/counts?from=2016-01-01&to=2016-06-30"
    assert client_as("viewer").get(asked).json["unplaced"] == 1
    assert client_as("viewer").get(asked.replace("2016", "2015")).json["unplaced"] == 0
    assert client.get(asked).json["unplaced"] is None


def test_the_list_as_a_file_runs_no_formula(inspector, conn, ward):
    add_unplaced(conn, ward, "=HYPERLINK(1)")
    text = inspector.get(f"{BASE}/unplaced.csv").data.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert row["address"] == "'=HYPERLINK(1)"


def test_placing_names_the_person_and_can_be_undone(inspector, conn, ward):
    rows = [add_unplaced(conn, ward, "ngõ 99") for _ in range(2)]
    done = inspector.post(
        f"{BASE}/unplaced/{rows[0]}/place", json={"lon": LON, "lat": LAT, "same": True}
    )
    assert (done.status_code, done.json["total"], len(done.json["placings"])) == (200, 0, 2)
    late = inspector.post(
        f"{BASE}/unplaced/{rows[1]}/place", json={"lon": LON, "lat": LAT, "same": True}
    )
    assert late.status_code == 404 and str(rows[1]) in late.json["error"]["en"]
    placed = inspector.get(f"{BASE}/placings").json["rows"]
    login = db.value(conn, 'SELECT login FROM "user" WHERE role = %s', ("inspector",))
    assert {row["placed_by"] for row in placed} == {login}
    undone = inspector.post(f"{BASE}/placings/{done.json['placings'][0]}/undo")
    assert (undone.status_code, undone.json["total"]) == (200, 1)
    assert inspector.post(f"{BASE}/placings/{done.json['placings'][0]}/undo").status_code == 404


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"lon": "105", "lat": 21},
        {"lon": 105, "lat": 99},
        {"lane": 0},
        {"lane": True},
        {"lon": None},
    ],
)
def test_nonsense_is_refused_in_both_languages(inspector, conn, ward, said):
    row = add_unplaced(conn, ward, "ngõ 99")
    answer = inspector.post(f"{BASE}/unplaced/{row}/place", json=said)
    assert answer.status_code == 400
    assert answer.json["error"]["vi"] != answer.json["error"]["en"]
    assert db.value(conn, "SELECT count(*) FROM placement") == 0


def test_a_point_outside_the_ward_and_a_lane_of_nobody(inspector, conn, ward):
    add_area(conn, ward, "5")
    row = add_unplaced(conn, ward, "ngõ 99")
    assert (
        inspector.post(f"{BASE}/unplaced/{row}/place", json={"lon": 100, "lat": 10}).status_code
        == 400
    )
    assert inspector.post(f"{BASE}/unplaced/{row}/place", json={"lane": 987654}).status_code == 404
    assert inspector.post(
        f"{BASE}/unplaced/{row + 1}/place", json={"lon": LON, "lat": LAT}
    ).status_code in (400, 404)


def test_new_lanes_let_the_addresses_be_matched_again(inspector, conn, ward):
    add_unplaced(conn, ward, "ngõ 12 Nguyễn Văn Cừ")
    add_lane(conn, ward, name="Ngõ 12 Nguyễn Văn Cừ")
    assert inspector.post(f"{BASE}/unplaced/again").json == {"placed": 1, "total": 0}


def test_a_supervisor_decides_about_a_default_location(client_as, conn, ward):
    add_incidents(conn, ward, 3, is_pile_up=True)
    supervisor = client_as("supervisor")
    (row,) = supervisor.get(f"{BASE}/default-locations").json["rows"]
    said = {"lon": row["lon"], "lat": row["lat"], "is_default": False, "note": "cổng chợ"}
    assert supervisor.post(f"{BASE}/default-locations", json=said).json == {"changed": 3}
    (row,) = supervisor.get(f"{BASE}/default-locations").json["rows"]
    login = db.value(conn, 'SELECT login FROM "user" WHERE role = %s', ("supervisor",))
    assert (row["left_out"], row["decided_by"], row["note"]) == (0, login, "cổng chợ")
