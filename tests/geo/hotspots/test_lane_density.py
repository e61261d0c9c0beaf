import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.events import Events
from geo.hotspots.lane_density import METHOD
from geo.result import Units

AREA = shapely.box(1000, 1000, 2000, 2000)
LANES = Units(
    "lane",
    np.array(
        [
            shapely.LineString([(1000, 1100), (2000, 1100)]),
            shapely.LineString([(1500, 1100), (1500, 1180)]),
            shapely.LineString([(1000, 1900), (2600, 1900)]),
        ],
        dtype=object,
    ),
    ("Phố A", "Ngõ B", "Phố C"),
)


def run(events, raw=None, units=LANES, area=AREA):
    return METHOD.run(events, area, raw or {}, 0, units)


def codes(result):
    return {note.code for note in result.notes}


def at(x, y, n=40):
    return Events.from_arrays(np.full(n, x), np.full(n, y))


def test_the_darkest_piece_is_where_the_events_are():
    result = run(at(1205.0, 1103.0))
    first = int(np.argmin(result.columns["rank"]))
    assert result.units.geometry[first].distance(shapely.Point(1205, 1100)) < 10
    assert result.units.labels[first] == "Phố A"
    assert result.columns["value"][first] == pytest.approx(40 * 1000 * 15 / 16 / 150, rel=0.01)
    assert result.columns["class_code"][first] == 3


def test_value_is_per_km_and_score_how_many_times_the_mean_of_the_lanes():
    result = run(at(1205.0, 1103.0))
    shown_km = result.summary["shown_km"]
    assert shown_km == pytest.approx(2.10, abs=0.01)  # Phố C ends 20 m outside the area
    np.testing.assert_allclose(result.columns["expected"], 40 / shown_km)
    np.testing.assert_allclose(
        result.columns["score"], result.columns["value"] / result.columns["expected"]
    )
    assert np.isnan(result.columns["p"]).all()


def test_the_other_lane_behind_the_houses_stays_pale():
    """Ngõ B ends 80 m from Phố A; straight ahead of its end nothing is reached."""
    result = run(at(1500.0, 1179.0), {"bandwidth_m": 70})
    dark = result.columns["value"] > 0
    assert set(np.array(result.units.labels)[dark]) == {"Ngõ B"}


def test_every_event_weighs_one():
    assert run(at(1501.0, 1170.0)).summary["mass"] == pytest.approx(40, rel=1e-3)
    lost = run(at(1501.0, 1170.0), {"kernel": "discontinuous"}).summary["mass"]
    assert lost < 39


def test_events_off_the_lanes_are_counted_and_said():
    events = Events.from_arrays([1200.0, 1200.0], [1110.0, 1500.0])
    result = run(events)
    assert result.summary["events_off_lanes"] == 1
    assert result.summary["snap_farthest_m"] == pytest.approx(10.0)
    assert "events_off_lanes" in codes(result)
    assert [len(each) for each in result.members if len(each)] == [1]


def test_parts_that_nothing_connects_are_said():
    assert "disconnected" in codes(run(at(1205.0, 1103.0)))


def test_long_pieces_for_a_narrow_bandwidth_are_said():
    assert "coarse_pieces" in codes(run(at(1205.0, 1103.0), {"bandwidth_m": 40, "lixel_m": 10}))
    assert "coarse_pieces" not in codes(run(at(1205.0, 1103.0)))


def test_a_pile_up_and_few_events_are_said():
    assert "few_events" in codes(run(at(1205.0, 1103.0, 5)))
    assert "pile_up" in codes(run(at(1205.0, 1103.0, 200)))


def test_without_lanes_it_is_refused():
    with pytest.raises(InputError, match="needs lanes"):
        run(at(1205.0, 1103.0), units=None)
