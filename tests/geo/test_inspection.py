import numpy as np
import pytest
import shapely

from geo.inspection import walked_km_of_areas, walked_km_of_lanes


def lines(*parts):
    return np.array([shapely.MultiLineString(part) for part in parts], dtype=object)


LANES = lines([[(0, 0), (1000, 0)]], [[(500, 0), (500, 200)]], [[(0, 300), (100, 300)]])


def test_a_round_along_a_lane_counts_its_length_once():
    rounds = lines([[(0, 5), (1000, 5)]], [[(0, 0), (1000, 0)], [(1000, 0), (0, 0)]])
    np.testing.assert_allclose(walked_km_of_lanes(LANES, rounds), [2.0, 0, 0])


def test_a_lane_that_a_round_only_crosses_was_not_walked():
    assert walked_km_of_lanes(LANES, lines([[(0, 0), (1000, 0)]]))[1] == 0


def test_a_part_of_a_lane_counts_from_half_of_it_on():
    most, less = (walked_km_of_lanes(LANES, lines([[(0, 0), (x, 0)]]))[0] for x in (700, 300))
    assert most == pytest.approx(0.71, abs=0.02)
    assert less == 0


def test_no_rounds_walked_nothing():
    assert not walked_km_of_lanes(LANES, np.zeros(0, dtype=object)).any()
    assert not walked_km_of_areas(shapely.box([0], [0], [1], [1]), np.zeros(0, dtype=object)).any()


def test_areas_hold_what_was_walked_inside():
    areas = shapely.box([0, 400], [-50, -50], [400, 2000], [50, 50])
    rounds = lines([[(0, 0), (1000, 0)]], [[(400, 0), (900, 0)]])
    np.testing.assert_allclose(walked_km_of_areas(areas, rounds), [0.4, 1.1], atol=0.011)
