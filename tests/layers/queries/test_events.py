from datetime import date

import numpy as np
import pytest
from psycopg2.extensions import connection

from geo.crs import to_metric
from layers.filters import Filter
from layers.queries.events import (
    count_pile_ups,
    events_in,
    given_units,
    group_units,
    lane_units,
    place_keys,
    ward_area,
)
from layers.queries.wards import Ward
from tests.factories import LAT, LON, add_area, add_incident, add_incidents, add_lane

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))


def test_events_are_in_metres_of_the_ward(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, 105.886281, 21.048956)
    events = events_in(conn, ward, Filter())
    x, y = to_metric(105.886281, 21.048956, 5897)
    assert events.x == pytest.approx(float(x), abs=1e-3)
    assert events.y == pytest.approx(float(y), abs=1e-3)
    assert (events.x[0], events.y[0]) == pytest.approx((591914.15, 2328628.29), abs=0.02)


def test_days_ids_and_categories_come_along(conn: connection, ward: Ward) -> None:
    number = add_incident(conn, ward, on="2016-03-15 07:30")
    events = events_in(conn, ward, Filter())
    assert events.ids.tolist() == [number]
    assert events.day is not None
    assert np.array(events.day, "datetime64[D]").tolist() == [date(2016, 3, 15)]
    assert events.category is not None
    assert events.category.tolist() == ["lan_chiem_via_he"]


def test_filter_and_other_wards_stay_outside(conn: connection, ward: Ward) -> None:
    inside = add_incident(conn, ward, on="2016-06-30 23:59")
    add_incident(conn, ward, on="2016-07-01")
    assert events_in(conn, ward, HALF).ids.tolist() == [inside]


def test_default_location_is_left_out_and_counted(conn: connection, ward: Ward) -> None:
    kept = add_incident(conn, ward)
    add_incidents(conn, ward, 3, is_pile_up=True)
    assert events_in(conn, ward, Filter()).ids.tolist() == [kept]
    assert len(events_in(conn, ward, Filter(), exclude_pile_ups=False)) == 4
    assert count_pile_ups(conn, ward, Filter()) == 3


def test_one_month_only_date_makes_all_days_months(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward)
    assert events_in(conn, ward, Filter()).day_precision == "day"
    add_incident(conn, ward, time_precision="month")
    assert events_in(conn, ward, Filter()).day_precision == "month"


def test_no_rows_make_no_events(conn: connection, ward: Ward) -> None:
    assert len(events_in(conn, ward, HALF)) == 0


def test_address_is_a_place_only_with_a_house_number() -> None:
    keys = place_keys(["12 Ngõ 5", "SỐ 12  ngõ 5", "12 ngõ 5", "Ngõ 5", ""])
    assert keys == ["12 ngõ 5", "số 12 ngõ 5", "12 ngõ 5", "", ""]


def test_ward_area_is_the_outline_in_force(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "00130", kind="ward", valid_to="2025-07-01")
    add_area(
        conn, ward, "00118", kind="ward", valid_from="2025-07-01", box=(105.0, 21.0, 106.0, 22.0)
    )
    area = ward_area(conn, ward, date(2016, 6, 30))
    assert area.polygon.area == pytest.approx(1.15e6, rel=0.01)
    assert area.notes == ()


def test_ward_area_without_outline_is_the_groups_together(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.89, 21.05))
    area = ward_area(conn, ward, date(2016, 6, 30))
    assert area.polygon.area == pytest.approx(1.15e6, rel=0.01)
    assert [note.code for note in area.notes] == ["area_from_groups"]


def test_ward_area_without_areas_is_the_hull_with_a_warning(conn: connection, ward: Ward) -> None:
    add_incident(conn, ward, LON, LAT)
    area = ward_area(conn, ward, date(2016, 6, 30))
    assert area.polygon.area == pytest.approx(np.pi * 50**2, rel=0.02)
    assert [(note.code, note.level) for note in area.notes] == [("area_from_incidents", "warning")]


def test_ward_with_nothing_has_an_empty_area(conn: connection, ward: Ward) -> None:
    assert ward_area(conn, ward, date(2016, 6, 30)).polygon.is_empty


def test_group_units_are_those_of_the_day_in_natural_order(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "10", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "2", box=(105.885, 21.04, 105.89, 21.05))
    add_area(conn, ward, "7", box=(105.89, 21.04, 105.90, 21.05), valid_from="2020-01-01")
    units = group_units(conn, ward, date(2016, 6, 30))
    assert units is not None
    assert units.keys == ("2", "10")
    assert group_units(conn, ward, date(2009, 1, 1)) is None


def test_lanes_are_lines_in_metres_in_order_of_their_codes(conn: connection, ward: Ward) -> None:
    add_lane(conn, ward, "Ngõ 10", code="L10")
    add_lane(conn, ward, "Ngõ 9", code="L9")
    lanes = lane_units(conn, ward)
    assert lanes is not None
    assert (lanes.kind, lanes.keys, lanes.labels) == ("lane", ("L9", "L10"), ("Ngõ 9", "Ngõ 10"))
    assert lanes.geometry[0].length == pytest.approx(831.6, abs=1)


def test_only_the_units_a_method_needs_are_read(conn: connection, ward: Ward) -> None:
    add_area(conn, ward, "1")
    add_lane(conn, ward)
    on = date(2016, 6, 30)
    assert given_units(conn, ward, "none", on) is None
    kinds = [given_units(conn, ward, needed, on) for needed in ("groups", "lanes")]  # type: ignore
    assert [units.kind for units in kinds if units] == ["area", "lane"]


def test_a_ward_without_lanes_has_none(conn: connection, ward: Ward) -> None:
    assert lane_units(conn, ward) is None
