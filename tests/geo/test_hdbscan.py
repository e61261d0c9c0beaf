import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.hdbscan import MOST_POINTS, hdbscan

rng = np.random.default_rng(3)
TIGHT, LOOSE = rng.normal((200, 200), 4, (40, 2)), rng.normal((700, 600), 40, (40, 2))
POINTS = np.concatenate([TIGHT, LOOSE, rng.uniform(0, 1000, (30, 2))])


def test_a_dense_and_a_loose_cluster_are_both_found():
    found = hdbscan(POINTS, 15)
    assert found.label.max() == 1
    assert (found.label[:40] == 0).all()
    assert (found.label[40:80] == 1).mean() > 0.7
    assert (found.label[80:] == -1).mean() > 0.3
    assert found.core[:40].mean() > 0.5
    assert not found.core[found.label < 0].any()


@settings(max_examples=15)
@given(st.permutations(range(len(POINTS))), st.sampled_from([0.0, 20.0]))
def test_order_and_ties_do_not_matter(order, rounded):
    """On a grid of 20 m nearly every distance ties with others."""
    points = POINTS if not rounded else np.round(POINTS / rounded) * rounded
    whole, again = hdbscan(points, 8), hdbscan(points[list(order)], 8)
    np.testing.assert_array_equal(whole.label[list(order)], again.label)
    np.testing.assert_array_equal(whole.core[list(order)], again.core)


def test_translation_and_rotation_do_not_matter():
    turn = np.array([[0.6, -0.8], [0.8, 0.6]])
    moved = hdbscan(POINTS @ turn + [590000.0, 2328000.0], 15)
    whole = hdbscan(POINTS, 15)
    assert [set(np.flatnonzero(moved.label == k)) for k in (0, 1)] == [
        set(np.flatnonzero(whole.label == k)) for k in (0, 1)
    ] or [set(np.flatnonzero(moved.label == k)) for k in (1, 0)] == [
        set(np.flatnonzero(whole.label == k)) for k in (0, 1)
    ]


@pytest.mark.parametrize(("n", "cluster"), [(0, False), (3, False), (10, True), (30, True)])
def test_points_on_one_spot(n, cluster):
    found = hdbscan(np.full((n, 2), 5.0), 10)
    assert (found.label == (0 if cluster else -1)).all()
    assert found.core.all() == cluster or n == 0


def test_two_spots_full_of_duplicates():
    found = hdbscan(np.repeat([[0.0, 0.0], [500.0, 0.0]], 20, axis=0), 10)
    assert found.label.tolist() == [0] * 20 + [1] * 20


def test_too_many_points_are_refused_with_the_way_out():
    with pytest.raises(InputError, match="use dbscan"):
        hdbscan(np.zeros((MOST_POINTS + 1, 2)), 10)
