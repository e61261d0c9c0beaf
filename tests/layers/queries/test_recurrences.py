"""What came back: only after a closed one, at the same place, within the days looked back."""

from datetime import date, datetime
from typing import Any

import pytest
from psycopg2.extensions import connection

from geo.errors import InputError
from layers.filters import Filter
from layers.queries.board_rows import board_rows
from layers.queries.board_today import board_today
from layers.queries.recurrences import recurrences
from layers.queries.wards import Ward
from layers.roles import Role
from tests.factories import LAT, LON, add_incident, add_place, move_incident

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))
NINE_METRES = 0.0000866  # degrees of longitude at this latitude
EARLIER, LATER = "2016-03-01", "2016-03-20"


def found(conn: connection, ward: Ward, rule: dict[str, object] | None = None) -> dict[int, int]:
    """Ids of what came back, with that of the closed one before."""
    return {each.id: each.earlier_id for each in recurrences(conn, ward, HALF, rule or {})}


@pytest.mark.parametrize("state", ["ket_thuc", "khac_phuc_tai_cho"])
def test_what_comes_after_a_closed_one_came_back(conn: connection, ward: Ward, state: str) -> None:
    earlier = add_incident(conn, ward, on=EARLIER, state=state)
    later = add_incident(conn, ward, LON + NINE_METRES, LAT, on=LATER)
    assert found(conn, ward) == {later: earlier}


@pytest.mark.parametrize(
    "columns",
    [
        {"state": "phat_hien"},
        {"state": "huy"},
        {"state": "ket_thuc", "lon": LON + 1.3 * NINE_METRES},
        {"state": "ket_thuc", "on": "2015-03-19"},
        {"state": "ket_thuc", "on": LATER},
        {"state": "ket_thuc", "on": "2016-03-21"},
        {"state": "ket_thuc", "is_pile_up": True},
        {"state": "ket_thuc", "time_precision": "month"},
    ],
    ids=["open", "cancelled", "too far", "too long ago", "same day", "later", "pile-up", "month"],
)
def test_what_has_no_closed_one_before_it_there_did_not(
    conn: connection, ward: Ward, columns: dict[str, Any]
) -> None:
    add_incident(conn, ward, **{"on": EARLIER} | columns)
    add_incident(conn, ward, on=LATER)
    assert found(conn, ward) == {}


def test_same_known_place_counts_farther_away(conn: connection, ward: Ward) -> None:
    place = add_place(conn, ward)
    earlier = add_incident(conn, ward, on=EARLIER, state="ket_thuc", place_id=place)
    later = add_incident(conn, ward, LON + 4 * NINE_METRES, LAT, on=LATER, place_id=place)
    assert found(conn, ward) == {later: earlier}


def test_newest_closed_one_is_named_and_another_ward_is_not(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on=EARLIER, state="ket_thuc")
    newest = add_incident(conn, ward, on="2016-03-10", state="ket_thuc")
    later = add_incident(conn, ward, on=LATER)
    assert found(conn, ward)[later] == newest


def test_rule_of_the_board_says_how_near_and_how_alike(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on=EARLIER, state="ket_thuc")
    add_incident(conn, ward, LON + NINE_METRES, LAT, on=LATER, category="ban_hang_rong")
    assert len(found(conn, ward)) == 1
    assert found(conn, ward, {"radius_m": "8"}) == {}
    assert found(conn, ward, {"same_category": "true"}) == {}
    with pytest.raises(InputError):
        found(conn, ward, {"radius_m": "x"})


def test_one_that_the_log_knows_to_be_closed_only_later_was_still_open(
    conn: connection, ward: Ward
) -> None:
    earlier = add_incident(conn, ward, on=EARLIER)
    add_incident(conn, ward, on=LATER)
    move_incident(conn, ward, earlier, "ket_thuc")
    assert found(conn, ward) == {}


def test_figure_opens_its_rows_with_the_days_between(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, on=datetime(2016, 3, 1, 9), state="ket_thuc")
    later = add_incident(conn, ward, on=LATER)
    shown = board_today(conn, ward, HALF, role=Role.SUPERVISOR)["recurring"]
    assert (shown["count"], shown["median_days"]) == (1, 19)
    table = board_rows(conn, ward, shown["of"], HALF, role=Role.SUPERVISOR)
    assert table["total"] == shown["count"]
    row = table["rows"][0]
    assert (row["id"], row["earlier_on"], row["days_between"]) == (later, EARLIER, 19)


def test_nothing_came_back_in_a_ward_without_incidents(conn: connection, ward: Ward) -> None:
    shown = board_today(conn, ward, HALF, role=Role.SUPERVISOR)["recurring"]
    assert (shown["count"], shown["median_days"]) == (0, None)
