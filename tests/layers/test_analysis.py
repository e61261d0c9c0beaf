from collections.abc import Mapping
from datetime import date
from random import Random
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import same
from layers import analysis, db
from layers.analysis import compute, rerun, result_sha256, run_hotspots
from layers.errors import RunNotFound
from layers.filters import Filter
from layers.queries.runs import cells
from layers.queries.wards import Ward, create_ward
from tests.factories import LAT, LON, add_area, add_incident, add_incidents, add_lane

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("ttdt",))
METHODS: tuple[tuple[str, Mapping[str, Any]], ...] = (
    ("repeat_points", {}),
    ("gi_star", {"cell_m": 100}),
    ("gi_star", {"unit_kind": "areas"}),
    ("forecast", {}),
    ("forecast", {"model": "etas", "unit_kind": "lanes"}),
    ("effect", {"unit_kind": "place", "centre": f"{LON}, {LAT}", "treated_on": "2016-03-10"}),
    ("effect", {"unit_kind": "areas", "treated": "1", "treated_on": "2016-04-01"}),
    ("rates", {}),
    ("rates", {"unit_kind": "areas"}),
    ("lane_density", {}),
    ("border", {}),
)


@pytest.fixture
def busy(conn: connection, ward: Ward) -> Ward:
    """A ward of two groups and a lane: forty scattered incidents, and one place with five."""
    add_lane(conn, ward)
    add_area(conn, ward, "00130", kind="ward")
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.89, 21.05))
    dice = Random(1)
    for _ in range(40):
        where = dice.uniform(105.881, 105.889), dice.uniform(21.041, 21.049)
        add_incident(conn, ward, *where, on=date(2016, dice.randint(1, 6), dice.randint(1, 28)))
    for day in (1, 2, 9, 14, 30):
        add_incident(conn, ward, LON, LAT, on=date(2016, 3, day))
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


@pytest.mark.parametrize(("method", "parameters"), METHODS)
def test_rerun_gives_the_same_bits(
    conn: connection, busy: Ward, method: str, parameters: Mapping[str, Any]
) -> None:
    run = run_hotspots(conn, busy, method, parameters, HALF)
    again = rerun(conn, busy, run.id)
    assert (again.same_input, again.same_code, again.same_result) == (True, True, True)


def test_rerun_tells_that_the_rows_have_changed(conn: connection, busy: Ward) -> None:
    run = run_hotspots(conn, busy, "repeat_points", {}, HALF)
    add_incidents(conn, busy, 3, 105.882, 21.042)
    again = rerun(conn, busy, run.id)
    assert (again.same_input, again.same_result) == (False, False)


@pytest.mark.parametrize(("method", "parameters"), METHODS)
def test_same_analysis_is_stored_once(
    conn: connection, busy: Ward, method: str, parameters: Mapping[str, Any]
) -> None:
    run = run_hotspots(conn, busy, method, parameters, HALF, actor="lan")
    again = run_hotspots(conn, busy, method, parameters, HALF, actor="minh")
    assert again == run
    assert db.value(conn, "SELECT count(*) FROM run") == 1


def test_other_parameters_seed_filter_or_rows_make_another_run(
    conn: connection, busy: Ward
) -> None:
    run_hotspots(conn, busy, "repeat_points", {}, HALF)
    run_hotspots(conn, busy, "repeat_points", {"min_events": 4}, HALF)
    run_hotspots(conn, busy, "repeat_points", {}, HALF, seed=7)
    run_hotspots(conn, busy, "repeat_points", {}, Filter())
    add_incident(conn, busy)
    run_hotspots(conn, busy, "repeat_points", {}, HALF)
    assert db.value(conn, "SELECT count(*) FROM run") == 5


def test_other_code_makes_another_run(
    conn: connection, busy: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_hotspots(conn, busy, "repeat_points", {}, HALF)
    monkeypatch.setattr(analysis, "code_version", lambda: "geo-other")
    run = run_hotspots(conn, busy, "repeat_points", {}, HALF)
    assert run.code_version == "geo-other"
    monkeypatch.undo()
    assert not rerun(conn, busy, run.id).same_code


def test_order_in_which_rows_arrive_changes_nothing(conn: connection) -> None:
    spots = [(LON + i % 7 / 1000, LAT + i % 5 / 1000, i % 28 + 1) for i in range(60)]
    shapes = []
    for code, order in (("mot", spots), ("hai", Random(3).sample(spots, len(spots)))):
        ward = create_ward(conn, code, same(code), 5897)
        add_area(conn, ward, "00130", kind="ward")
        for lon, lat, day in order:
            add_incident(conn, ward, lon, lat, on=date(2016, 3, day))
        run = run_hotspots(conn, ward, "gi_star", {}, HALF)
        hidden = ("run_id", "members")
        shapes.append(
            [{k: v for k, v in cell.items() if k not in hidden} for cell in cells(conn, run)]
        )
    assert shapes[0] == shapes[1]


def test_reading_only_stores_nothing_and_agrees(conn: connection, busy: Ward) -> None:
    result = compute(conn, busy, "repeat_points", {}, HALF)
    assert db.value(conn, "SELECT count(*) FROM run") == 0
    run = run_hotspots(conn, busy, "repeat_points", {}, HALF)
    assert run.summary["result_sha256"] == result_sha256(result)
    assert run.summary["units"] == len(result) == 1


def test_run_says_what_it_stands_on(conn: connection, busy: Ward) -> None:
    add_incident(conn, busy, is_pile_up=True)
    run = run_hotspots(conn, busy, "gi_star", {}, HALF, actor="lan")
    assert run.input == {
        "filter": {"from": "2016-01-01", "to": "2016-06-30", "field": "ttdt"},
        "areas": "was",
        "boundaries_on": "2016-06-30",
        "srid": 5897,
        "left_out": 1,
    }
    assert run.parameters["cell_m"] is None
    assert run.summary["used"]["cell_m"] > 0
    assert run.created_by == "lan"
    assert {"vi", "en"} == set(run.summary["rule"])
    assert "pile_ups_left_out" in {note["code"] for note in run.notes}


def test_few_events_are_said_beside_the_result(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "00130", kind="ward")
    add_incidents(conn, ward, 3)
    run = run_hotspots(conn, ward, "repeat_points", {}, HALF)
    assert "few_events" in {note["code"] for note in run.notes}


def test_cells_lie_where_the_events_are(conn: connection, busy: Ward) -> None:
    run = run_hotspots(conn, busy, "repeat_points", {}, HALF)
    [point] = cells(conn, run)
    assert (point["lon"], point["lat"]) == pytest.approx((LON, LAT), abs=1e-7)
    assert point["value"] == 5
    assert len(point["members"]) == 5


def test_hot_cell_is_found_where_incidents_gather(conn: connection, busy: Ward) -> None:
    for east in (-0.001, 0.0, 0.001):
        for north in (-0.001, 0.0, 0.001):
            add_incidents(conn, busy, 6, LON + east, LAT + north)
    run = run_hotspots(conn, busy, "gi_star", {"cell_m": 100}, HALF)
    first = cells(conn, run, lowest_class=1)[0]
    west, south, east, north = first["bounds"]
    assert west - 0.002 < LON < east + 0.002
    assert south - 0.002 < LAT < north + 0.002


def test_groups_without_groups_is_an_input_error(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "00130", kind="ward")
    add_incident(conn, ward)
    with pytest.raises(InputError):
        run_hotspots(conn, ward, "gi_star", {"unit_kind": "areas"}, HALF)


@pytest.mark.parametrize("method", ["rates", "lane_density", "border"])
def test_lanes_or_groups_that_are_missing_are_an_input_error(
    conn: connection, ward: Ward, method: str
) -> None:
    add_area(conn, ward, "00130", kind="ward")
    add_incident(conn, ward)
    with pytest.raises(InputError, match="units"):
        run_hotspots(conn, ward, method, {}, HALF)


def test_a_renamed_lane_is_another_input(conn: connection, busy: Ward) -> None:
    run = run_hotspots(conn, busy, "rates", {}, HALF)
    db.execute(conn, "UPDATE lane SET name = 'Ngõ 14'")
    again = rerun(conn, busy, run.id)
    assert (again.same_input, again.same_result) == (False, False)


@pytest.mark.parametrize(
    ("method", "parameters"), [("kde", {}), ("gi_star", {"cel": 1}), ("gi_star", {"cell_m": -1})]
)
def test_wrong_method_or_parameter_is_an_input_error(
    conn: connection, busy: Ward, method: str, parameters: Mapping[str, Any]
) -> None:
    with pytest.raises(InputError):
        run_hotspots(conn, busy, method, parameters, HALF)
    assert db.value(conn, "SELECT count(*) FROM run") == 0


def test_rerun_of_nothing_is_not_found(conn: connection, busy: Ward) -> None:
    with pytest.raises(RunNotFound):
        rerun(conn, busy, 10**9)
