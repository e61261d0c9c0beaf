"""Ratios beside scipy's Fisher test and printed examples; the quotient's signs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio

from geo.before_after import (
    Change,
    allowing_for_bursts,
    displacement,
    quotient_interval,
    ratio_of,
    share_chi_square,
)

counts = st.integers(1, 60)


@given(counts, counts, counts, counts)
def test_the_interval_is_that_of_the_conditional_odds_ratio(a, b, c, d):
    found = ratio_of(Change(b, a, d, c), 0.95, "exact")
    peer = odds_ratio([[a, b], [c, d]]).confidence_interval(0.95)
    assert found.ratio == pytest.approx(a * d / (b * c))
    assert found.low == pytest.approx(peer.low, rel=1e-6)
    assert found.high == pytest.approx(peer.high, rel=1e-6)
    tails = [fisher_exact([[a, b], [c, d]], side).pvalue for side in ("less", "greater")]
    assert found.p == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-9)


@given(counts, counts, counts, counts)
def test_mid_p_is_less_careful_and_both_agree_with_their_p(a, b, c, d):
    change = Change(b, a, d, c)
    exact, mid = ratio_of(change, 0.95, "exact"), ratio_of(change, 0.95, "midp")
    assert mid.p <= exact.p
    assert exact.low <= mid.low <= exact.ratio * (1 + 1e-6)
    assert exact.ratio * (1 - 1e-6) <= mid.high <= exact.high
    for found in (exact, mid):
        if abs(found.p - 0.05) > 1e-9:
            assert (found.p < 0.05) == (not found.low <= 1 <= found.high)


def test_no_incident_after_has_no_lower_bound_and_a_p():
    found = ratio_of(Change(8, 0, 100, 100), 0.95, "exact")
    assert (found.ratio, found.low) == (0.0, 0.0)
    assert 0.3 < found.high < 0.7
    assert 0 < found.p < 0.01


def test_no_incident_before_has_no_upper_bound():
    found = ratio_of(Change(0, 8, 100, 100), 0.95, "exact")
    assert (found.ratio, found.high) == (np.inf, np.inf)
    assert 1 < found.low < 3


@pytest.mark.parametrize(
    "change", [(0, 0, 5, 5), (5, 5, 0, 0), (5, 0, 5, 0), (0, 5, 0, 5), (0, 0, 0, 0)]
)
def test_nothing_to_compare(change):
    found = ratio_of(Change(*change), 0.95, "exact")
    assert np.isnan(found.ratio)
    assert found.p == 1


def test_under_no_effect_p_is_seldom_small():
    """Exact: at most so often as it says, whatever the counts."""
    rng = np.random.default_rng(4)
    drawn = rng.poisson([12, 12, 90, 90], (600, 4))
    p = np.array([ratio_of(Change(*map(float, row)), 0.95, "exact").p for row in drawn])
    for level in (0.01, 0.05, 0.1, 0.5):
        assert (p <= level).mean() <= level + 2.5 * np.sqrt(level / 600)


def test_bursts_widen_the_interval():
    change = Change(20.0, 10.0, 100.0, 100.0)
    plain, wide = (allowing_for_bursts(change, times, 0.95) for times in (0.5, 4.0))
    assert wide[0] < plain[0] < 0.55 < plain[1] < wide[1]
    exact = ratio_of(change, 0.95, "exact")
    assert plain == pytest.approx((exact.low, exact.high), rel=0.2)


@pytest.mark.parametrize(
    ("ring_after", "quotient"), [(20, 0.0), (30, -0.5), (50, -1.5), (10, 0.5), (0, 1.0)]
)
def test_the_quotient_of_bowers_and_johnson(ring_after, quotient):
    """40 → 20 in the place, 20 in the ring before, 100 elsewhere on both sides."""
    found = displacement(Change(40, 20, 100, 100), 20, ring_after)
    assert found.success == pytest.approx(-0.2)
    assert found.quotient == pytest.approx(quotient, abs=1e-12)
    assert found.net_avoided == pytest.approx(20 + 20 - ring_after)


def test_no_success_has_no_quotient():
    found = displacement(Change(20, 40, 100, 100), 20, 30)
    assert np.isnan(found.quotient)
    assert found.net_avoided == -30
    assert np.isnan(displacement(Change(20, 10, 0, 5), 1, 1).quotient)


def test_the_interval_of_the_quotient_holds_it_and_repeats():
    place = Change(80, 40, 400, 400)
    low, high = quotient_interval(place, (40, 50), 0.95, 999, 7)
    assert low < displacement(place, 40, 50).quotient < high
    assert (low, high) == quotient_interval(place, (40, 50), 0.95, 999, 7)
    assert np.isnan(quotient_interval(Change(10, 20, 100, 100), (5, 5), 0.95, 999, 7)).all()


def test_the_share_of_a_week_varies_as_chance_has_it():
    rng = np.random.default_rng(8)
    found = []
    for _ in range(300):
        both = rng.integers(5, 60, 20)  # busy weeks and quiet ones
        own = rng.binomial(both, 0.2).astype(float)
        found.append(share_chi_square(own, both - own))
    assert {freedom for _, freedom in found} == {19}
    assert np.mean([chi for chi, _ in found]) == pytest.approx(19, rel=0.06)


def test_weeks_without_anything_have_no_share():
    assert share_chi_square(np.array([2.0, 0, 3]), np.array([2.0, 0, 1, 0]))[1] == 1
    assert share_chi_square(np.zeros(0), np.zeros(0)) == (0.0, 0)
    assert share_chi_square(np.zeros(3), np.ones(3)) == (0.0, 0)
