import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import DBSCAN

from geo.dbscan import dbscan
from geo.places import CLOSED_M

ORIGIN = np.array([590000.0, 2328000.0])


def brute(points, eps, least, day, eps_days):
    """Core points, joined core points and the nearest-core rule, by comparing all with all."""
    apart = np.sqrt(((points[:, None] - points) ** 2).sum(axis=2))
    near = (apart <= eps + CLOSED_M) & (np.abs(day[:, None] - day) <= eps_days)
    core = near.sum(axis=1) >= least
    group = np.where(core, np.arange(len(points)), -1)
    for _ in points:
        for i in np.flatnonzero(core):
            group[i] = group[near[i] & core].min()
    for i in np.flatnonzero(~core & (near & core).any(axis=1)):
        reached = np.flatnonzero(near[i] & core)
        keys = [
            (round(apart[i, j], 6), abs(day[i] - day[j]), day[j], *points[j], j) for j in reached
        ]
        group[i] = group[min(keys)[-1]]
    return core, group


def same_groups(one, two):
    pairs = set(zip(one.tolist(), two.tolist(), strict=True))
    return len(pairs) == len(set(one.tolist())) == len(set(two.tolist()))


SPOTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(0, 9)), min_size=1, max_size=40
)


@given(SPOTS, st.sampled_from([0.5, 1.0, 2.0, 3.0, 5.0]), st.integers(1, 6), st.integers(0, 4))
def test_equals_comparing_all_with_all(spots, eps, least, eps_days):
    rows = np.array(spots)
    points, day = rows[:, :2] + ORIGIN, rows[:, 2]
    found = dbscan(points, eps, least, day=day, eps_days=eps_days)
    core, group = brute(points, eps, least, day, eps_days)
    np.testing.assert_array_equal(found.core, core)
    np.testing.assert_array_equal(found.label < 0, group < 0)
    assert same_groups(found.label, group)


@pytest.mark.parametrize("seed", range(12))
def test_core_points_and_noise_are_those_of_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    points = ORIGIN + rng.normal(rng.uniform(0, 300, (6, 1, 2)), 25, (6, 60, 2)).reshape(-1, 2)
    eps, least = float(rng.choice([5, 12, 30])), int(rng.integers(2, 9))
    peer = DBSCAN(eps=eps, min_samples=least).fit(points)
    found = dbscan(points, eps, least)
    core = np.zeros(len(points), dtype=bool)
    core[peer.core_sample_indices_] = True
    np.testing.assert_array_equal(found.core, core)
    np.testing.assert_array_equal(found.label < 0, peer.labels_ < 0)
    assert same_groups(found.label[core], peer.labels_[core])


@given(SPOTS, st.integers(0, 99))
def test_the_order_of_points_does_not_matter(spots, seed):
    rows = np.array(spots)
    order = np.random.default_rng(seed).permutation(len(rows))
    one = dbscan(rows[:, :2], 2, 4, day=rows[:, 2], eps_days=2)
    two = dbscan(rows[order, :2], 2, 4, day=rows[order, 2], eps_days=2)
    np.testing.assert_array_equal(one.label[order], two.label)


def test_the_radius_is_closed_and_the_point_counts_itself():
    points = ORIGIN + np.array([[0, 0], [30, 0], [60, 0]])
    assert dbscan(points, 30, 3).core.tolist() == [False, True, False]
    assert dbscan(points, 30, 3).label.tolist() == [0, 0, 0]
    assert dbscan(points, 29.9, 2).label.tolist() == [-1, -1, -1]
    assert dbscan(points, 29.9, 1).label.tolist() == [0, 1, 2]


def test_a_border_point_goes_to_the_nearest_core_point():
    west, east = [[1, 0]] + [[-2, 0]] * 10, [[10, 0]] + [[13, 0]] * 10
    for between, cluster in ((5.2, 0), (5.8, 1), (5.5, 0)):  # at 5.5 both are 4.5 away
        found = dbscan([*east, *west, [between, 0]], 5, 10)
        assert (found.label[-1], found.core[-1], found.label.max()) == (cluster, False, 1)


def test_time_parts_what_space_joins():
    points = np.tile(ORIGIN, (8, 1))
    day = [0, 1, 2, 3, 30, 31, 32, 33]
    assert dbscan(points, 10, 3, day=day, eps_days=2).label.tolist() == [0] * 4 + [1] * 4
    assert dbscan(points, 10, 3, day=day, eps_days=27).label.tolist() == [0] * 8


def test_coincident_points_and_nothing_at_all():
    assert dbscan(np.tile(ORIGIN, (50_000, 1)), 10, 5).label.max() == 0
    assert len(dbscan(np.zeros((0, 2)), 10, 5).label) == 0


def test_touching_heaps_of_many_points_need_no_table_of_pairs():
    """Two dense heaps 39 m apart, and a third out of reach of both."""
    rng = np.random.default_rng(2)
    heaps = [[0, 0], [59, 0], [120, 0]]
    points = np.concatenate([c + rng.uniform(-10, 10, (2000, 2)) for c in heaps])
    label = dbscan(points, 40, 5).label
    assert [len(np.unique(part)) for part in np.split(label, 3)] == [1, 1, 1]
    assert label[[0, 2000, 4000]].tolist() == [0, 0, 1]
