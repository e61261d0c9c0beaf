"""The counts of the time line: by day, for the public by month from five on, as the rows say."""

from datetime import date

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers.filters import Filter
from layers.queries.counts import read_counts
from layers.queries.timeline import read_timeline
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import add_incidents


def _planted(conn: connection, ward: Ward) -> None:
    add_incidents(conn, ward, 3, on="2016-01-31")
    add_incidents(conn, ward, 6, on="2016-02-01", field="vsmt", category="vut_rac")
    add_incidents(conn, ward, 2, on="2016-02-29")


def test_each_day_with_incidents_has_a_number(conn: connection, ward: Ward) -> None:
    _planted(conn, ward)
    found = read_timeline(conn, ward, Filter(), Role.VIEWER)
    assert found["counts"] == [["2016-01-31", 3], ["2016-02-01", 6], ["2016-02-29", 2]]
    assert (found["unit"], found["total"]) == ("day", 11)


def test_it_follows_the_filter_and_says_which(conn: connection, ward: Ward) -> None:
    _planted(conn, ward)
    chosen = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30), fields=("vsmt",))
    found = read_timeline(conn, ward, chosen, Role.VIEWER)
    assert found["counts"] == [["2016-02-01", 6]]
    assert found["filters"] == ["field"]
    assert read_timeline(conn, ward, Filter(last=date(2016, 6, 30)), Role.VIEWER)["filters"] == []


@pytest.mark.parametrize(
    ("first", "last"), [("2016-01-31", "2016-02-01"), ("2016-02-02", "2016-02-29")]
)
def test_days_of_a_window_add_up_to_its_total(
    conn: connection, ward: Ward, first: str, last: str
) -> None:
    _planted(conn, ward)
    days = read_timeline(conn, ward, Filter(), Role.VIEWER)["counts"]
    window = Filter(first=date.fromisoformat(first), last=date.fromisoformat(last))
    counted = read_counts(conn, ward, [], window, Role.VIEWER)["total"]
    assert sum(n for day, n in days if first <= day <= last) == counted > 0


def test_public_learns_months_of_five_and_more_in_fives(conn: connection, ward: Ward) -> None:
    _planted(conn, ward)
    found = read_timeline(conn, ward, Filter(), Role.PUBLIC)
    assert found["counts"] == [["2016-02-01", 5]]
    assert (found["unit"], found["total"]) == (
        "month",
        5,
    )  # a total of all would tell the month that is left out
    few = read_timeline(conn, ward, Filter(last=date(2016, 1, 31)), Role.PUBLIC)
    assert (few["counts"], few["total"]) == ([], None)


def test_public_may_not_ask_for_parts_of_a_month(conn: connection, ward: Ward) -> None:
    with pytest.raises(InputError) as refused:
        read_timeline(conn, ward, Filter(first=date(2016, 1, 2)), Role.PUBLIC)
    assert refused.value.field == "from"


def test_ward_without_incidents_has_no_days(conn: connection, ward: Ward) -> None:
    found = read_timeline(conn, ward, Filter(), Role.VIEWER)
    assert (found["counts"], found["total"]) == ([], 0)
