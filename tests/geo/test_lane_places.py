import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import InputError
from geo.events import Events
from geo.hotspots import get_method
from geo.lane_places import lane_positions, places_by_lane
from geo.result import Units

AREA = shapely.box(590000, 2328000, 591000, 2329000)
LANES = Units(
    "lane",
    shapely.linestrings(
        np.array([[(0, 500), (1000, 500)], [(500, 0), (500, 1000)]])
        + np.array([590000.0, 2328000.0])
    ),
    ("A", "B"),
)


def at(east, north, key=None):
    x, y = 590000.0 + np.array(east, dtype=float), 2328000.0 + np.array(north, dtype=float)
    return Events.from_arrays(x, y, day=np.full(len(x), 20000), key=key)


def places(events):
    return places_by_lane(events, LANES, 25.0, 10.0).tolist()


def test_same_stretch_and_side_is_one_place():
    """Houses 4 m off the middle: two next to each other, one across the lane, one far off."""
    found = places(at([101, 99, 100, 100, 130], [504, 504, 496, 600, 504]))
    assert found[0] == found[1]
    assert len(set(found)) == 4


def test_the_address_comes_first():
    key = ["12 phố a", "", "12 phố a", ""]
    found = places(at([100, 100, 300, 300], [504, 504, 504, 504], key))
    assert found == [0, 1, 0, 2]


def test_on_the_middle_there_is_no_side():
    position = lane_positions(at([100, 100, 100], [500.0, 500.3, 499.7]), LANES, 25.0)
    assert position[:, 2].tolist() == [0, 0, 0]


def test_a_junction_begins_another_segment():
    position = lane_positions(at([490, 510], [504, 504]), LANES, 25.0)
    assert position[0, 0] != position[1, 0]


@given(st.lists(st.tuples(st.integers(0, 999), st.integers(0, 999)), min_size=1), st.randoms())
def test_order_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    east, north = np.array(rows).T
    whole, again = places(at(east, north)), places(at(east[order], north[order]))
    same = np.equal.outer(whole, whole)
    np.testing.assert_array_equal(same[np.ix_(order, order)], np.equal.outer(again, again))


def test_repeat_points_by_lane():
    how = get_method("repeat_points")
    events = at([100, 101, 99, 100, 101], [504, 505, 504, 496, 495])
    result = how.run(events, AREA, {"place_by": "lanes"}, 0, LANES)
    assert how.units_needed(how.check({"place_by": "lanes"})) == "lanes"
    assert [set(ids) for ids in result.members] == [{0, 1, 2}]
    assert "side of a lane" in result.summary["rule"].en
    assert len(how.run(events, AREA, {}, 0)) == 1  # by distance the lane has one side only
    assert len(how.run(events, AREA, {}, 0).members[0]) == 5
    with pytest.raises(InputError, match="needs lanes"):
        how.run(events, AREA, {"place_by": "lanes"}, 0, None)


def test_without_lanes_in_reach_distance_decides():
    assert places(at([100, 105, 300], [800, 800, 800])) == [0, 0, 1]
