import math

import numpy as np
import pytest

from geo.scanning.likelihood import (
    bernoulli_llr,
    gumbel_p,
    highest_expected,
    least_counts,
    monte_carlo_p,
    poisson_llr,
    replicate_maxima,
)


def test_poisson_ratio_by_hand_and_none_for_few():
    by_hand = 5 * math.log(5 / 2) + 15 * math.log(15 / 18)
    assert poisson_llr(5, 2.0, 20) == pytest.approx(by_hand)
    assert poisson_llr(2, 2.0, 20) == 0
    assert poisson_llr(1, 2.0, 20) == 0
    assert poisson_llr(20, 10.0, 20) == pytest.approx(20 * math.log(2))
    assert poisson_llr(0, 0.0, 20) == 0


def test_bernoulli_ratio_by_hand():
    by_hand = (
        6 * math.log(6 / 8) + 2 * math.log(2 / 8) + 4 * math.log(4 / 32) + 28 * math.log(28 / 32)
    ) - (10 * math.log(10 / 40) + 30 * math.log(30 / 40))
    assert bernoulli_llr(6, 8, 10, 40) == pytest.approx(by_hand)
    assert bernoulli_llr(2, 8, 10, 40) == 0
    assert bernoulli_llr(8, 8, 10, 40) > bernoulli_llr(7, 8, 10, 40)


def test_the_table_of_counts_says_what_the_ratio_says():
    total, least = 200, 4.0
    highest = highest_expected(least, total)
    expected = np.linspace(0.01, 60, 500)
    needed = least_counts(expected, highest, 2)
    for mu, count in zip(expected, needed, strict=True):
        assert poisson_llr(count, mu, total) >= least - 1e-9 or count == 2
        assert count == 2 or poisson_llr(count - 1, mu, total) < least + 1e-9


def test_monte_carlo_p_counts_ties_and_is_never_0():
    p = monte_carlo_p(np.array([9.0, 2.0, 0.5]), np.array([1.0, 2.0, 3.0]))
    assert p.tolist() == [0.25, 0.75, 1.0]


def test_gumbel_p_is_that_of_its_curve():
    rng = np.random.default_rng(0)
    maxima = rng.gumbel(6, 1.5, 200_000)
    exact = 1 - np.exp(-np.exp(-(np.array([6.0, 10.0, 15.0]) - 6) / 1.5))
    np.testing.assert_allclose(gumbel_p(np.array([6.0, 10.0, 15.0]), maxima), exact, rtol=0.05)
    assert np.isnan(gumbel_p(np.array([1.0]), np.array([2.0]))).all()


def test_replicates_stop_where_chance_is_plain():
    assert len(replicate_maxima(lambda n: np.full(n, 5.0), 999, 7, 4.0)) == 50
    assert len(replicate_maxima(lambda n: np.full(n, 5.0), 999, 7, 6.0)) == 999
