from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import poisson

from geo.randomisation import (
    drawn_tails,
    exact_conditional,
    exact_is_possible,
    exact_total,
    scatter_tails,
)

COUNTS = arrays(float, 8, elements=st.integers(0, 9))


def brute_force(population, k, seen):
    sums = np.array([sum(chosen) for chosen in combinations(population, k)])
    least = 1 / len(sums)
    return max((sums >= seen).mean(), least), max((sums <= seen).mean(), least)


@given(COUNTS, arrays(np.int64, 8, elements=st.integers(1, 4)), st.randoms())
def test_exact_tails_equal_every_choice_counted(values, drawn, random):
    sums = np.array([float(sum(random.sample(list(values), int(k)))) for k in drawn])
    total, conditional = exact_total(values, drawn, sums), exact_conditional(values, drawn, sums)
    for i, k in enumerate(drawn):
        found = (total.greater[i], total.less[i])
        assert found == pytest.approx(brute_force(values, k, sums[i]), abs=1e-12)
        found = (conditional.greater[i], conditional.less[i])
        assert found == pytest.approx(brute_force(np.delete(values, i), k, sums[i]), abs=1e-12)


@pytest.mark.parametrize("hold_own", [True, False])
def test_draws_come_near_the_exact_tails(hold_own):
    rng = np.random.default_rng(8)
    values = rng.negative_binomial(0.5, 0.2, 200).astype(float)
    drawn = rng.integers(0, 9, 200)
    drawn[0] = 0  # an island
    sums = np.array([values[rng.choice(200, k, replace=False)].sum() for k in drawn])
    exact = (exact_conditional if hold_own else exact_total)(values, drawn, sums)
    found = drawn_tails(values, drawn, sums, 20_000, rng, hold_own=hold_own)
    np.testing.assert_allclose(found.greater, exact.greater, atol=0.02)
    np.testing.assert_allclose(found.less, exact.less, atol=0.02)
    assert found.greater.min() > 0
    assert found.greater[0] == found.less[0] == 1.0


def test_ties_count_as_exceeding():
    values = np.ones(20)
    tails = drawn_tails(
        values, np.full(20, 3), np.full(20, 3.0), 99, np.random.default_rng(0), hold_own=True
    )
    assert tails.greater.tolist() == [1.0] * 20
    assert tails.less.tolist() == [1.0] * 20


def test_scattered_events_follow_poisson():
    found = scatter_tails(np.array([0.0, 3.0, 900.0]), np.array([2.0, 2.0, 2.0]))
    np.testing.assert_allclose(found.greater[:2], poisson.sf([-1, 2], 2))
    np.testing.assert_allclose(found.less[:2], poisson.cdf([0, 3], 2))
    assert found.greater[2] > 0


def test_one_seed_gives_one_answer():
    values = np.random.default_rng(0).normal(10, 3, 50)
    drawn, sums = np.full(50, 4), values * 4
    one, two = (
        drawn_tails(values, drawn, sums, 99, np.random.default_rng(7), hold_own=True)
        for _ in range(2)
    )
    np.testing.assert_array_equal(one.greater, two.greater)


@pytest.mark.parametrize(
    ("values", "k"), [([0.5, 1, 2], 2), ([-1, 1, 2], 2), ([1, 2, 3], 3), ([1e9, 2, 3], 2)]
)
def test_what_cannot_be_counted_is_left_to_draws(values, k):
    values = np.array(values, dtype=float)
    assert not exact_is_possible(values, np.full(3, k), np.full(3, values.max() * 2))
