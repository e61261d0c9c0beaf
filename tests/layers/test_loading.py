"""Bulk loading of plain rows: values arrive as they were."""

from datetime import date

import pytest
import shapely

from layers import db
from layers.loading import ids_by, insert_rows

COLUMNS = ["ward_id", "layer", "source_key", "properties", "geom"]


def test_awkward_text_and_json_arrive_unchanged(conn, ward):
    awkward = 'Tab\there, new\nline, back\\slash, "quotes", \\N and Ngõ 12/7'
    row = (ward.id, "things", awkward, {"text": awkward, "none": None}, shapely.Point(105.9, 21.0))
    assert insert_rows(conn, "feature", COLUMNS, [row]) == 1
    stored = db.one(conn, "SELECT source_key, properties, ST_AsText(geom) AS geom FROM feature")
    assert stored["source_key"] == awkward
    assert stored["properties"] == {"text": awkward, "none": None}
    assert stored["geom"] == "POINT(105.9 21)"


def test_missing_values_are_null_and_days_are_days(conn, ward):
    columns = ["ward_id", "code", "stage", "watched_from", "watched_to", "geom"]
    row = (ward.id, "CT-1", "frame", date(2016, 1, 31), None, shapely.Point(105.9, 21.0))
    insert_rows(conn, "site", columns, [row])
    stored = db.one(conn, "SELECT watched_from, watched_to FROM site")
    assert stored == {"watched_from": date(2016, 1, 31), "watched_to": None}


@pytest.mark.parametrize("count", [0, 1, 500])
def test_says_how_many_rows_it_wrote(conn, ward, count):
    rows = [(ward.id, "things", str(n), {}, shapely.Point(105.9, 21.0)) for n in range(count)]
    assert insert_rows(conn, "feature", COLUMNS, rows) == count
    assert len(ids_by(conn, "feature", ward.id, ["source_key"])) == count


def test_ids_are_found_by_what_people_call_the_rows(conn, ward):
    insert_rows(
        conn,
        "feature",
        COLUMNS,
        [(ward.id, "things", key, {}, shapely.Point(105.9, 21.0)) for key in ("a", "b")],
    )
    ids = ids_by(conn, "feature", ward.id, ["layer", "source_key"])
    assert set(ids) == {("things", "a"), ("things", "b")}
    assert ids[("things", "a")] < ids[("things", "b")]
