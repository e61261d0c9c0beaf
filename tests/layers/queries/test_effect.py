"""Did it work: one stored run, a sentence with its interval, counts that open as many rows."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers import db
from layers.analysis import rerun
from layers.errors import NotAllowed, NotFound
from layers.filters import Filter
from layers.queries.board_rows import board_rows
from layers.queries.effect import Measure, effect, upgraded_lanes
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_area, add_incident, add_lane, add_lane_project

BOSS = Role.SUPERVISOR
ON = date(2016, 4, 1)


@pytest.fixture
def lanes(conn: connection, ward: Ward) -> dict[str, int]:
    """A lane that went from 36 to 3 in 90 days, one beside it, one far away, one under works."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.89, 21.05))
    rows = {"cai_tao": 21.042, "ben_canh": 21.0426, "xa": 21.048, "thi_cong": 21.046}
    ids = {
        name: add_lane(conn, ward, name, code=name, points=[(105.881, lat), (105.889, lat)])
        for name, lat in rows.items()
    }
    add_lane_project(conn, ward, ids["cai_tao"], started_on="2016-02-01", finished_on=ON)
    add_lane_project(conn, ward, ids["thi_cong"], started_on="2016-05-01", state="building")
    for name, before, after in (("cai_tao", 36, 3), ("ben_canh", 9, 9), ("xa", 45, 45)):
        for side, count in ((-1, before), (0, after)):
            for n in range(count):
                day = ON + timedelta(days=side * 90 + n * 89 // (count - 1))
                add_incident(conn, ward, 105.882 + n * 0.0001, rows[name], on=day)
    add_incident(conn, ward, 105.885, rows["thi_cong"], on=date(2016, 3, 1))
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ids


def asked(conn: connection, ward: Ward, measure: Measure) -> dict[str, Any]:
    return effect(conn, ward, measure, Filter(), role=BOSS)


def test_upgraded_lane_is_judged_at_its_finish_day(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    found = asked(conn, ward, Measure(lane=lanes["cai_tao"]))
    roles = {each["role"]: (each["before"], each["after"]) for each in found["roles"]}
    assert (found["on"], found["span_days"]) == ("2016-04-01", 90)
    assert roles == {"treated": (36, 3), "ring": (9, 9), "comparison": (45, 45)}
    assert found["verdict"] == "fewer"
    assert "0.08 times" in found["sentence"]["en"] and "clearly fewer" in found["sentence"]["en"]
    treated = found["roles"][0]
    assert treated["low"] < treated["ratio"] < treated["high"] < 1
    assert treated["expected_after"] == 36
    interval = f"{treated['low']:.2f} đến {treated['high']:.2f}".replace(".", ",")
    assert interval in found["sentence"]["vi"]


def test_lane_under_works_in_these_days_is_no_comparison(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    found = asked(conn, ward, Measure(lane=lanes["cai_tao"]))
    assert found["same_time"] == ["thi_cong"]
    earlier = asked(conn, ward, Measure(lane=lanes["cai_tao"], on=ON, span_days=20))
    assert earlier["same_time"] == []


def test_every_count_opens_as_many_rows_and_the_steps_add_up(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    found = asked(conn, ward, Measure(lane=lanes["cai_tao"]))
    for each in found["roles"]:
        for side in ("before", "after"):
            rows = board_rows(conn, ward, each[f"of_{side}"], Filter(), role=BOSS)
            assert rows["total"] == each[side], (each["role"], side)
            steps = [step for step in found["steps"] if step["side"] == side]
            assert sum(step[each["role"]] for step in steps) == each[side]
    assert (found["steps"][0]["from"], found["steps"][-1]["until"]) == ("2016-01-02", "2016-06-29")


def test_same_question_is_the_same_run_and_it_can_be_run_again(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    first = asked(conn, ward, Measure(lane=lanes["cai_tao"]))
    assert asked(conn, ward, Measure(lane=lanes["cai_tao"], on=ON))["run"] == first["run"]
    again = rerun(conn, ward, first["run"])
    assert again.same() == {"same_input": True, "same_code": True, "same_result": True}


def test_place_is_a_disc_with_its_ring(conn: connection, ward: Ward, lanes: dict[str, int]) -> None:
    found = asked(conn, ward, Measure(at=(105.882, 21.042), on=ON, radius_m="30"))
    treated = found["roles"][0]
    assert (found["kind"], treated["before"]) == ("place", 3)
    assert "30 m" in found["name"]["vi"]


def test_few_incidents_are_not_clear(conn: connection, ward: Ward, lanes: dict[str, int]) -> None:
    found = asked(conn, ward, Measure(lane=lanes["xa"], on=ON))
    assert found["verdict"] == "unclear"
    nothing = asked(conn, ward, Measure(lane=lanes["thi_cong"], on=date(2016, 2, 1), span_days=20))
    assert nothing["verdict"] == "unclear" and "cannot be compared" in nothing["sentence"]["en"]


@pytest.mark.parametrize(
    ("measure", "field"),
    [
        (Measure(), "treated"),
        (Measure(at=(105.882, 21.042)), "on"),
        (Measure(at=(105.882, 21.042), on=date(2016, 1, 5)), "on"),
        (Measure(at=(105.882, 21.042), on=date(2019, 1, 5)), "on"),
        (Measure(at=(105.882, 21.042), on=ON, radius_m="x"), "radius_m"),
    ],
    ids=["nothing", "no day", "too early", "after the data", "bad radius"],
)
def test_what_cannot_be_judged_is_refused_by_field(
    conn: connection, ward: Ward, lanes: dict[str, int], measure: Measure, field: str
) -> None:
    with pytest.raises(InputError) as refused:
        asked(conn, ward, measure)
    assert refused.value.field == field


def test_lane_without_a_day_unknown_lane_and_lower_roles_are_refused(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    with pytest.raises(InputError, match="no finished upgrade"):
        asked(conn, ward, Measure(lane=lanes["xa"]))
    with pytest.raises(NotFound):
        asked(conn, ward, Measure(lane=10**9))
    with pytest.raises(NotAllowed):
        effect(conn, ward, Measure(lane=lanes["xa"]), Filter(), role=Role.INSPECTOR)


def test_upgraded_lanes_are_those_with_a_finish_day(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    found = upgraded_lanes(conn, ward)
    assert [(each["lane"], each["finished_on"]) for each in found] == [
        (lanes["cai_tao"], "2016-04-01")
    ]


def test_steps_that_are_no_whole_days_follow_each_other_and_count_their_own_days(
    conn: connection, ward: Ward, lanes: dict[str, int]
) -> None:
    for span in (80, 50, 86):
        steps = asked(conn, ward, Measure(lane=lanes["cai_tao"], on=ON, span_days=span))["steps"]
        days = [(date.fromisoformat(s["from"]), date.fromisoformat(s["until"])) for s in steps]
        assert days[0][0] == ON - timedelta(days=span)
        assert days[-1][1] == ON + timedelta(days=span - 1)
        assert ON in [first for first, _ in days]
        for (_, last), (first, _) in pairwise(days):
            assert first == last + timedelta(days=1)
        query = "SELECT count(*) FROM incident WHERE lane_id = %s AND occurred_on BETWEEN %s AND %s"
        counted = [db.value(conn, query, (lanes["cai_tao"], *each)) for each in days]
        assert [step["treated"] for step in steps] == counted
