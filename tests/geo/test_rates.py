import numpy as np
import pytest
from scipy import stats

from geo.rates import (
    Prior,
    chance_of_as_many,
    dispersion,
    poisson_interval,
    prior_by_moments,
    smooth,
)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.688879), (1, 0.025318, 5.571643), (5, 1.623486, 11.668332), (10, 4.795389, 18.390)],
)
def test_interval_is_garwood_s(count, low, high):
    """The table printed in most textbooks."""
    found = poisson_interval([count], 0.95)
    assert found[0][0] == pytest.approx(low, abs=1e-5)
    assert found[1][0] == pytest.approx(high, abs=1e-3)


def test_interval_is_that_of_chi_square():
    n = np.arange(1, 60)
    low, high = poisson_interval(n, 0.9)
    np.testing.assert_allclose(low, stats.chi2.ppf(0.05, 2 * n) / 2, rtol=1e-9)
    np.testing.assert_allclose(high, stats.chi2.ppf(0.95, 2 * n + 2) / 2, rtol=1e-9)


def test_interval_covers_at_least_as_often_as_it_says():
    n = np.arange(0, 200)
    low, high = poisson_interval(n, 0.95)
    for mean in (0.3, 1.0, 2.7, 8.0, 30.0):
        inside = stats.poisson.pmf(n, mean)[(low <= mean) & (mean <= high)].sum()
        assert 0.95 <= inside < 1


def test_chance_is_the_binomial_tail_with_the_total_held():
    counts, length = np.array([0, 3, 7, 1]), np.array([1.0, 0.5, 2.0, 0.1])
    share = length / length.sum()
    expected = stats.binom.sf(counts - 1, counts.sum(), share)
    np.testing.assert_allclose(chance_of_as_many(counts, length), expected, rtol=1e-12)


def test_chance_is_never_zero():
    p = chance_of_as_many([100_000, 1], [1e-6, 1.0])
    assert p.min() > 0
    assert np.isfinite(p).all()


def test_chance_is_honest_when_events_fall_by_length():
    """No more than α of the units below α, in 400 draws of even rates."""
    rng = np.random.default_rng(3)
    length = rng.uniform(0.05, 1.0, 40)
    draws = rng.multinomial(120, length / length.sum(), size=400)
    p = np.concatenate([chance_of_as_many(each, length) for each in draws])
    for alpha in (0.01, 0.05, 0.1):
        assert (p <= alpha).mean() <= alpha


def test_smoothing_is_marshall_s_and_the_gamma_posterior_at_once():
    counts = np.array([0, 2, 9, 30, 1.0])
    length = np.array([0.2, 0.5, 1.0, 0.9, 0.05])
    prior = prior_by_moments(counts, length)
    m, a = prior
    marshall = m + a / (a + m / length) * (counts / length - m)
    shape, size = counts + m**2 / a, length + m / a
    found = smooth(counts, length, prior, 0.95)
    np.testing.assert_allclose(found.rate, marshall, rtol=1e-12)
    np.testing.assert_allclose(found.rate, stats.gamma.mean(shape, scale=1 / size), rtol=1e-12)
    np.testing.assert_allclose(found.low, stats.gamma.ppf(0.025, shape, scale=1 / size), rtol=1e-9)


def test_moments_by_hand():
    """Rates 1 and 3 over lengths of 10: mean 2, spread 1, less 2/10 of chance."""
    assert prior_by_moments([10, 30], [10, 10]) == pytest.approx((2.0, 0.8))


def test_even_rates_are_all_the_mean():
    prior = prior_by_moments([5, 5, 6], [1.0, 1.0, 1.0])
    assert prior.variance == 0
    np.testing.assert_allclose(smooth([5, 5, 6], [1.0] * 3, prior, 0.95).rate, 16 / 3)


def test_a_short_unit_is_drawn_in_more():
    found = smooth([1, 20], [0.05, 1.0], Prior(5.0, 30.0), 0.95)
    assert found.kept[0] < found.kept[1]
    assert 5 < found.rate[0] < 20


def test_dispersion_is_chi_square_over_its_degrees():
    ratio, p = dispersion([4, 6, 20], [1, 1, 1])
    expected = stats.chisquare([4, 6, 20])
    assert ratio == pytest.approx(expected.statistic / 2)
    assert p == pytest.approx(expected.pvalue)
    assert np.isnan(dispersion([0, 0], [1, 1])[0])
