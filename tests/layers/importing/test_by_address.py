"""Incidents with an address and no coordinates: asked about, placed where sure, else waiting."""

import json
from datetime import date

import pytest
import shapely

from geo.crs import to_metric
from layers import db
from layers.errors import UndoRefused
from layers.importing import ImportOptions, check_file
from layers.importing.undo import undo_import
from layers.placing.place import place_at

W, S, M = 105.88, 21.04, 1 / 104_000
TABLE = """key,day,what,address
1,2016-03-01,vut_rac,Số 5 ngõ 12 Nguyễn Văn Cừ
2,2016-03-02,vut_rac,ngõ 99 Nguyễn Văn Cừ
3,2016-03-03,vut_rac,"chợ cóc, cạnh trường"
"""
BY = {"columns": {"occurred_at": "day", "category": "what"}, "positions": "address"}


def _lanes(**lines):
    features = [
        {
            "type": "Feature",
            "properties": {"name": name.replace("_", " ")},
            "geometry": {"type": "LineString", "coordinates": line},
        }
        for name, line in lines.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


@pytest.fixture
def lanes(bring):
    lane = [[W, S], [W + 100 * M, S]]
    street = [[W, S + 0.001], [W + 1000 * M, S + 0.001]]
    bring("lanes", _lanes(Ngõ_12_Nguyễn_Văn_Cừ=lane, Đường_Nguyễn_Văn_Cừ=street), "l.geojson")
    return lane


def _waiting(conn):
    rows = db.rows(
        conn, "SELECT source_key FROM unplaced_incident WHERE incident_id IS NULL ORDER BY 1"
    )
    return [row["source_key"] for row in rows]


def test_without_an_answer_the_file_is_refused_with_a_question(refused):
    report = refused("incidents", TABLE, columns=BY["columns"])
    (question,) = report.questions
    assert (question.id, question.proposal) == ("positions", "address")
    assert report.issues[0].kind == "no_coordinates"


def test_a_sure_address_is_put_on_its_lane_and_the_others_wait(bring, conn, lanes):
    report = bring("incidents", TABLE, **BY)
    assert (report.loaded, report.by_address, report.placed) == (3, 3, 1)
    assert _waiting(conn) == ["2", "3"]
    row = db.one(
        conn,
        "SELECT i.source_key, l.name, ST_X(i.geom) AS x, ST_Y(i.geom) AS y, p.method,"
        " p.precision_m, p.confidence, p.reasons, p.placed_by"
        "  FROM incident AS i JOIN lane AS l ON l.id = i.lane_id"
        "  JOIN placement AS p ON p.incident_id = i.id",
    )
    assert (row["source_key"], row["name"], row["method"]) == (
        "1",
        "Ngõ 12 Nguyễn Văn Cừ",
        "address",
    )
    x, y = to_metric([W + 50 * M, row["x"]], [S, row["y"]], 5897)
    assert (x[1], y[1]) == pytest.approx((x[0], y[0]), abs=0.5)
    assert row["precision_m"] == pytest.approx(50, abs=2)
    assert (row["confidence"], row["placed_by"]) == (1.0, "import")
    assert row["reasons"][0]["vi"]


def test_the_same_file_again_changes_nothing(bring, conn, lanes):
    bring("incidents", TABLE, **BY)
    again = bring("incidents", TABLE, **BY)
    assert (again.loaded, again.unchanged, again.placed) == (0, 3, 0)
    assert db.value(conn, "SELECT count(*) FROM unplaced_incident") == 3


def test_other_content_for_a_row_that_waits_needs_update(bring, refused, conn, lanes):
    bring("incidents", TABLE, **BY)
    corrected = TABLE.replace("ngõ 99", "ngõ 12")
    (issue,) = refused("incidents", corrected, **BY).issues
    assert (issue.line, issue.kind) == (3, "differs")
    report = bring("incidents", corrected, update=True, **BY)
    assert (report.updated, report.placed, _waiting(conn)) == (1, 1, ["3"])


def test_a_lane_through_two_groups_places_nothing(bring, conn, lanes):
    halves = [
        shapely.box(W - M, S - M, W + 50 * M, S + M),
        shapely.box(W + 50 * M, S - M, W + 101 * M, S + M),
    ]
    features = [
        {
            "type": "Feature",
            "properties": {"code": str(at), "name": f"Tổ {at}"},
            "geometry": json.loads(shapely.to_geojson(half)),
        }
        for at, half in enumerate(halves)
    ]
    groups = json.dumps({"type": "FeatureCollection", "features": features})
    bring("groups", groups, "g.geojson", valid_from=date(2016, 1, 1))
    assert bring("incidents", TABLE, **BY).placed == 0
    assert _waiting(conn) == ["1", "2", "3"]


def test_rows_without_coordinates_in_a_file_that_has_them(bring, refused, conn, lanes):
    content = (
        "key,day,what,address,x,y\n1,2016-03-01,vut_rac,,105.88,21.04\n"
        "2,2016-03-02,vut_rac,ngõ 99 Ngọc Lâm,,\n"
    )
    said = {"x": "x", "y": "y", "crs": "EPSG:4326", "columns": BY["columns"]}
    report = refused("incidents", content, **said)
    assert [question.id for question in report.questions] == ["positions"]
    assert [(i.line, i.kind, i.severity) for i in report.issues] == [(3, "no_coordinate", "ask")]
    no = refused("incidents", content, positions="columns", **said)
    assert dict(no.counts) == {"no_coordinate": 2}
    report = bring("incidents", content, positions="address", **said)
    assert (report.loaded, report.by_address, _waiting(conn)) == (2, 1, ["2"])


def test_a_row_without_address_and_coordinates_is_refused(refused, lanes):
    report = refused("incidents", TABLE + "4,2016-03-04,vut_rac,\n", **BY)
    assert [(issue.line, issue.kind) for issue in report.issues] == [(5, "no_position")]


def test_a_later_file_with_coordinates_settles_what_waits(bring, conn, lanes):
    bring("incidents", TABLE, **BY)
    content = "key,day,what,x,y\n3,2016-03-03,vut_rac,105.8801,21.0401\n"
    said = {"x": "x", "y": "y", "crs": "EPSG:4326", "columns": BY["columns"]}
    assert bring("incidents", content, **said).loaded == 1
    assert _waiting(conn) == ["2"]
    assert db.value(conn, "SELECT method FROM placement ORDER BY id DESC LIMIT 1") == "file"


def test_a_check_says_what_would_wait_and_writes_nothing(conn, ward, tmp_path, lanes):
    path = tmp_path / "a.csv"
    path.write_text(TABLE)
    checked = check_file(conn, ward, "incidents", path, ImportOptions(columns=BY["columns"]))
    assert (checked.verdict, dict(checked.assumed)) == ("open", {"positions": "address"})
    found = checked.report.to_json()
    assert (found["by_address"], found["placed"]) == (3, 1)
    assert found["told"] == {"placed_on_lane": 1, "waits_for_place": 2}
    sure, near, lost = checked.report.issues
    assert sure.location.geom_type == "Point" and "± 50 m" in sure.message.vi
    assert "chưa có ngõ 99" in near.message.vi
    assert (lost.line, lost.value, lost.severity) == (4, "chợ cóc, cạnh trường", "tell")
    assert db.value(conn, "SELECT count(*) FROM unplaced_incident") == 0


def test_an_import_is_undone_with_what_waits(bring, conn, ward, lanes):
    report = bring("incidents", TABLE, **BY)
    undo_import(conn, ward, report.import_id, "anh")
    for table in ("incident", "unplaced_incident", "placement"):
        assert db.value(conn, f"SELECT count(*) FROM {table}") == 0


def test_an_import_is_not_undone_where_somebody_placed_a_row_of_it(bring, conn, ward, lanes):
    report = bring("incidents", TABLE, **BY)
    waiting = db.value(conn, "SELECT id FROM unplaced_incident WHERE source_key = '2'")
    place_at(conn, ward, [waiting], W, S, "lan")
    with pytest.raises(UndoRefused) as caught:
        undo_import(conn, ward, report.import_id, "anh")
    assert "'2'" in caught.value.text.vi and "lan" in caught.value.text.vi
    assert _waiting(conn) == ["3"]


def test_a_category_that_a_waiting_row_uses_outlives_the_undo_of_its_import(bring, conn, ward):
    fresh = BY | {"new_categories": "vsmt"}
    first = bring("incidents", "key,day,what,address\n1,2016-03-01,Đốt rác,bờ đê\n", **fresh)
    (code,) = first.new_categories
    bring("incidents", f"key,day,what,address\n2,2016-03-02,{code},gốc đa\n", "b.csv", **BY)
    undo_import(conn, ward, first.import_id, "lan")
    assert _waiting(conn) == ["2"]
    assert db.value(conn, "SELECT count(*) FROM category WHERE code = %s", (code,)) == 1
