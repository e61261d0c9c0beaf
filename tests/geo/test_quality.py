import numpy as np

from geo.quality import coordinate_precision, find_pile_ups, share_of_coincident


def test_a_default_coordinate_is_found():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.uniform(590000, 591000, 900), np.full(100, 590500.0)])
    y = np.concatenate([rng.uniform(2328000, 2329000, 900), np.full(100, 2328500.0)])
    (pile,) = find_pile_ups(x, y)
    assert pile == (590500.0, 2328500.0, 100, 0.1)


def test_a_small_pile_and_a_small_share_are_none():
    assert find_pile_ups(np.zeros(49), np.zeros(49)) == []
    x = np.concatenate([np.zeros(50), np.arange(1, 1000)])
    assert find_pile_ups(x, x) == []
    assert find_pile_ups([], []) == []


def test_share_of_coincident_counts_every_event_on_another():
    assert share_of_coincident([1, 1, 2, 3], [1, 1, 2, 3]) == 0.5
    assert share_of_coincident([], []) == 0.0


def test_precision_is_the_decimals_used():
    found = coordinate_precision([105.886281, 105.88, 105.0], [21.0, 21.1, 21.0])
    assert found.tolist() == [6, 2, 0]


def test_a_default_point_of_a_large_file_is_found_below_the_share():
    """Boston 311: 836 rows of 16,799 are 4.98 %, a hundred times what other points hold."""
    others = np.repeat(np.arange(1.0, 8001.0), 2)
    x = np.concatenate([np.zeros(836), others])
    (pile,) = find_pile_ups(x, x)
    assert (pile.x, pile.events) == (0.0, 836)


def test_points_that_are_all_snapped_are_no_pile_ups():
    """Lancashire: 130 rows on one map point, where one point in a hundred has 22 or more."""
    counts = np.concatenate([[130], np.full(300, 22), np.full(9000, 3)])
    x = np.repeat(np.arange(len(counts), dtype=float), counts)
    assert find_pile_ups(x, x) == []
