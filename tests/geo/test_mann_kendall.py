from itertools import permutations

import numpy as np
import pytest

from geo.mann_kendall import mann_kendall


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_short_series_are_tested_over_every_order(n):
    orders = np.array(list(permutations(range(n))), dtype=float)
    found = mann_kendall(orders)
    for s in np.unique(np.abs(found.s)):
        share = (np.abs(found.s) >= s).mean()
        assert found.p[np.abs(found.s) == s] == pytest.approx(share)


def test_known_series_by_the_normal_curve():
    """Kendall's package in R: ten rising values, and nine nearly without trend."""
    rising = mann_kendall(np.arange(10), exact_upto=0)
    assert (rising.s[0], rising.variance[0], rising.tau[0]) == (45, 125, 1)
    assert rising.p[0] == pytest.approx(8.303070e-5, rel=1e-5)
    assert mann_kendall(np.arange(10)).p[0] == pytest.approx(2 / 3628800)


def test_ties_shrink_the_variance_and_a_constant_series_has_no_trend():
    tied = mann_kendall([1.0, 1, 2, 2, 2, 3, 4, 4])
    pairs, equal = 28, 1 + 3 + 1
    assert tied.s[0] == pairs - equal
    by_hand = (8 * 7 * 21 - (2 * 1 * 9 + 3 * 2 * 11 + 2 * 1 * 9)) / 18
    assert tied.variance[0] == pytest.approx(by_hand)
    assert tied.tau[0] == pytest.approx((pairs - equal) / np.sqrt(pairs * (pairs - equal)))
    flat = mann_kendall(np.zeros(12))
    assert (flat.s[0], flat.p[0], flat.tau[0]) == (0, 1, 0)


def test_rows_are_tested_each_on_its_own():
    rng = np.random.default_rng(0)
    rows = np.vstack([rng.normal(size=(5, 24)), rng.integers(0, 3, (5, 24)), np.ones((1, 24))])
    together = mann_kendall(rows)
    for n, row in enumerate(rows):
        alone = mann_kendall(row)
        assert [part[0] for part in alone] == [part[n] for part in together]


def test_p_is_uniform_without_trend_and_small_with_one():
    rng = np.random.default_rng(1)
    p = mann_kendall(rng.normal(size=(4000, 12))).p
    for a in (0.01, 0.05, 0.2, 0.5):
        assert (p <= a).mean() <= a + 3 * np.sqrt(a / 4000)
    assert (mann_kendall(rng.normal(size=(50, 40)) + np.arange(40)).p < 1e-6).all()
