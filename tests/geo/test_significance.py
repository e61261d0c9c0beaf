import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import false_discovery_control

from geo.significance import (
    adjust,
    benjamini_hochberg,
    benjamini_yekutieli,
    pseudo_p,
    reject,
    two_sided,
    z_to_p,
)

# Benjamini and Hochberg 1995, section 4.1, with R's p.adjust
P_1995 = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719,
    0.6528, 0.759, 1,
]  # fmt: skip
BH_1995 = [
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.0638571428571429, 0.0638571428571429, 0.0645, 0.0765,
    0.486, 0.581181818181818, 0.714875, 0.753230769230769, 0.813214285714286, 1,
]  # fmt: skip
BY_FIRST = [0.00497734348984349, 0.00995468697968698, 0.0315231754356754, 0.118211907883783]


def test_the_published_list_rejects_four():
    adjusted = benjamini_hochberg(P_1995)
    np.testing.assert_allclose(adjusted, BH_1995, rtol=1e-12)
    assert reject(adjusted, 0.05).sum() == 4
    np.testing.assert_allclose(benjamini_yekutieli(P_1995)[:4], BY_FIRST, rtol=1e-12)


def test_it_steps_up_past_a_failure():
    assert reject(benjamini_hochberg([0.02, 0.021, 0.03, 0.9]), 0.05).sum() == 3


def test_equality_rejects():
    assert reject(benjamini_hochberg([0.0125, 0.5, 0.6, 0.7]), 0.05).sum() == 1


def test_nan_is_no_test():
    adjusted = benjamini_hochberg([0.01, np.nan, 0.02])
    np.testing.assert_allclose(adjusted, [0.02, np.nan, 0.02])
    assert reject(adjusted, 0.05).tolist() == [True, False, True]
    assert len(benjamini_hochberg([])) == 0


@given(arrays(float, st.integers(1, 40), elements=st.floats(0, 1)))
def test_corrections_equal_scipy(p):
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), atol=1e-15)
    np.testing.assert_allclose(
        benjamini_yekutieli(p), false_discovery_control(p, method="by"), atol=1e-15
    )


@given(arrays(float, 12, elements=st.floats(0, 1)), st.permutations(range(12)))
def test_order_does_not_matter(p, order):
    np.testing.assert_allclose(
        benjamini_hochberg(p[list(order)]), benjamini_hochberg(p)[list(order)]
    )


def test_named_corrections():
    p = np.array([0.01, 0.04])
    assert adjust(p, "none").tolist() == p.tolist()
    assert adjust(p, "by")[0] > adjust(p, "bh")[0]


def test_pseudo_p_is_never_zero():
    assert pseudo_p(0, 999) == 0.001
    assert pseudo_p(999, 999) == 1.0


def test_tails_of_the_normal_curve():
    assert z_to_p(1.959963984540054) == pytest.approx(0.05)
    assert z_to_p(-1.6448536269514722, "less") == pytest.approx(0.05)
    assert z_to_p(-1.6448536269514722, "greater") == pytest.approx(0.95)
    assert np.isnan(z_to_p(np.nan))


def test_two_sided_doubles_the_smaller_tail():
    assert two_sided([0.01, 0.7], [0.99, 0.6]).tolist() == [0.02, 1.0]
