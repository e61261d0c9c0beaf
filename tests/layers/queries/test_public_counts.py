"""What the public is told of random wards: nothing to subtract a small count from."""

import random

import pytest
from psycopg2.extensions import connection

from geo.small_counts import FEWEST
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.timeline import read_timeline
from layers.queries.wards import Ward
from layers.registry import get_layer
from layers.roles import Role
from tests.factories import add_incident, add_incidents

KINDS = (
    ("ttdt", "lan_chiem_via_he"),
    ("ttdt", "ban_hang_rong"),
    ("vsmt", "vut_rac"),
    ("ttxd", "khong_phep"),
)
MONTHS = ("2016-01", "2016-02", "2016-03")


def _fill(conn: connection, ward: Ward, dice: random.Random) -> None:
    for field, category in KINDS:
        for month in MONTHS:
            for _ in range(dice.choice((0, 1, 2, 4, 5, 6, 9, 13))):
                day = f"{month}-{dice.randint(1, 28):02}"
                add_incident(conn, ward, field=field, category=category, on=day)


def _filters(dice: random.Random) -> list[Filter]:
    period = {"from": "2016-01-01", "to": "2016-03-31"}
    kinds = dice.sample(KINDS, dice.randint(1, 3))
    some = ",".join(category for _, category in kinds)
    asked = [{}, period, {"category": some}, {"field": "ttdt"}, {**period, "field": "ttdt,vsmt"},
             {"from": "2016-01-01", "to": "2016-02-29", "category": some}]  # fmt: skip
    return [Filter.from_query(each) for each in asked]


def _told(conn: connection, ward: Ward, chosen: Filter) -> dict:
    layers = [get_layer("incident_cells")]
    return read_counts(conn, ward, layers, chosen, Role.PUBLIC)


@pytest.mark.parametrize("seed", range(5))
def test_no_two_public_answers_differ_by_a_small_count(
    conn: connection, ward: Ward, seed: int
) -> None:
    dice = random.Random(seed)
    _fill(conn, ward, dice)
    numbers = {0}
    for chosen in _filters(dice):
        told, line = _told(conn, ward, chosen), read_timeline(conn, ward, chosen, Role.PUBLIC)
        numbers |= {row["n"] for rows in told["facets"].values() for row in rows}
        numbers |= {told["total"] or 0, line["total"] or 0, *(n for _, n in line["counts"])}
    assert len(numbers) > 3
    assert {number % FEWEST for number in numbers} == {0}


@pytest.mark.parametrize("seed", range(5))
def test_what_a_facet_does_not_list_is_no_difference(
    conn: connection, ward: Ward, seed: int
) -> None:
    """The total less the listed months (fields) is never one number from 1 to 4."""
    dice = random.Random(seed)
    _fill(conn, ward, dice)
    told = _told(conn, ward, Filter())
    step = told["rounded_to"]
    if step is None:
        assert told["total"] is None and not any(told["facets"].values())
        return
    for name in ("field", "category", "month"):
        listed = [row["n"] for row in told["facets"][name]]
        least = told["total"] - sum(number + step - 1 for number in listed)
        most = told["total"] + step - 1 - sum(listed)
        assert not (least == most and 0 < most < FEWEST), name


def test_a_single_small_month_beside_large_ones_cannot_be_worked_out(
    conn: connection, ward: Ward
) -> None:
    """Exact totals told it: 23 in all, 20 in January, so 3 in February."""
    add_incidents(conn, ward, 20, on="2016-01-10")
    add_incidents(conn, ward, 3, on="2016-02-10")
    told = _told(conn, ward, Filter())
    assert told["total"] == 20
    assert [(row["value"], row["n"]) for row in told["facets"]["month"]] == [("2016-01", 20)]
    squares = _told(conn, ward, Filter.from_query({"from": "2016-01-01", "to": "2016-01-31"}))
    assert squares["total"] == 20
