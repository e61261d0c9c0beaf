"""Waiting times beside scipy's, the remission times of Freireich, and what cannot be compared."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from geo.survival import kaplan_meier, log_rank, median_days, waiting

# Freireich et al. 1963: weeks of remission, 6-MP and placebo; the usual textbook data.
TREATED = waiting(
    [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
    [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
)
PLACEBO = waiting([1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23], [1] * 21)


def censored(group):
    return stats.CensoredData(
        uncensored=group.days[group.happened], right=group.days[~group.happened]
    )


def test_remission_times():
    """Printed: survival .857, .807, .753, .690, .627, .538, .448; log-rank 16.79; medians 23, 8."""
    curve = kaplan_meier(TREATED)
    np.testing.assert_allclose(
        curve.share, [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448], atol=5e-4
    )
    assert (median_days(curve), median_days(kaplan_meier(PLACEBO))) == (23, 8)
    found = log_rank([TREATED, PLACEBO])
    assert found.chi_square == pytest.approx(16.793, abs=5e-4)
    assert found.p == pytest.approx(4.17e-5, abs=1e-7)


waits = st.lists(st.tuples(st.integers(1, 12), st.booleans()), min_size=2, max_size=25)


@given(waits, waits)
def test_scipy_has_the_same(one, two):
    groups = [waiting(*zip(*rows, strict=True)) for rows in (one, two)]
    for group in groups:
        curve, peer = kaplan_meier(group), stats.ecdf(censored(group)).sf
        np.testing.assert_allclose(curve.share, peer.evaluate(curve.days), atol=1e-12)
    happened = np.concatenate([g.days[g.happened] for g in groups])
    found = log_rank(groups)
    if found.chi_square > 0 and len(happened):
        peer = stats.logrank(*map(censored, groups))
        assert found.chi_square == pytest.approx(peer.statistic**2, rel=1e-9, abs=1e-9)
        assert found.p == pytest.approx(peer.pvalue, rel=1e-9)


def test_three_groups_have_two_degrees_of_freedom():
    found = log_rank([TREATED, PLACEBO, waiting([3, 9, 14, 20], [1, 1, 0, 1])])
    assert found.freedom == 2
    assert 0 < found.p < 0.001


def test_nothing_to_compare_is_no_finding():
    assert log_rank([TREATED]).p == 1
    assert log_rank([TREATED, waiting([], [])]).p == 1
    assert log_rank([waiting([5, 6], [0, 0]), waiting([5], [0])]).p == 1
    assert np.isnan(median_days(kaplan_meier(waiting([5, 6], [0, 0]))))


@given(waits)
def test_bounds_lie_around_the_share(rows):
    curve = kaplan_meier(waiting(*zip(*rows, strict=True)))
    known = np.isfinite(curve.low)
    assert (curve.low[known] <= curve.share[known]).all()
    assert (curve.share[known] <= curve.high[known]).all()
