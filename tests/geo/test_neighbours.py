import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.neighbours import auto_band, contiguity, distance_band


def test_the_radius_itself_is_inside():
    weights = distance_band([0.0, 10.0, 25.0], [0.0, 0.0, 0.0], 10.0)
    np.testing.assert_array_equal(weights.toarray(), [[0, 1, 0], [1, 0, 0], [0, 0, 0]])


def test_a_negative_radius_is_refused():
    with pytest.raises(InputError, match="radius_m"):
        distance_band([0.0], [0.0], -1)


def test_band_equals_brute_force():
    points = np.random.default_rng(3).uniform(0, 100, (60, 2))
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    expected = (apart <= 20) & ~np.eye(60, dtype=bool)
    np.testing.assert_array_equal(distance_band(*points.T, 20).toarray(), expected)


def test_queen_touches_at_a_corner_and_rook_does_not():
    boxes = shapely.box([0, 10, 10], [0, 0, 10], [10, 20, 20], [10, 10, 20])
    assert contiguity(boxes).toarray()[0].tolist() == [0, 1, 1]
    assert contiguity(boxes, queen=False).toarray()[0].tolist() == [0, 1, 0]


def test_tolerance_bridges_a_gap_between_outlines():
    boxes = shapely.box([0, 10.5], [0, 0], [10, 20], [10, 10])
    assert contiguity(boxes).nnz == 0
    assert contiguity(boxes, tolerance_m=1).nnz == 2
    assert contiguity(boxes, queen=False, tolerance_m=1).nnz == 2


def test_auto_band_leaves_nobody_alone_and_gives_about_eight():
    points = np.random.default_rng(4).uniform(0, 1000, (400, 2))
    degree = np.diff(distance_band(*points.T, auto_band(*points.T)).indptr)
    assert degree.min() >= 1
    assert degree.mean() == pytest.approx(8, abs=0.1)
    square = np.stack(np.meshgrid(np.arange(20.0), np.arange(20.0)), -1).reshape(-1, 2)
    assert auto_band(*square.T) == pytest.approx(np.sqrt(2))
    assert auto_band([1.0], [1.0]) == 0.0
