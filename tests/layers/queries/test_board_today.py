"""Today: every figure opens as many rows as it says; walked lanes are measured in metres."""

from datetime import date
from typing import Any

import pytest
from psycopg2.extensions import connection
from scipy import stats

from geo.errors import InputError
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.queries.board_rows import board_rows
from layers.queries.board_today import board_today
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_round

BOSS = Role.SUPERVISOR
HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
LANE = [(105.881, 21.042), (105.884, 21.042)]


@pytest.fixture
def town(conn: connection, ward: Ward) -> Ward:
    """Half of lane 1 is walked; lane 2 is crossed only; lane 3 was walked the year before."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    add_lane(conn, ward, "Ngõ 1", points=LANE)
    add_lane(conn, ward, "Ngõ 2", points=[(105.882, 21.040), (105.882, 21.049)])
    add_lane(conn, ward, "Ngõ 3", points=[(105.886, 21.048), (105.889, 21.048)])
    add_round(conn, ward, points=[(105.881, 21.042), (105.8825, 21.042)])
    add_round(conn, ward, "2015-03-01", "2015-03-02", points=[(105.886, 21.048), (105.889, 21.048)])
    for day, state in (
        ("2016-05-31", "phat_hien"),
        ("2016-06-01", "phat_hien"),
        ("2015-01-01", "phat_hien"),
        ("2016-03-01", "ket_thuc"),
        ("2016-06-24", "phat_hien"),
        ("2016-06-23", "ket_thuc"),
        ("2016-06-30", "phat_hien"),
        ("2016-07-01", "phat_hien"),
    ):
        add_incident(conn, ward, 105.882, 21.042, on=day, state=state)
    add_incident(conn, ward, is_pile_up=True, on="2016-06-30")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


def shown(conn: connection, ward: Ward, chosen: Filter = HALF) -> dict[str, Any]:
    return board_today(conn, ward, chosen, role=BOSS)


def test_every_figure_opens_as_many_rows(conn: connection, town: Ward) -> None:
    found = shown(conn, town)
    covered = found["coverage"]
    figures = [(row["of"], row["count"]) for row in (*found["late"], *found["new"])]
    for of, count in [*figures, (covered["of"], covered["unwalked"])]:
        assert board_rows(conn, town, of, HALF, role=BOSS)["total"] == count, of


def test_late_is_open_for_longer_than_the_limit(conn: connection, town: Ward) -> None:
    counts = {row["state"]: row["count"] for row in shown(conn, town)["late"]}
    assert counts["phat_hien"] == 2
    assert "ket_thuc" not in counts


def test_new_ends_with_the_last_day_of_the_period(conn: connection, town: Ward) -> None:
    assert [row["count"] for row in shown(conn, town)["new"]] == [2, 3]


def test_a_lane_that_is_crossed_or_was_walked_before_is_not_walked(
    conn: connection, town: Ward
) -> None:
    found = shown(conn, town)["coverage"]
    rows = board_rows(conn, town, "unwalked", HALF, role=BOSS)["rows"]
    assert sorted(row["name"] for row in rows) == ["Ngõ 2", "Ngõ 3"]
    # Half of a lane of 312 m with 15 m beyond its end, and 30 m of the one that is crossed.
    assert found["walked_km"] == pytest.approx(0.156 + 0.015 + 0.030, abs=0.006)


def test_incidents_per_km_have_garwood_s_interval(conn: connection, town: Ward) -> None:
    found = shown(conn, town)["coverage"]
    n, km = found["incidents"], found["walked_km"]
    assert found["low"] == pytest.approx(stats.chi2.ppf(0.025, 2 * n) / 2 / km, rel=0.03)
    assert found["high"] == pytest.approx(stats.chi2.ppf(0.975, 2 * n + 2) / 2 / km, rel=0.03)


def test_ward_without_lanes_and_rounds_has_no_rate(conn: connection, ward: Ward) -> None:
    found = shown(conn, ward)["coverage"]
    assert (found["share"], found["per_walked_km"], found["unwalked"]) == (None, None, 0)


def test_unknown_words_and_lower_roles_are_refused(conn: connection, town: Ward) -> None:
    for of in ("late:ket_thuc", "new:3", "late:khong_co"):
        with pytest.raises(InputError):
            board_rows(conn, town, of, HALF, role=BOSS)
    with pytest.raises(NotAllowed):
        board_today(conn, town, HALF, role=Role.INSPECTOR)
