import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.places import (
    MAX_LINKAGE,
    diameter,
    places_by_distance,
    places_by_key,
    representative_point,
)

POINTS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=40)


def test_the_radius_itself_is_one_place():
    x = 590000 + np.array([0.0, 10.0, 20.1])
    assert places_by_distance(x, np.full(3, 2328000.0), 10).tolist() == [0, 0, 1]


def test_a_chain_along_a_lane_is_cut():
    x = 590000 + 8.0 * np.arange(12)
    y = np.full(12, 2328000.0)
    assert places_by_distance(x, y, 10, limit_diameter=False).max() == 0
    place = places_by_distance(x, y, 10)
    widths = [np.ptp(x[place == p]) for p in np.unique(place)]
    assert max(widths) <= 20
    assert len(widths) >= 4


@given(POINTS, st.randoms())
def test_order_of_events_does_not_matter(points, random):
    points = np.array(points, dtype=float)
    order = list(range(len(points)))
    random.shuffle(order)
    place = places_by_distance(*points.T, 5)
    np.testing.assert_array_equal(places_by_distance(*points[order].T, 5), place[order])


@given(POINTS)
def test_no_place_is_wider_than_twice_the_radius(points):
    points = np.array(points, dtype=float)
    place = places_by_distance(*points.T, 5)
    assert all(diameter(points[place == p]) <= 10 + 1e-6 for p in np.unique(place))


@given(POINTS)
def test_doubling_every_event_changes_no_place(points):
    points = np.array(points, dtype=float)
    twice = np.concatenate([points, points])
    place = places_by_distance(*points.T, 5)
    np.testing.assert_array_equal(places_by_distance(*twice.T, 5), np.concatenate([place, place]))


def test_a_crowd_too_large_for_linkage_is_cut_by_squares():
    points = np.random.default_rng(0).uniform(0, 200, (MAX_LINKAGE + 500, 2))
    place = places_by_distance(*points.T, 10)
    assert max(diameter(points[place == p]) for p in np.unique(place)) <= 20 + 1e-6


def test_same_key_is_one_place_however_far():
    key = np.array(["a", "a", "", ""])
    x, y = np.array([0.0, 500.0, 1000.0, 1005.0]), np.zeros(4)
    assert places_by_key(key, x, y, 10).tolist() == [0, 0, 1, 1]
    assert places_by_key(np.array(["", ""]), x[2:], y[2:], 10).tolist() == [0, 0]


def test_the_point_most_events_share_stands_for_the_place():
    assert representative_point(np.array([1.0, 2, 2]), np.array([1.0, 3, 3])) == (2.0, 3.0)
    assert representative_point(np.array([0.0, 4, 9]), np.zeros(3)) == (4.0, 0.0)


def test_no_events_have_no_places():
    assert len(places_by_distance([], [], 10)) == 0


@pytest.mark.parametrize(("points", "width"), [([[3, 4]], 0), ([[0, 0], [3, 4]], 5)])
def test_diameter_of_few_points(points, width):
    assert diameter(np.array(points, dtype=float)) == width
