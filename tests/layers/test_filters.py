"""The filter is the permalink: what goes out comes back, what is wrong is named."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from layers.filters import Filter

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
