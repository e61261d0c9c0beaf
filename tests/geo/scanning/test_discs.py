import numpy as np
import pytest

from geo.scanning.discs import SINCE, UP_TO, build_discs, running_lanes, running_sum


def test_equally_far_locations_come_in_together():
    points = np.array([[0.0, 0], [1, 0], [-1, 0], [0, 1], [2, 0]])
    discs = build_discs(points[:1], points, np.array([1.0, 2, 3, 4, 5]), 5, 100)
    assert discs.location.tolist() == [0, 1, 2, 3, 4]
    assert discs.held.tolist() == [1, 10, 10, 10, 15]
    assert discs.distance.tolist() == [0, 1, 1, 1, 2]


def test_a_disc_that_holds_too_much_is_left_out_with_all_its_ties():
    points = np.array([[0.0, 0], [1, 0], [-1, 0]])
    assert build_discs(points[:1], points, np.ones(3), 5, 2).location.tolist() == [0]
    assert len(build_discs(points, points, np.ones(3), 5, 0.5).start) == 0


def test_the_largest_radius_is_closed():
    points = np.array([[590000.1, 0.0], [590300.1, 0.0]])
    assert len(build_discs(points, points, np.ones(2), 300, 9).centre) == 4


def test_running_sums_begin_anew():
    found = running_sum(np.array([1, 2, 3, 4, 5]), np.array([0, 2, 3]))
    assert found.tolist() == [1, 3, 3, 4, 9]


@pytest.mark.parametrize("lanes", [UP_TO, SINCE])
def test_four_days_are_counted_at_once(lanes):
    rng = np.random.default_rng(0)
    own, start = rng.integers(0, 14, 500), np.array([0, 7, 8, 300])
    for first in range(0, 14, 4):
        found = running_lanes(own, first, lanes, start)
        for lane in range(4):
            day = first + lane
            counts = own <= day if lanes is UP_TO else own >= day
            np.testing.assert_array_equal(found[:, lane], running_sum(counts, start))
