"""The demonstration in the database: complete, linked, logged, and quick."""

import pytest

from geo.errors import InputError
from layers import db
from layers.queries.wards import get_ward
from scripts.demo.load import demo_exists, load_demo


@pytest.fixture
def ready(demo, monkeypatch):
    """Rows that were made before, where making them is not what is tested."""
    monkeypatch.setattr("scripts.demo.load.make_demo", lambda: demo)


def _count(conn, condition: str) -> int:
    return db.value(conn, f"SELECT count(*) FROM {condition}")


def test_loads_everything_it_counts(conn):
    assert not demo_exists(conn)
    counts = load_demo(conn)
    assert demo_exists(conn)
    ward = get_ward(conn, "gia-thuy")
    assert ward.is_demo and "minh hoạ" in ward.attribution and ward.srid_measure == 5897
    tables = {"areas": "area", "lanes": "lane", "incidents": "incident", "features": "feature"}
    for name, table in tables.items():
        assert counts[name] == _count(conn, f"{table} WHERE ward_id = {ward.id}")


def test_database_gives_the_figures_of_the_report(conn, ready):
    load_demo(conn)
    half = "BETWEEN '2016-01-01' AND '2016-06-30'"
    written = f"incident WHERE field_code = 'ttdt' AND occurred_on {half}"
    assert _count(conn, f"{written} AND state NOT IN ('huy', 'khong_du_can_cu')") == 205
    assert _count(conn, written) > 205  # double entries and unfounded ones are on record too
    assert _count(conn, f"inspection_round WHERE started_on {half}") == 15
    assert _count(conn, "lane_project WHERE phase = 2") == 25
    assert (
        _count(
            conn,
            "site WHERE daterange(watched_from, watched_to, '[]')"
            " && daterange('2016-01-01', '2016-06-30', '[]')",
        )
        == 40
    )


def test_every_incident_has_its_lane_and_the_group_of_its_day(conn, ready):
    load_demo(conn)
    assert _count(conn, "incident WHERE lane_id IS NULL OR group_id IS NULL") == 0
    assert (
        _count(
            conn,
            "incident AS i JOIN area AS a ON a.id = i.group_id WHERE NOT a.valid @> i.occurred_on",
        )
        == 0
    )


def test_changes_are_logged_under_the_name_demo(conn, ready):
    load_demo(conn)
    actors = db.rows(conn, "SELECT DISTINCT actor FROM change_log WHERE ward_id IS NOT NULL")
    assert [row["actor"] for row in actors] == ["demo"]


def test_second_load_is_refused_and_leaves_the_first(conn, ready):
    first = load_demo(conn)
    with pytest.raises(InputError):
        load_demo(conn)
    assert _count(conn, "incident") == first["incidents"]
