"""Many rows on one coordinate: kept out until a person says that the place is real."""

from datetime import date

import pytest

from geo.errors import InputError
from layers import db
from layers.filters import Filter
from layers.queries.default_locations import decide_location, list_locations
from layers.queries.events import events_in
from tests.factories import LAT, LON, add_incident, add_incidents

ALL = Filter(first=date(2016, 1, 1), last=date(2016, 12, 31))


def test_a_person_lets_a_pile_into_the_analysis_and_takes_it_back(conn, ward):
    add_incidents(conn, ward, 3, is_pile_up=True)
    add_incident(conn, ward, LON + 0.001)
    assert len(events_in(conn, ward, ALL)) == 1
    (spot,) = list_locations(conn, ward)
    assert (spot["rows"], spot["left_out"], spot["is_default"]) == (3, 3, None)
    at = (spot["lon"], spot["lat"])
    assert decide_location(conn, ward, *at, "lan", is_default=False, note="cổng chợ") == 3
    assert len(events_in(conn, ward, ALL)) == 4
    (spot,) = list_locations(conn, ward)
    assert (spot["left_out"], spot["is_default"], spot["decided_by"], spot["note"]) == (
        0, False, "lan", "cổng chợ",
    )  # fmt: skip
    assert decide_location(conn, ward, *at, "minh", is_default=True) == 3
    (spot,) = list_locations(conn, ward)
    assert (spot["left_out"], spot["is_default"], spot["decided_by"]) == (3, True, "minh")
    actors = db.rows(
        conn, "SELECT actor FROM change_log WHERE table_name = 'location_verdict' ORDER BY id"
    )
    assert [row["actor"] for row in actors][-2:] == ["lan", "minh"]


def test_nothing_is_said_of_a_coordinate_without_rows(conn, ward):
    with pytest.raises(InputError):
        decide_location(conn, ward, LON, LAT, "lan", is_default=False)
