"""The exact comparison of two periods, against printed values and by drawing."""

import numpy as np
import pytest
from scipy.stats import binomtest

from geo.period_change import period_change


def test_example_of_another_program():
    """The second example of R's poisson.test gives p 0.07967 and a ratio of 1.971488."""
    change = period_change([21], [11], 3011, 800, 95)
    assert change.p[0] == pytest.approx(0.07967, abs=5e-6)
    assert change.ratio[0] == pytest.approx(1.971488, abs=5e-7)
    share = binomtest(11, 32, 0.5).proportion_ci(method="exact")
    odds = [each / (1 - each) * 3011 / 800 for each in (share.low, share.high)]
    assert [change.low[0], change.high[0]] == pytest.approx(odds, rel=1e-9)


def test_nothing_at_all_says_nothing_and_nothing_before_is_without_end():
    change = period_change([0, 0, 7], [0, 6, 0], 181, 181, 95)
    assert np.isnan(change.ratio[0]) and change.p[0] == 1
    assert (change.low[0], change.high[0]) == (0, np.inf)
    assert change.ratio[1] == np.inf and change.high[1] == np.inf and change.low[1] > 1
    assert change.ratio[2] == 0 and change.low[2] == 0 and change.high[2] < 1
    assert change.p[1] == pytest.approx(2 / 2**6) and change.p[2] == pytest.approx(2 / 2**7)


def test_shorter_period_is_measured_by_its_days():
    assert period_change([60], [20], 90, 30, 95).ratio[0] == pytest.approx(1)
    assert period_change([60], [20], 90, 30, 95).p[0] > 0.9


def test_many_units_are_adjusted_together():
    change = period_change([10] * 20, [10] * 19 + [24], 100, 100, 95)
    assert change.p[-1] < 0.05 < change.p_adjusted[-1]
    assert (change.p_adjusted >= change.p).all()


def test_unit_with_nothing_in_either_period_is_no_test_and_costs_the_others_nothing():
    alone = period_change([2], [12], 100, 100, 95)
    among = period_change([2] + [0] * 50, [12] + [0] * 50, 100, 100, 95)
    assert among.p_adjusted[0] == alone.p_adjusted[0] < 0.05
    assert np.isnan(among.p_adjusted[1:]).all()


def test_false_alarms_are_no_more_than_stated():
    """Two hundred wards of 40 units in which nothing changed: a map with any mark is rare."""
    rng = np.random.default_rng(11)
    level = rng.gamma(2, 4, 40)
    false = sum(
        (
            period_change(rng.poisson(level), rng.poisson(level * 2), 90, 180, 95).p_adjusted < 0.05
        ).any()
        for _ in range(200)
    )
    assert false / 200 <= 0.05


def test_no_units_and_no_days():
    assert len(period_change([], [], 10, 10, 95).p) == 0
    with pytest.raises(ValueError, match="0 and 10 days"):
        period_change([1], [1], 0, 10, 95)
