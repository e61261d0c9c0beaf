"""Features, counts and search over HTTP: pages that link on, and parameters that are checked."""

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.jobs.runner import run_one
from layers.queries.wards import Ward
from tests.factories import add_incident, add_incidents, add_lane
from tests.web.conftest import ClientAs


def test_pages_link_to_the_next_until_all_is_told(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    made = add_incidents(conn, ward, 5)
    client = client_as("viewer")
    address: str | None = f"/api/{ward.code}/layers/incidents/features?limit=2&field=ttdt"
    seen = []
    while address:
        page = client.get(address).json
        seen += [feature["id"] for feature in page["features"]]
        assert page["numberMatched"] == 5
        address = next((link["href"] for link in page["links"]), None)
    assert seen == made


def test_link_to_the_next_page_carries_only_text(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incidents(conn, ward, 2)
    query = '?limit=1&x="><script>&state=phat_hien'
    page = client_as("viewer").get(f"/api/{ward.code}/layers/incidents/features{query}")
    assert "<script>" not in page.json["links"][0]["href"]
    assert "state=phat_hien" in page.json["links"][0]["href"]


@pytest.mark.parametrize(
    "query",
    [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=3,0,1,2",
        "bbox=nan,0,1,2",
        "bbox=-181,0,1,2",
        "limit=0",
        "limit=1001",
        "limit=-1",
        "limit=1e3",
        "after=x",
        "after=99999999999999999999",
        "from=2016-13-01",
        "lane=abc",
    ],
)
def test_wrong_parameter_is_refused_by_name(client_as: ClientAs, ward: Ward, query: str) -> None:
    answer = client_as("viewer").get(f"/api/{ward.code}/layers/incidents/features?{query}")
    assert answer.status_code == 400
    assert answer.json["field"] == query.partition("=")[0]
    assert answer.json["value"]


def test_bare_feature_is_that_of_the_list(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    incident = add_incident(conn, ward)
    layer = f"/api/{ward.code}/layers/incidents/features"
    client = client_as("viewer")
    bare = client.get(f"{layer}/{incident}?f=geojson")
    assert bare.mimetype == "application/geo+json"
    assert bare.get_json(force=True) == client.get(layer).get_json(force=True)["features"][0]
    assert [each["actor"] for each in client.get(f"{layer}/{incident}").json["history"]] == [""]
    wrong = client.get(f"{layer}/{incident}?f=kml")
    assert (wrong.status_code, wrong.json["field"]) == (400, "f")
    assert client.get(f"{layer}/{incident + 1}?f=geojson").status_code == 404
    assert client_as("public").get(f"{layer}/{incident}?f=geojson").status_code == 401


def test_a_role_taken_away_is_gone_with_the_next_request(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    """Person and ward are read together with each request, and kept by none."""
    client = client_as("viewer")
    page = f"/api/{ward.code}/layers/incidents/features"
    assert client.get(page).status_code == 200
    db.execute(conn, 'UPDATE "user" SET is_active = false')
    assert client.get(page).status_code == 401
    db.execute(conn, 'UPDATE "user" SET is_active = true, session_epoch = session_epoch + 1')
    assert client.get(page).status_code == 401


def test_counts_follow_every_write(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    client, address = client_as("viewer"), f"/api/{ward.code}/counts"
    for number in (1, 2):
        add_incidents(conn, ward, 1)
        assert client.get(address).json["total"] == number


def test_counts_again_are_304(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 3)
    client, address = client_as("viewer"), f"/api/{ward.code}/counts"
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_counts_of_one_role_are_not_shown_to_another(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_incidents(conn, ward, 3)
    address = f"/api/{ward.code}/counts"
    assert client_as("viewer").get(address).json["total"] == 3
    assert client_as("public").get(address).json["total"] is None


def test_search_finds_without_marks(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_lane(conn, ward, "Ngõ 12 Nguyễn Văn Cừ")
    found = client_as("public").get(f"/api/{ward.code}/search?q=ngo+12+nguyen+van+cu").json
    assert found["results"][0]["title"] == "Ngõ 12 Nguyễn Văn Cừ"
    assert client_as("public").get(f"/api/{ward.code}/search?q={'a' * 201}").status_code == 400


def test_board_gives_figures_rows_and_tables(
    client_as: ClientAs, conn: connection, ward: Ward
) -> None:
    add_lane(conn, ward)
    add_incidents(conn, ward, 4, on="2016-03-15")
    client, period = client_as("supervisor"), "from=2016-01-01&to=2016-06-30"
    board = client.get(f"/api/{ward.code}/board?{period}").json
    assert board["figures"]["incidents"]["value"] == 4
    rows = client.get(f"/api/{ward.code}/rows?of=incidents&{period}").json
    assert rows["total"] == 4
    table = client.get(f"/api/{ward.code}/board/figures.csv?{period}&lang=en")
    assert table.mimetype == "text/csv"
    assert "attachment" in table.headers["Content-Disposition"]
    assert client.get(f"/api/{ward.code}/board?min_events=x").status_code == 400
    assert client.get(f"/api/{ward.code}/rows?of=nonsense").status_code == 400
    assert client.get(f"/api/{ward.code}/rows").status_code == 400


def test_run_is_started_and_shown(client_as: ClientAs, conn: connection, ward: Ward) -> None:
    add_lane(conn, ward)
    add_incidents(conn, ward, 4, on="2016-03-15")
    client = client_as("supervisor")
    asked = {
        "method": "repeat_points",
        "parameters": {"min_events": 3},
        "filter": {"from": "2016-01-01", "to": "2016-06-30"},
        "seed": 5,
    }
    answer = client.post(f"/api/{ward.code}/runs", json=asked)
    assert answer.status_code == 202
    run_one(conn, answer.json["job"]["id"])
    job = client.get(f"/api/{ward.code}/jobs/{answer.json['job']['id']}").json
    run = client.get(f"/api/{ward.code}/runs/{job['result']['run']}").json
    assert (run["method"], run["seed"], run["input_rows"]) == ("repeat_points", 5, 4)
    again = client.post(f"/api/{ward.code}/runs", json=asked)
    assert again.status_code == 200
    assert again.json["run"]["id"] == run["id"]


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        {"method": "none"},
        {"method": "gi_star", "parameters": []},
        {"method": "gi_star", "seed": "x"},
        {"method": "gi_star", "seed": -1},
        {"method": "gi_star", "filter": {"from": "x"}},
        {"method": "gi_star", "parameters": {"no_such": 1}},
    ],
)
def test_run_with_a_mistake_is_400(client_as: ClientAs, ward: Ward, asked: object) -> None:
    answer = client_as("supervisor").post(f"/api/{ward.code}/runs", json=asked)
    assert answer.status_code == 400
