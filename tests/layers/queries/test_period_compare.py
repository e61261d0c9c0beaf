"""Two periods by group and by lane: counts that open as rows, in the same classes and areas."""

import csv
import io
import json
from datetime import date, timedelta

import pytest

from geo.errors import InputError
from layers import clock, db
from layers.filters import Filter
from layers.periods import parse_period
from layers.queries.board_rows import board_rows
from layers.queries.period_compare import UNITS, compare_periods, read_breaks
from layers.queries.period_table import compare_csv
from layers.roles import Role
from tests.factories import add_area, add_incident, add_incidents, add_lane, add_unplaced

HALF = Filter(first=date(2016, 1, 1), last=date(2016, 6, 30))


@pytest.fixture
def town(conn, ward):
    """Group 5 went from 2 to 12, group 10 from 8 to 1; one on a default location, one outside."""
    add_area(conn, ward, "5", box=(105.88, 21.04, 105.885, 21.05))
    add_area(conn, ward, "10", box=(105.885, 21.04, 105.89, 21.05))
    add_lane(conn, ward, "Ngõ 1", points=[(105.881, 21.042), (105.884, 21.042)])
    add_lane(conn, ward, "Ngõ 2", points=[(105.886, 21.048), (105.889, 21.048)])
    add_incidents(conn, ward, 2, 105.882, 21.042, on="2015-08-01")
    add_incidents(conn, ward, 12, 105.882, 21.042, on="2016-02-01")
    add_incidents(conn, ward, 8, 105.887, 21.048, on="2015-09-01")
    add_incident(conn, ward, 105.887, 21.048, on="2016-03-01")
    add_incident(conn, ward, is_pile_up=True, on="2016-05-05")
    add_incident(conn, ward, 106.5, 21.0, on="2015-12-31")
    db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    return ward


def _found(conn, ward, unit="groups", before=None, chosen=HALF):
    return compare_periods(conn, ward, chosen, before, unit)


@pytest.mark.parametrize("unit", UNITS)
def test_units_and_what_lies_in_none_add_up_to_the_totals(conn, town, unit):
    found = _found(conn, town, unit)
    for which in ("before", "after"):
        parts = sum(each[which] for each in found["units"]) + found["nowhere"][which]
        assert parts == found[which]["total"]
    assert (found["before"]["total"], found["after"]["total"]) == (11, 14)
    assert found["before"]["title"]["en"] == "Second half of 2015"


@pytest.mark.parametrize("unit", UNITS)
def test_each_number_opens_as_many_rows(conn, town, unit):
    found = _found(conn, town, unit)
    for each in [*found["units"], found["nowhere"]]:
        for which in ("before", "after"):
            query = found["filter"] | {key: found[which][key] for key in ("from", "to")}
            rows = board_rows(
                conn, town, each["of"], Filter.from_query(query), role=Role.SUPERVISOR
            )
            assert rows["total"] == each[which], (each["of"], which)


def test_what_changed_more_than_chance_is_said_and_stands_first(conn, town):
    units = {each["key"]: each for each in _found(conn, town)["units"]}
    assert {key: each["change"] for key, each in units.items()} == {"5": "more", "10": "fewer"}
    assert units["5"]["ratio"] == pytest.approx(6 * 184 / 182, abs=1e-3)
    assert _found(conn, town)["units"][0]["p"] <= _found(conn, town)["units"][1]["p"]


def test_both_periods_are_in_the_same_classes(conn, town):
    found = _found(conn, town)
    values = [
        (each[f"rate_{which}"], each[f"class_{which}"])
        for each in found["units"]
        for which in ("before", "after")
    ]
    for value, number in values:
        above = sum(value > limit for limit in found["breaks"])
        assert number == (above + 1 if value else 0)


def test_a_border_that_moved_is_no_change(conn, town):
    """As was, both periods are counted in the areas of the last day."""
    found = _found(conn, town)
    assert found["boundaries"]["on"] == "2016-06-30"
    assert found["filter"]["areas"] == "2016-06-30"


def test_lane_rates_are_per_100_metres_and_30_days(conn, town):
    lane = next(each for each in _found(conn, town, "lanes")["units"] if each["name"] == "Ngõ 1")
    metres = db.value(
        conn,
        "SELECT ST_Length(ST_Transform(geom, 5897)) FROM lane WHERE id = %s",
        (int(lane["key"]),),
    )
    assert lane["rate_after"] == pytest.approx(12 / 182 * 30 / (metres / 100), abs=1e-3)


def test_ward_without_incidents_or_units_compares_nothing(conn, ward):
    found = _found(conn, ward)
    assert found["units"] == [] and found["breaks"] == []


def test_unknown_unit_and_periods_in_the_wrong_order_are_refused(conn, town):
    with pytest.raises(InputError, match="No unit 'hexagons'"):
        _found(conn, town, "hexagons")
    with pytest.raises(InputError, match="must end before 01 Jan 2016"):
        _found(conn, town, before=parse_period("2016H1"))


def test_days_to_come_are_not_counted_as_quiet_days(conn, town):
    today = clock.today()
    running = Filter(first=today - timedelta(days=9), last=today + timedelta(days=90))
    after = _found(conn, town, chosen=running)["after"]
    assert (after["to"], after["days"]) == (today.isoformat(), 10)
    to_come = Filter(first=today + timedelta(days=1), last=today + timedelta(days=9))
    with pytest.raises(InputError, match="has not begun"):
        _found(conn, town, chosen=to_come)


def test_unit_without_incidents_has_no_adjusted_p(conn, town):
    add_area(conn, town, "11", box=(105.89, 21.04, 105.895, 21.05))
    units = {each["key"]: each for each in _found(conn, town)["units"]}
    assert units["11"]["p_adjusted"] is None
    assert units["11"]["change"] == "unclear"


def test_squares_hold_what_lies_in_them_and_their_shape_is_100_m(conn, town):
    found = _found(conn, town, "cells")
    assert sorted((each["before"], each["after"]) for each in found["units"]) == [
        (1, 0),
        (2, 12),
        (8, 1),
    ]
    assert (found["nowhere"]["before"], found["nowhere"]["after"]) == (0, 1)
    shape = json.dumps(found["units"][0]["geometry"])
    area = "SELECT ST_Area(ST_Transform(ST_GeomFromGeoJSON(%s::text), %s))"
    measured = db.value(conn, area, (shape, town.srid_measure))
    assert measured == pytest.approx(10_000, rel=0.01)
    named = {each["name"].split(" · ")[0] for each in found["units"] if " · " in each["name"]}
    assert named == {"Ngõ 1", "Ngõ 2"}


def test_incident_of_which_only_the_lane_is_known_is_in_no_square(conn, town):
    before = _found(conn, town, "cells")["nowhere"]["after"]
    incident = db.value(conn, "SELECT id FROM incident WHERE occurred_on = '2016-03-01'")
    unplaced = add_unplaced(conn, town, "Ngõ 2")
    db.execute(
        conn,
        "INSERT INTO placement (ward_id, unplaced_id, incident_id, method, placed_by)"
        " VALUES (%s, %s, %s, 'lane', 'test')",
        (town.id, unplaced, incident),
    )
    left = _found(conn, town, "cells")["nowhere"]
    assert left["after"] == before + 1
    rows = board_rows(conn, town, left["of"], HALF, role=Role.SUPERVISOR)
    assert rows["total"] == left["after"]


def test_classes_of_a_link_are_kept_whatever_the_counts(conn, town):
    kept = compare_periods(conn, town, HALF, None, "groups", (0.5, 1.0))
    assert kept["breaks"] == [0.5, 1.0]
    classes = {each["key"]: (each["class_before"], each["class_after"]) for each in kept["units"]}
    assert classes == {"5": (1, 3), "10": (3, 1)}


@pytest.mark.parametrize(
    "raw", ["x", "1,1", "2,1", "0,1", "-1", "1,,2", "1e3", "1,2,3,4,5,6,7,8,9,10"]
)
def test_breaks_that_do_not_rise_are_refused(raw):
    with pytest.raises(InputError) as refused:
        read_breaks(raw)
    assert refused.value.field == "breaks"


def test_breaks_of_an_address_are_read_to_the_last_digit():
    assert (read_breaks(""), read_breaks("0.5,2")) == (None, (0.5, 2.0))
    cuts = (1.3043478260869565, 0.16483516483516486 + 2)
    assert read_breaks(",".join(map(repr, cuts))) == cuts


@pytest.mark.parametrize("language", ["vi", "en"])
def test_csv_has_a_line_a_unit_and_one_for_what_is_in_none(conn, town, language):
    found = _found(conn, town, "lanes")
    lines = list(csv.reader(io.StringIO(compare_csv(found, language).removeprefix("\ufeff"))))
    assert len(lines) == len(found["units"]) + 2
    assert lines[0][2].endswith("2015-07-01 – 2015-12-31")
    assert {len(line) for line in lines} == {len(lines[0])}
    first = found["units"][0]
    assert lines[1][:4] == [first["name"], first["key"], str(first["before"]), str(first["after"])]
    assert sum(int(line[3]) for line in lines[1:]) == found["after"]["total"]
