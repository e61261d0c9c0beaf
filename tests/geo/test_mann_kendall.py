from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, rankdata

from geo.mann_kendall import hamed_rao, mann_kendall


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


def _by_hand(x, alpha=0.05):
    """Hamed and Rao 1998, series by series, as pymannkendall has it."""
    n = len(x)
    slopes = [(x[j] - x[i]) / (j - i) for i in range(n) for j in range(i + 1, n)]
    rank = rankdata(np.asarray(x) - np.median(slopes) * np.arange(n))
    y = rank - rank.mean()
    total = 0.0
    for lag in range(1, n):
        like = (y[lag:] * y[:-lag]).sum() / (y**2).sum()
        if abs(like) > norm.ppf(1 - alpha / 2) / np.sqrt(n):
            total += (n - lag) * (n - lag - 1) * (n - lag - 2) * like
    return 1 + 2 * total / (n * (n - 1) * (n - 2))


@given(st.lists(st.integers(0, 9), min_size=5, max_size=14))
def test_hamed_rao_is_the_published_formula(values):
    found = hamed_rao(values)
    if len(set(np.round(np.diff(values), 9))) == 1:
        assert found.times[0] == 1  # a straight line: nothing is left to resemble
        return
    times = _by_hand(values)
    assert found.times[0] == pytest.approx(times if times > 0 else 1.0)
    plain = mann_kendall(values, exact_upto=0)
    z = max(abs(plain.s[0]) - 1, 0) / np.sqrt(max(plain.variance[0] * found.times[0], 1e-300))
    assert found.p[0] == pytest.approx(2 * norm.sf(z) if plain.variance[0] else 1.0)


def test_steps_that_resemble_each_other_make_p_larger():
    rng = np.random.default_rng(0)
    noise = rng.normal(size=(300, 40))
    slow = noise.copy()
    for step in range(1, 40):
        slow[:, step] += 0.6 * slow[:, step - 1]
    plain, corrected = mann_kendall(slow).p, hamed_rao(slow).p
    assert (plain < 0.05).mean() > 0.2
    assert (corrected < 0.05).mean() < 0.8 * (plain < 0.05).mean()


def test_a_constant_or_short_series_has_no_trend():
    assert hamed_rao([[5.0] * 12]).p.tolist() == [1.0]
    assert hamed_rao([[1.0, 2.0, 3.0]]).times.tolist() == [1.0]
