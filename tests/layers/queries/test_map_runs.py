"""The map draws the board's own runs, made when first asked for and dropped when many."""

from datetime import date, datetime, timedelta

import pytest
from psycopg2.extensions import connection

from layers import db
from layers.filters import Filter
from layers.queries import map_runs
from layers.queries.board import board
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_incident

H1 = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))


@pytest.fixture
def busy(conn: connection, ward: Ward) -> Ward:
    """A ward with one place where three things happened within a week."""
    add_area(conn, ward, kind="ward", code="1")
    for day in (1, 3, 6):
        add_incident(conn, ward, on=datetime(2016, 3, day, 9))
    return ward


def test_a_ward_without_incidents_has_no_runs(conn: connection, ward: Ward) -> None:
    assert map_runs.runs_of_map(conn, ward, H1) == {}


def test_map_and_board_show_the_same_runs(conn: connection, busy: Ward) -> None:
    shown = map_runs.runs_of_map(conn, busy, H1)
    assert set(shown) == {"repeat_points", "gi_star"}
    assert map_runs.runs_of_map(conn, busy, H1) == shown
    seen = board(conn, busy, H1, role=Role.SUPERVISOR, actor="lan")
    assert shown["repeat_points"] == seen["repeat_points"]["run"]
    assert shown["gi_star"] == seen["hot_cells"]["run"]


def test_a_new_incident_makes_a_new_run(conn: connection, busy: Ward) -> None:
    before = map_runs.runs_of_map(conn, busy, H1)
    add_incident(conn, busy, on=datetime(2016, 3, 8, 9))
    after = map_runs.runs_of_map(conn, busy, H1)
    assert after["repeat_points"] > before["repeat_points"]


def test_old_runs_of_the_map_are_dropped_and_others_kept(
    conn: connection, busy: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    board(conn, busy, H1, role=Role.SUPERVISOR, actor="lan")
    monkeypatch.setattr(map_runs, "KEPT", 4)
    for days in range(1, 6):
        used = Filter(first=H1.first, last=date(2016, 4, 1) + timedelta(days=days))
        latest = map_runs.runs_of_map(conn, busy, used)
    by_actor = db.rows(
        conn,
        "SELECT created_by, count(*)::integer AS n FROM run WHERE ward_id = %s"
        " GROUP BY 1 ORDER BY 1",
        (busy.id,),
    )
    assert by_actor == [{"created_by": "lan", "n": 2}, {"created_by": "map", "n": 4}]
    kept = {row["id"] for row in db.rows(conn, "SELECT id FROM run")}
    assert set(latest.values()) <= kept
