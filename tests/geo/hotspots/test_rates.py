import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.rates import METHOD
from geo.result import Units

AREA = shapely.box(1000, 1000, 2000, 2000)
LANES = Units(
    "lane",
    np.array(
        [
            shapely.LineString([(1000, 1100), (2000, 1100)]),
            shapely.LineString([(1000, 1500), (1400, 1500)]),
            shapely.LineString([(1000, 1900), (1100, 1900)]),
            shapely.LineString([(5000, 5000), (5100, 5000)]),
        ],
        dtype=object,
    ),
    ("Phố A", "Ngõ B", "Ngõ C", "xa"),
    ("a", "b", "c", "d"),
)


def events(a=20, b=20, c=1, off=0):
    """That many along each lane, 5 m off it, and some in no lane's reach."""
    x = [np.linspace(1010, 1990, a), np.linspace(1010, 1390, b), np.linspace(1020, 1080, c)]
    y = [np.full(a, 1105.0), np.full(b, 1505.0), np.full(c, 1905.0)]
    return Events.from_arrays(
        np.concatenate([*x, np.linspace(1600, 1900, off)]),
        np.concatenate([*y, np.full(off, 1700.0)]),
    )


def run(found, raw=None, units=LANES, area=AREA):
    return METHOD.run(found, area, raw or {}, 0, units)


def codes(result):
    return {note.code for note in result.notes}


def test_value_is_events_per_km_and_score_how_many_times_the_ward():
    result = run(events())
    assert result.units.labels == ("Phố A", "Ngõ B", "Ngõ C")
    np.testing.assert_allclose(result.columns["value"], [20, 50, 10])
    overall = 41 / 1.5
    np.testing.assert_allclose(result.columns["expected"], overall)
    np.testing.assert_allclose(result.columns["score"], np.array([20, 50, 10]) / overall)
    np.testing.assert_allclose(result.columns["length_km"], [1.0, 0.4, 0.1])


def test_the_dense_lane_is_above_the_ward_and_ranks_first():
    result = run(events())
    assert result.columns["class_code"].tolist() == [0, 3, 0]
    assert result.columns["rank"].tolist()[1] == 1
    assert result.columns["p"].min() > 0


def test_a_short_lane_with_one_event_is_marked_and_smoothed():
    result = run(events(c=1, b=40))
    columns = result.columns
    assert columns["small_numbers"].tolist() == [False, False, True]
    assert columns["smoothed"][2] > columns["value"][2]
    assert (columns["rate_low"] <= columns["value"]).all()
    assert (columns["value"] <= columns["rate_high"]).all()
    assert {"small_numbers", "uneven"} <= codes(result)


def test_events_off_the_lanes_are_reported():
    result = run(events(off=4))
    assert result.summary["events_off"] == 4
    assert "events_off_units" in codes(result)
    assert sum(len(each) for each in result.members) == 41
    assert result.summary["farthest_snap_m"] == pytest.approx(5.0)


def test_a_lane_outside_the_area_has_no_rate():
    result = run(events())
    assert result.summary["units_left_out"] == 1
    assert "units_left_out" in codes(result)


def test_only_the_part_in_reach_of_the_area_counts():
    beyond = Units(
        "lane", np.array([shapely.LineString([(1900, 1500), (3000, 1500)])], object), ("x",)
    )
    result = run(events(), units=beyond)
    assert result.columns["length_km"][0] == pytest.approx(0.13)


def test_groups_have_a_rate_per_square_kilometre():
    halves = Units(
        "area",
        np.array([shapely.box(1000, 1000, 2000, 1300), shapely.box(1000, 1300, 2000, 2000)]),
        ("1", "2"),
    )
    result = run(events(), {"unit_kind": "areas"}, halves)
    np.testing.assert_allclose(result.columns["value"], [20 / 0.3, 21 / 0.7])
    np.testing.assert_allclose(result.columns["area_km2"], [0.3, 0.7])
    assert "km²" in result.summary["rule"].en


def test_no_lanes_is_said():
    with pytest.raises(InputError, match="needs lanes"):
        run(events(), units=None)
    with pytest.raises(InputError, match="resident groups"):
        run(events(), {"unit_kind": "areas"}, None)


def test_no_events_give_no_rate_and_no_class():
    result = run(Events.from_arrays([], []))
    assert not result.columns["value"].any()
    assert (result.columns["p"] == 1).all()
    assert "no_events" in codes(result)


def test_weights_are_not_used_and_said():
    found = Events.from_arrays([1010.0, 1020.0], [1100.0, 1100.0], weight=[5.0, 5.0])
    result = run(found)
    assert result.columns["events"][0] == 2
    assert "weights_not_used" in codes(result)


def with_columns(units, **columns):
    known = {name: np.array(column, dtype=float) for name, column in columns.items()}
    return Units(units.kind, units.geometry, units.labels, units.keys, known)


def test_per_km_inspected_the_well_watched_lane_is_no_longer_first():
    """Both have twenty; the second is shorter, but was walked eight times as often."""
    lanes = with_columns(LANES, inspected=[2.0, 8.0, 0.0, np.nan])
    by_length, inspected = run(events()), run(events(), {"exposure": "inspected"}, lanes)
    assert by_length.columns["rank"].tolist()[1] == 1
    assert inspected.units.labels == ("Phố A", "Ngõ B")
    np.testing.assert_allclose(inspected.columns["value"], [10.0, 2.5])
    np.testing.assert_allclose(inspected.columns["inspected_km"], [2.0, 8.0])
    assert inspected.columns["rank"].tolist() == [1, 2]
    assert inspected.summary["events_without_exposure"] == 1  # not given to a neighbour
    assert "units_without_exposure" in codes(inspected)
    assert "km inspected" in inspected.summary["rule"].en


def test_per_thousand_people():
    halves = Units(
        "area", shapely.box([1000, 1000], [1000, 1300], [2000, 2000], [1300, 2000]), ("1", "2")
    )
    known = with_columns(halves, people=[2000, 500])
    result = run(events(), {"unit_kind": "areas", "exposure": "people"}, known)
    np.testing.assert_allclose(result.columns["value"], [10.0, 42.0])
    assert result.summary["per"] == "thousand_people"


@pytest.mark.parametrize("exposure", ["inspected", "people"])
def test_an_exposure_that_nobody_knows_is_refused(exposure):
    with pytest.raises(InputError, match=f"'{exposure}' is not known"):
        run(events(), {"exposure": exposure})
