"""Runs over HTTP: declarations, the table of units, files, doing it again, keeping and removing."""

import csv
import io
import json

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.jobs.runner import run_one
from layers.queries.run_lists import purge_removed
from layers.queries.wards import Ward
from tests.factories import add_area, add_incident, add_incidents
from tests.web.conftest import ClientAs

PERIOD = {"from": "2016-01-01", "to": "2016-06-30"}


@pytest.fixture
def run_id(conn: connection, ward: Ward) -> int:
    """Two repeat points: one of five incidents, one of three."""
    add_area(conn, ward)
    add_incidents(conn, ward, 5, 105.882, 21.045)
    add_incidents(conn, ward, 3, 105.886, 21.047)
    return run_hotspots(conn, ward, "repeat_points", {}, Filter.from_query(PERIOD)).id


def test_methods_are_declared_with_their_schema(client_as: ClientAs) -> None:
    client = client_as("public")
    listed = client.get("/api/methods").json["methods"]
    assert {"gi_star", "scan", "repeat_points"} <= {each["name"] for each in listed}
    declared = client.get("/api/methods/repeat_points").json
    assert declared["schema"]["properties"]["min_events"]["minimum"] == 2
    assert declared["parameters"][0]["reason"]["vi"] and declared["caution"][0]["vi"]
    assert client.get("/api/methods/astrology").status_code == 400


def test_units_are_sorted_by_any_column(client_as: ClientAs, ward: Ward, run_id: int) -> None:
    client, address = client_as("supervisor"), f"/api/{ward.code}/runs/{run_id}/units"
    table = client.get(address).json
    assert [row["events"] for row in table["rows"]] == [5, 3]
    assert table["total"] == 2
    titles = {column["name"]: column["title"]["vi"] for column in table["columns"]}
    assert titles["value"] == "Giá trị" and "p" not in titles
    turned = client.get(address + "?sort=events&descending=0").json
    assert [row["events"] for row in turned["rows"]] == [3, 5]
    second = client.get(address + "?limit=1&offset=1").json
    assert [row["rank"] for row in second["rows"]] == [2]
    wrong = client.get(address + "?sort=beauty")
    assert wrong.status_code == 400 and "beauty" in wrong.json["error"]["en"]


def test_each_unit_opens_its_rows(client_as: ClientAs, ward: Ward, run_id: int) -> None:
    client = client_as("supervisor")
    (first, _) = client.get(f"/api/{ward.code}/runs/{run_id}/units").json["rows"]
    rows = client.get(f"/api/{ward.code}/rows?of={first['of']}").json
    assert rows["total"] == first["incidents"] == 5


def test_run_is_saved_as_file(client_as: ClientAs, ward: Ward, run_id: int) -> None:
    client, address = client_as("supervisor"), f"/api/{ward.code}/runs/{run_id}/export"
    lines = list(
        csv.reader(io.StringIO(client.get(f"{address}.csv?lang=en").text.lstrip("\ufeff")))
    )
    assert lines[0][:2] == ["Rank", "Where"] and len(lines) == 3
    places = client.get(f"{address}.geojson")
    assert places.mimetype == "application/geo+json"
    assert len(json.loads(places.text)["features"]) == 2
    assert json.loads(client.get(f"{address}.json").text)["units"][0]["value"] == 5
    assert client.get(f"{address}.exe").status_code == 404


def test_run_is_done_again_and_says_what_differs(
    client_as: ClientAs, conn: connection, ward: Ward, run_id: int
) -> None:
    client = client_as("supervisor")

    def again() -> dict[str, object]:
        job = client.post(f"/api/{ward.code}/runs/{run_id}/rerun").json["job"]
        run_one(conn, job["id"])
        return dict(client.get(f"/api/{ward.code}/jobs/{job['id']}").json["result"])

    same = {"same_input": True, "same_code": True, "same_result": True}
    assert again() == {"run": run_id, **same}
    add_incident(conn, ward, 105.882, 21.045)
    assert again() == {"run": run_id, **same, "same_input": False, "same_result": False}


def test_removed_run_is_gone_and_can_be_brought_back(
    client_as: ClientAs, conn: connection, ward: Ward, run_id: int
) -> None:
    client, address = client_as("supervisor"), f"/api/{ward.code}/runs/{run_id}"
    assert client.delete(address).status_code == 200
    assert client.get(address).status_code == 404
    assert client.get(f"/runs/{run_id}?ward={ward.code}").status_code == 404
    assert client.get(f"/api/{ward.code}/rows?of=cell:{run_id}:1").status_code == 404
    assert db.value(conn, "SELECT count(*) FROM layer_run_cells") == 0
    assert client.get(f"/api/{ward.code}/runs").json["runs"] == []
    (removed,) = client.get(f"/api/{ward.code}/runs?removed=1").json["runs"]
    assert removed["id"] == run_id and removed["removed_by"]
    assert client.delete(address).status_code == 404
    assert client.post(address + "/restore").json["id"] == run_id
    (listed,) = client.get(f"/api/{ward.code}/runs").json["runs"]
    assert (listed["found"], listed["title"]["en"]) == (2, "Repeat points")


def test_same_analysis_brings_a_removed_run_back(
    client_as: ClientAs, ward: Ward, run_id: int
) -> None:
    client = client_as("supervisor")
    client.delete(f"/api/{ward.code}/runs/{run_id}")
    asked = {"method": "repeat_points", "filter": PERIOD}
    answer = client.post(f"/api/{ward.code}/runs", json=asked)
    assert (answer.status_code, answer.json["run"]["id"]) == (200, run_id)


def test_run_removed_a_month_ago_is_gone_for_good(
    client_as: ClientAs, conn: connection, ward: Ward, run_id: int
) -> None:
    client, address = client_as("supervisor"), f"/api/{ward.code}/runs/{run_id}"
    client.delete(address)
    db.execute(conn, "UPDATE run SET removed_at = now() - interval '31 days'")
    assert purge_removed(conn) == 1
    assert client.post(address + "/restore").status_code == 404


def test_kept_run_says_so(client_as: ClientAs, ward: Ward, run_id: int) -> None:
    client, address = client_as("supervisor"), f"/api/{ward.code}/runs/{run_id}"
    assert client.post(address + "/keep").json["is_kept"] is True
    assert client.get(f"/api/{ward.code}/runs").json["runs"][0]["is_kept"] is True
    assert client.post(address + "/release").json["is_kept"] is False
