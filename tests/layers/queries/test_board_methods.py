"""Hot spots by method: the newest stored run that fits, its numbers open as many rows."""

from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db
from layers.analysis import run_hotspots
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.queries.board import board
from layers.queries.board_methods import board_methods
from layers.queries.board_rows import board_rows
from layers.queries.run_lists import remove_run
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_incidents

BOSS = Role.SUPERVISOR
HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("ttdt",))
OTHER = Filter(first=date(2015, 1, 1), last=date(2016, 6, 30))


@pytest.fixture
def town(conn: connection, ward: Ward) -> Ward:
    """One crowd of twelve at a corner, single ones around; two points that are quiet, one not."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    for day in range(1, 13):
        add_incident(conn, ward, 105.885, 21.045, on=date(2016, 6, day))
    add_incidents(conn, ward, 3, 105.882, 21.042, on="2016-02-01")
    add_incidents(conn, ward, 3, 105.888, 21.048, on="2016-05-30")
    add_incidents(conn, ward, 3, 105.881, 21.048, on="2016-05-31")
    return ward


def shown(conn: connection, ward: Ward) -> dict[str, Any]:
    found = board_methods(conn, ward, HALF, role=BOSS)
    return {each["method"]: each for each in found["methods"]} | {"moves": found["moves"]}


def test_method_that_nobody_ran_says_so_and_computes_nothing(conn: connection, town: Ward) -> None:
    found = shown(conn, town)
    assert all(each["run"] is None for name, each in found.items() if name != "moves")
    assert found["moves"] is None
    assert {"gi_star", "scan", "clusters", "density", "near_repeat"} <= set(found)


def test_run_of_this_filter_comes_before_a_newer_one_of_another(
    conn: connection, town: Ward
) -> None:
    other = run_hotspots(conn, town, "clusters", {}, OTHER)
    assert (shown(conn, town)["clusters"]["run"], shown(conn, town)["clusters"]["fits"]) == (
        other.id,
        False,
    )
    fitting = run_hotspots(conn, town, "clusters", {}, HALF)
    run_hotspots(conn, town, "clusters", {"min_events": 4}, OTHER)
    assert (shown(conn, town)["clusters"]["run"], shown(conn, town)["clusters"]["fits"]) == (
        fitting.id,
        True,
    )
    remove_run(conn, town, fitting.id, "test")
    assert not shown(conn, town)["clusters"]["fits"]


def test_found_units_and_their_incidents_open(conn: connection, town: Ward) -> None:
    run_hotspots(conn, town, "clusters", {}, HALF)
    found = shown(conn, town)["clusters"]
    table = board_rows(conn, town, found["of"], HALF, role=BOSS)
    assert found["found"] == table["total"] > 0
    top, first = found["top"][0], table["rows"][0]
    assert (top["of"], top["value"]) == (first["of"], first["value"])
    assert board_rows(conn, town, top["of"], HALF, role=BOSS)["total"] == top["value"]


def test_moves_are_counted_by_category_and_open(conn: connection, town: Ward) -> None:
    run = run_hotspots(conn, town, "emerging", {}, HALF)
    for number, category in ((1, "new hot"), (2, "new hot"), (3, "historical hot")):
        change = "UPDATE run_cell SET properties = properties || %s"
        change += " WHERE run_id = %s AND cell_no = %s"
        db.execute(conn, change, (Json({"category": category}), run.id, number))
    moves = shown(conn, town)["moves"]
    lines = [*moves["rising"], *moves["fading"]]
    assert [line["of"].split(":")[2] for line in lines] == [
        "new hot", "consecutive hot", "intensifying hot", "diminishing hot", "historical hot",
    ]  # fmt: skip
    for line in lines:
        assert board_rows(conn, town, line["of"], HALF, role=BOSS)["total"] == line["count"]
    assert [line["count"] for line in lines] == [2, 0, 0, 0, 1]


def test_states_of_repeat_points_add_up_and_open(conn: connection, town: Ward) -> None:
    points = board(conn, town, HALF, role=BOSS)["repeat_points"]
    counts = {each["state"]: each["count"] for each in points["states"]}
    assert counts == {"active": 2, "stable": 2}
    for each in points["states"]:
        rows = board_rows(conn, town, each["of"], HALF, role=BOSS)["rows"]
        assert len(rows) == each["count"]
        assert all((row["days_since_last"] > 30) == (each["state"] == "stable") for row in rows)


def test_lower_roles_are_refused(conn: connection, town: Ward) -> None:
    with pytest.raises(NotAllowed):
        board_methods(conn, town, HALF, role=Role.INSPECTOR)
