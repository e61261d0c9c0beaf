"""The same question again is answered without reading, and never from before a change."""

from collections.abc import Callable
from datetime import date

import pytest
from psycopg2.extensions import connection

from geo.text import same
from layers import analysis, db
from layers.analysis import run_hotspots
from layers.filters import Filter
from layers.queries.wards import Ward, create_ward
from tests.factories import LON, add_incident, add_incidents, add_lane, add_route

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
METHOD = "repeat_points"


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note each time that the incidents are read for an analysis."""
    seen: list[str] = []
    read = analysis.events_in

    def noted(conn: connection, ward: Ward, chosen: Filter) -> object:
        seen.append(ward.code)
        return read(conn, ward, chosen)

    monkeypatch.setattr(analysis, "events_in", noted)
    return seen


def test_the_same_question_is_answered_without_reading(
    conn: connection, ward: Ward, readings: list[str]
) -> None:
    add_incidents(conn, ward, 6)
    first = run_hotspots(conn, ward, METHOD, {}, HALF)
    again = run_hotspots(conn, ward, METHOD, {}, HALF, actor="somebody else")
    assert again == first
    assert len(readings) == 1
    other = run_hotspots(conn, ward, METHOD, {}, Filter(last=date(2016, 6, 30)))
    assert other.input != first.input
    assert len(readings) == 2


@pytest.mark.parametrize(
    "change",
    [
        add_incident,
        lambda conn, ward: db.execute(conn, "UPDATE incident SET address = 'Khác'"),
        lambda conn, ward: db.execute(conn, "DELETE FROM incident WHERE ward_id = %s", (ward.id,)),
        add_lane,
        add_route,
    ],
    ids=["added", "changed", "deleted", "lane", "route"],
)
def test_after_any_change_the_rows_are_read_again(
    conn: connection,
    ward: Ward,
    readings: list[str],
    change: Callable[[connection, Ward], object],
) -> None:
    add_incidents(conn, ward, 6, LON)
    before = run_hotspots(conn, ward, METHOD, {}, HALF)
    change(conn, ward)
    after = run_hotspots(conn, ward, METHOD, {}, HALF)
    assert len(readings) == 2
    rows = int(db.value(conn, "SELECT count(*) FROM incident WHERE ward_id = %s", (ward.id,)))
    assert after.input_rows == rows
    assert (after.id == before.id) == (rows == 6)


def test_a_removed_run_is_looked_for_the_long_way(
    conn: connection, ward: Ward, readings: list[str]
) -> None:
    add_incidents(conn, ward, 6)
    run = run_hotspots(conn, ward, METHOD, {}, HALF)
    db.execute(conn, "UPDATE run SET removed_at = now(), removed_by = 'x' WHERE id = %s", (run.id,))
    assert run_hotspots(conn, ward, METHOD, {}, HALF).removed_at is None
    assert len(readings) == 2


def test_wards_do_not_answer_for_each_other(
    conn: connection, ward: Ward, readings: list[str]
) -> None:
    other = create_ward(conn, "phuong-khac", same("Phường Khác"), 5897)
    runs = [run_hotspots(conn, each, METHOD, {}, HALF) for each in (ward, other)]
    assert [run.ward_id for run in runs] == [ward.id, other.id]
    assert len(readings) == 2
