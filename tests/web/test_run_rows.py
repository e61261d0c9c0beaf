"""What a map draws of a run is what its list, its files and its one-file map hold, and no more."""

import csv
import io
import json
import re

import pytest
from flask.testing import FlaskClient
from psycopg2.extensions import connection

from layers import db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.run_words import counted_words
from layers.queries.runs import cells, get_run
from layers.queries.wards import Ward
from tests.factories import LAT, add_area, add_incidents, add_lane
from tests.pdf_reading import text_of
from tests.web.conftest import ClientAs

HALF = "from=2016-01-01&to=2016-06-30"
DATA = re.compile(r'<script type="application/json" id="view-data">(.*?)</script>', re.DOTALL)


@pytest.fixture
def viewer(client_as: ClientAs, conn: connection, ward: Ward) -> FlaskClient:
    """Two clusters in urban order, cells that are not hot, and newer runs of other settings."""
    add_area(conn, ward, "00130", kind="ward")
    add_area(conn, ward, "5")
    add_lane(conn, ward, "Ngõ 12")
    for lon, number in ((105.8825, 9), (105.8872, 6)):
        for dx in (-0.001, 0, 0.001):
            for dy in (-0.001, 0, 0.001):
                add_incidents(conn, ward, number, lon + dx, LAT + dy)
    add_incidents(conn, ward, 5, 105.8851, LAT - 0.003, field="vsmt", category="vut_rac")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    client = client_as("viewer")
    client.get(f"/api/{ward.code}/runs/shown?{HALF}")
    half = Filter.from_query({"from": "2016-01-01", "to": "2016-06-30"})
    for method, other in (("gi_star", {"cell_m": 150}), ("repeat_points", {"min_events": 2})):
        run_hotspots(conn, ward, method, other, half)
    return client


def shown_run(client: FlaskClient, ward: Ward, method: str = "gi_star") -> int:
    return client.get(f"/api/{ward.code}/runs/shown?{HALF}").json["runs"][method]


def test_list_and_files_have_the_classes_that_the_map_draws(
    viewer: FlaskClient, conn: connection, ward: Ward
) -> None:
    run = shown_run(viewer, ward)
    counts = viewer.get(f"/api/{ward.code}/counts?{HALF}&runs=gi_star:{run}").json
    drawn = counts["layers"]["hot_spots"]
    assert 0 < drawn < get_run(conn, ward, run).summary["units"]
    layer, asked = f"/api/{ward.code}/layers/hot_spots", f"{HALF}&run={run}"
    assert viewer.get(f"{layer}/rows?{asked}").json["total"] == drawn
    assert viewer.get(f"{layer}/features?{asked}").json["numberMatched"] == drawn
    assert viewer.get(f"{layer}/export?{asked}").json["rows"] == drawn
    file = viewer.get(f"{layer}/export.csv?{asked}").data.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(file)))) == 1 + drawn
    page = viewer.get(f"/view.html?ward={ward.code}&layers=hot_spots&{HALF}").text
    (one_file,) = json.loads(DATA.search(page)[1])["layers"]
    assert len(one_file["classes_of_rows"]) == drawn


@pytest.mark.parametrize("layer", ["hot_spots", "run"])
def test_printed_legend_lists_no_class_that_is_not_drawn(
    viewer: FlaskClient, ward: Ward, layer: str
) -> None:
    run = shown_run(viewer, ward)
    asked = f"&run={run}&layers=run_{run}" if layer == "run" else "&layers=hot_spots"
    text = text_of(viewer.get(f"/api/{ward.code}/print.pdf?{HALF}{asked}").data)
    drawn = viewer.get(f"/api/{ward.code}/layers/hot_spots/rows?{HALF}").json["total"]
    assert "tin cậy 99 %" in text and f"{drawn} / {drawn}" in text
    assert "Không khác biệt rõ" not in text


def test_rows_of_a_run_come_by_rank_and_are_named_by_lane_and_group(
    viewer: FlaskClient, conn: connection, ward: Ward
) -> None:
    run = shown_run(viewer, ward)
    layer = f"/api/{ward.code}/layers/hot_spots"
    table = viewer.get(f"{layer}/rows?{HALF}&run={run}").json
    found = table["rows"]
    strongest = cells(conn, get_run(conn, ward, run), limit=1)[0]
    assert found[0]["label"] == strongest["label"]
    assert [row["rank"] for row in found] == sorted(row["rank"] for row in found)
    assert [row["id"] for row in found] != sorted(row["id"] for row in found)
    assert found[0]["name"] == "Ngõ 12 · Tổ dân phố 5"
    assert [each["name"] for each in table["columns"]][:3] == ["rank", "name", "label"]
    file = viewer.get(f"{layer}/export.csv?{HALF}&run={run}").data.decode("utf-8-sig")
    assert [row["label"] for row in csv.DictReader(io.StringIO(file))] == [
        row["label"] for row in found
    ]


def test_card_and_list_call_a_cell_the_same(viewer: FlaskClient, ward: Ward) -> None:
    for name in ("hot_spots", "repeat_points"):
        layer = f"/api/{ward.code}/layers/{name}"
        for row in viewer.get(f"{layer}/rows?{HALF}").json["rows"]:
            card = viewer.get(f"{layer}/features/{row['id']}").json
            assert card["title"]["vi"].endswith(f" số {row['rank']} · {row['name']}")
            assert card["run"]["id"] == row["id"] // 1_000_000


@pytest.mark.parametrize(
    ("name", "method"), [("hot_spots", "gi_star"), ("repeat_points", "repeat_points")]
)
def test_rows_without_a_run_are_those_that_the_map_shows(
    viewer: FlaskClient, ward: Ward, name: str, method: str
) -> None:
    run = shown_run(viewer, ward, method)
    layer = f"/api/{ward.code}/layers/{name}"
    for query in ("rows", "features", "export.csv", "extent"):
        named = viewer.get(f"{layer}/{query}?{HALF}&run={run}")
        plain = viewer.get(f"{layer}/{query}?{HALF}")
        assert plain.data == named.data, query
        assert plain.status_code == 200


def test_ward_without_an_incident_lists_nothing(client_as: ClientAs, ward: Ward) -> None:
    found = client_as("viewer").get(f"/api/{ward.code}/layers/hot_spots/rows?{HALF}").json
    assert found["total"] == 0


def test_card_legend_print_and_one_file_say_which_incidents_a_run_counted(
    viewer: FlaskClient, ward: Ward
) -> None:
    """Nobody chose a field: the map draws incidents of two, its runs count urban order."""
    urban, all_three = "chỉ tính Trật tự đô thị", "Vệ sinh môi trường"
    told = viewer.get(f"/api/{ward.code}/runs/shown?{HALF}").json
    assert told["counted"]["gi_star"] == {"vi": urban, "en": "counts only Urban order"}
    assert told["counted"]["repeat_points"]["vi"] == urban
    layer = f"/api/{ward.code}/layers/hot_spots"
    (first, *_) = viewer.get(f"{layer}/rows?{HALF}").json["rows"]
    card = viewer.get(f"{layer}/features/{first['id']}").json
    assert card["run"]["counted"]["vi"] == urban
    page = viewer.get(f"/view.html?ward={ward.code}&layers=hot_spots,ward_border&{HALF}").text
    assert [each["counted"] for each in json.loads(DATA.search(page)[1])["layers"]] == [urban, ""]
    sheet = f"/api/{ward.code}/print.pdf?{HALF}&layers=hot_spots,repeat_points"
    text = " ".join(text_of(viewer.get(sheet).data).split())
    assert f"Điểm tái phạm, Điểm nóng (Gi*): {urban}" in text
    english = " ".join(text_of(viewer.get(sheet + "&lang=en").data).split())
    assert "Repeat points, Hot spots (Gi*): counts only Urban order" in english
    both = viewer.get(f"/api/{ward.code}/runs/shown?{HALF}&field=ttdt,vsmt").json["counted"]
    assert both["gi_star"]["vi"] == f"{urban}; {all_three}"


def test_run_of_no_field_counts_all_of_them(
    viewer: FlaskClient, conn: connection, ward: Ward
) -> None:
    half = Filter.from_query({"from": "2016-01-01", "to": "2016-06-30"})
    run = run_hotspots(conn, ward, "gi_star", {}, half)
    card = viewer.get(f"/api/{ward.code}/layers/run_{run.id}/features/{run.id}000001").json
    assert card["run"]["counted"] == {"vi": "tính cả ba lĩnh vực", "en": "counts all three fields"}
    five = run_hotspots(
        conn, ward, "gi_star", {}, Filter.from_query(half.to_query() | {"group": "5"})
    )
    words = counted_words(conn, ward, five.input)
    assert words.vi == "chỉ tính cả ba lĩnh vực; Tổ dân phố 5"
