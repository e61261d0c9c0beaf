"""The filter is the permalink: what goes out comes back, what is wrong is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg2.extensions import connection

from geo.errors import InputError
from layers.filters import Filter
from layers.queries.board import board
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incident

CODES = st.lists(st.from_regex(r"[a-z0-9_-]{1,12}", fullmatch=True), max_size=4)
DAYS = st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1))


@given(DAYS, DAYS, CODES, CODES, CODES, st.lists(st.integers(0, 10**9), max_size=4))
def test_a_filter_survives_its_permalink(
    one: date | None,
    other: date | None,
    fields: list[str],
    groups: list[str],
    states: list[str],
    lanes: list[int],
) -> None:
    first, last = (min(one, other), max(one, other)) if one and other else (one, other)
    chosen = Filter(first, last, tuple(fields), (), tuple(groups), tuple(lanes), tuple(states))
    again = Filter.from_query(chosen.to_query())
    assert again.to_query() == chosen.to_query()
    assert (again.first, again.last) == (first, last)
    assert set(again.lanes) == set(lanes)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "31/12/2016"}, "from"),
        ({"to": "2016-02-30"}, "to"),
        ({"from": "2016-02-01", "to": "2016-01-01"}, "to"),
        ({"lane": "12,abc"}, "lane"),
        ({"lane": "١٢"}, "lane"),
        ({"inside": "105.9,21.04,105.8,21.05"}, "inside"),
        ({"inside": "105.8,21.04,105.9"}, "inside"),
        ({"inside": "105.8,21.04,105.9,nan"}, "inside"),
        ({"text": "…!"}, "text"),
        ({"text": "a" * 81}, "text"),
        ({"category": ",".join(f"c{i}" for i in range(300))}, "category"),
    ],
)
def test_a_wrong_permalink_names_the_parameter(query: dict[str, str], field: str) -> None:
    with pytest.raises(InputError) as caught:
        Filter.from_query(query)
    assert caught.value.field == field


def test_one_list_can_be_left_out() -> None:
    chosen = Filter.from_query({"field": "ttdt", "state": "huy", "from": "2016-01-01"})
    assert chosen.without("fields").to_query() == {"state": "huy", "from": "2016-01-01"}
    assert chosen.without("period").to_query() == {"field": "ttdt", "state": "huy"}


@given(st.lists(st.text("ab,%2C Đ", min_size=1, max_size=6), max_size=4))
def test_names_with_commas_survive_the_permalink(names: list[str]) -> None:
    units = tuple(name.strip() for name in names if name.strip())
    chosen = Filter(holders=units)
    assert Filter.from_query(chosen.to_query()) == chosen


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_day_beyond_all_records_is_an_input_error(day: str) -> None:
    """Such a day has no period of the same length before it, or no month after it."""
    with pytest.raises(InputError, match=day):
        Filter.from_query({"from": day})


@pytest.mark.parametrize("chosen", [{"from": "1900-01-01"}, {"to": "2199-12-31"}])
def test_board_shows_the_widest_period(
    conn: connection, ward: Ward, chosen: dict[str, str]
) -> None:
    add_incident(conn, ward)
    wide = {"from": "1900-01-01", "to": "2199-12-31"} | chosen
    made = board(conn, ward, Filter.from_query(wide), role=Role.SUPERVISOR)
    assert made["selection"]["value"] == 1
