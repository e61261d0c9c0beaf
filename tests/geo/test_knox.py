from itertools import combinations, permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.knox import (
    hypergeometric_at_least,
    knox_table,
    local_knox,
    pairs_by_distance,
    poisson_at_least,
)

ROWS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 12)), min_size=2, max_size=25
)
SPACE, TIME = [0, 1, 3, 5, np.inf], [0, 2, 5, np.inf]


def by_hand(rows, metric="euclidean"):
    """Count pairs into half-open bands one by one."""
    table = np.zeros((len(SPACE) - 1, len(TIME) - 1), dtype=int)
    for a in range(len(rows)):
        for b in range(a):
            dx, dy, dt = (abs(int(v)) for v in np.subtract(rows[a], rows[b]))
            apart = dx + dy if metric == "manhattan" else np.hypot(dx, dy)
            row = max(n for n in range(len(SPACE) - 1) if SPACE[n] <= apart)
            table[row, max(n for n in range(len(TIME) - 1) if TIME[n] <= dt)] += 1
    return table


@given(ROWS, st.sampled_from(["euclidean", "manhattan"]))
def test_bands_hold_their_lower_end_and_not_their_upper(rows, metric):
    found = knox_table(*np.array(rows).T, SPACE, TIME, metric=metric)
    np.testing.assert_array_equal(found.observed, by_hand(rows, metric))
    total = len(rows) * (len(rows) - 1) / 2
    assert found.expected.sum() == pytest.approx(total)


def test_expected_is_the_mean_over_every_shuffle():
    rows = np.array([(0, 0, 0), (1, 0, 1), (0, 2, 7), (4, 4, 1), (4, 5, 9)])
    tables = [
        knox_table(rows[:, 0], rows[:, 1], rows[list(order), 2], SPACE, TIME).observed
        for order in permutations(range(5))
    ]
    np.testing.assert_allclose(
        knox_table(*rows.T, SPACE, TIME).expected, np.mean(tables, axis=0), atol=1e-12
    )


def test_p_of_shuffles_is_that_of_every_shuffle():
    rng = np.random.default_rng(3)
    x, y, day = rng.uniform(0, 10, 6), rng.uniform(0, 10, 6), np.array([0, 1, 1, 5, 9, 12])
    seen = knox_table(x, y, day, [0, 4, 8], [0, 2, 6], permutations=19_999, rng=rng)
    each = [
        knox_table(x, y, day[list(order)], [0, 4, 8], [0, 2, 6]).observed
        for order in permutations(range(6))
    ]
    exact = np.mean(np.array(each) >= seen.observed, axis=0)
    np.testing.assert_allclose(seen.p, exact, atol=0.02)
    np.testing.assert_allclose(seen.shuffled_mean, seen.expected, atol=0.05)
    assert seen.p.min() > 0


@pytest.mark.parametrize("scale", [1, 1.5], ids=["whole days", "parts of days"])
def test_pairs_of_many_events_are_counted_in_blocks(scale):
    """More than 255 and more than one block of pairs: sums of bytes must not run over."""
    rng = np.random.default_rng(5)
    n = 220
    x, y, day = rng.uniform(0, 5, n), rng.uniform(0, 5, n), scale * rng.integers(0, 3, n)
    found = knox_table(x, y, day, [0, 10], [0, 0.5, 9], permutations=130, rng=rng)
    assert found.observed.sum() == n * (n - 1) // 2
    assert (found.p == 1).all()  # every pair is near: each shuffle gives the same table
    np.testing.assert_array_equal(found.shuffled_mean, found.observed)


def test_poisson_tail_counts_the_observed_itself():
    assert poisson_at_least([0, 1, 2], [1.0, 1.0, 1.0]) == pytest.approx(
        [1, 1 - np.exp(-1), 1 - 2 * np.exp(-1)]
    )
    assert poisson_at_least(3, 0.0) > 0


def test_strong_avoidance_is_not_significant():
    """Two programs fold the p-value, so that fewer pairs than expected look significant."""
    day = np.arange(40) % 2 * 100
    x = np.arange(40) // 2 * 50.0 + np.arange(40) % 2  # neighbours are always 100 days apart
    found = knox_table(
        x, np.zeros(40), day, [0, 2], [0, 50], permutations=199, rng=np.random.default_rng(0)
    )
    assert (found.observed[0, 0], found.p[0, 0]) == (0, 1.0)


def test_p_is_uniform_where_nothing_draws_after():
    rng, p = np.random.default_rng(7), []
    for _ in range(200):
        x, y, day = rng.uniform(0, 1000, 80), rng.uniform(0, 1000, 80), rng.integers(0, 90, 80)
        p.append(knox_table(x, y, day, [0, 150], [0, 14], permutations=99, rng=rng).p[0, 0])
    for a in (0.05, 0.2, 0.5):
        assert np.mean(np.array(p) <= a) <= a + 3 * np.sqrt(a * (1 - a) / 200)


@given(st.integers(1, 12), st.integers(0, 12), st.integers(0, 12))
def test_hypergeometric_tail_by_simulation_free_count(population, marked, drawn):
    marked, drawn = min(marked, population), min(drawn, population)
    numbers = np.arange(marked + 1)
    p = hypergeometric_at_least(
        numbers, np.full(len(numbers), drawn), np.full(len(numbers), marked), population
    )
    draws = list(combinations(range(population), drawn))
    for k in numbers[numbers <= min(drawn, marked)]:
        share = np.mean([sum(i < marked for i in draw) >= k for draw in draws])
        assert p[k] == pytest.approx(share, abs=1e-9)


def test_local_p_is_that_of_shuffling_the_others():
    rng = np.random.default_rng(1)
    points, day = rng.uniform(0, 10, (7, 2)), np.array([0.0, 1, 1, 2, 9, 9, 15])
    pairs = pairs_by_distance(points, np.array([0.0, 5.0]))
    local = local_knox(pairs, day, 0.0, 3.0)
    for event in range(7):
        others = [i for i in range(7) if i != event]
        counts = []
        for order in permutations(others):
            shuffled = day.copy()
            shuffled[others] = day[list(order)]
            counts.append(local_knox(pairs, shuffled, 0.0, 3.0).close[event])
        assert local.p[event] == pytest.approx(np.mean(np.array(counts) >= local.close[event]))
        assert local.expected[event] == pytest.approx(np.mean(counts))
