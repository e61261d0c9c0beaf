"""Contracted routes: handovers with the incidents of each holder, lanes nobody holds, names."""

from datetime import date

import pytest

from geo.rates import poisson_interval
from layers.errors import NotFound
from layers.queries.route_pages import (
    lanes_without_holder,
    list_routes,
    read_route,
    read_route_incidents,
)
from layers.roles import Role
from tests.factories import add_incident, add_lane, add_route

LINE = [(105.881, 21.045), (105.889, 21.045)]
ON = date(2016, 6, 30)


@pytest.fixture
def contracts(conn, ward) -> tuple[int, int]:
    """One route that went from the women's union to the youth union on 1 April 2016."""
    same = {"points": LINE, "code": "T-1"}
    first = add_route(
        conn, ward, valid_from="2016-01-01", valid_to="2016-04-01", holder_unit="Hội Phụ nữ",
        holder_name="Bà A", **same,
    )  # fmt: skip
    return first, add_route(conn, ward, valid_from="2016-04-01", holder_unit="Đoàn TN", **same)


def test_each_holder_has_the_incidents_of_their_own_days(conn, ward, contracts) -> None:
    first, second = contracts
    for on in ("2016-02-01", "2016-03-31", "2016-04-01"):
        add_incident(conn, ward, 105.885, 21.045, on=on)
    found = read_route(conn, ward, second, ON, Role.INSPECTOR)
    assert [(row["id"], row["incidents"], row["days"]) for row in found] == [
        (second, 1, 91),
        (first, 2, 91),
    ]
    for row in found:
        assert len(read_route_incidents(conn, row["id"], ON)) == row["incidents"]
        low, high = poisson_interval([row["incidents"]], 0.95)
        per = 30 / (row["km"] * row["days"])
        assert row["rate"].low == pytest.approx(low[0] * per, abs=0.001)
        assert row["rate"].high == pytest.approx(high[0] * per, abs=0.001)
    assert found[1]["holder_name"] == "Bà A"


def test_list_is_of_a_day_and_names_are_for_inspectors(conn, ward, contracts) -> None:
    first, second = contracts
    assert [row["id"] for row in list_routes(conn, ward, ON, Role.VIEWER)] == [second]
    then = list_routes(conn, ward, date(2016, 3, 31), Role.VIEWER)
    assert [(row["id"], row["holder_name"]) for row in then] == [(first, "")]


def test_lanes_nobody_holds_on_a_day(conn, ward, contracts) -> None:
    add_lane(conn, ward, "Ngõ có người", points=LINE)
    add_lane(conn, ward, "Ngõ trống", points=[(105.881, 21.048), (105.889, 21.048)])
    assert [row["name"] for row in lanes_without_holder(conn, ward, ON)] == ["Ngõ trống"]
    assert len(lanes_without_holder(conn, ward, date(2015, 6, 1))) == 2


def test_route_of_another_ward_is_not_there(conn, ward) -> None:
    with pytest.raises(NotFound):
        read_route(conn, ward, 987_654, ON, Role.ADMIN)
