import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.forecasting.evaluation import blocks, choose, judge, needed_share, together

EQUAL = np.full(8, 200.0)
RISING = np.arange(1, 9)


ONE_EACH = np.ones(8)


def hits(share, risk=RISING, events=ONE_EACH, size=EQUAL):
    found = choose(blocks(risk, events, size), share * np.sum(size))
    return float(found.hits[0])


@pytest.mark.parametrize(
    ("share", "expected"), [(0.01, 0), (0.05, 0), (0.49, 3), (0.5, 4), (1.0, 8), (1.5, 8)]
)
def test_only_whole_units_are_marked(share, expected):
    assert hits(share) == expected


def test_of_units_of_equal_risk_the_part_that_fits_is_taken_with_its_share_of_events():
    even = np.ones(8)
    assert hits(0.25, even, np.array([8, 0, 0, 0, 0, 0, 0, 0])) == 2.0
    assert hits(0.30, even, np.array([8, 0, 0, 0, 0, 0, 0, 0])) == 2.0  # two whole units fit


def test_pai_pei_and_the_best_that_could_be_marked():
    risk = np.array([0, 0, 0, 0, 0, 0, 1, 1])
    events = np.array([0, 0, 1, 0, 2, 1, 0, 6])
    score = together([judge(risk, EQUAL, events, events, [0.25])])
    assert score.hit_rate[0] == pytest.approx(0.6)
    assert score.pai[0] == pytest.approx(2.4)
    assert score.best_pai[0] == pytest.approx(3.2)
    assert score.pei[0] == pytest.approx(0.75)
    assert score.rri[0] == pytest.approx(1.0)


def test_nothing_marked_has_no_pai():
    score = together([judge(RISING, EQUAL, np.ones(8), np.ones(8), [0.05])])
    assert score.hit_rate[0] == 0
    assert np.isnan(score.pai[0])


def test_a_period_without_events_is_left_out():
    empty = judge(RISING, EQUAL, np.zeros(8), np.ones(8), [0.5])
    full = judge(RISING, EQUAL, np.ones(8), np.ones(8), [0.5])
    assert together([empty, full]) == together([full])
    assert np.isnan(together([empty]).pai[0])


def test_the_area_needed_for_a_share_of_events():
    events = np.bincount([4, 5, 3, 7], minlength=8)
    shares = [needed_share(RISING, events, EQUAL, part) for part in (0.25, 0.5, 0.75, 1.0)]
    assert shares == [0.125, 0.375, 0.5, 0.625]
    assert np.isnan(needed_share(RISING, np.zeros(8), EQUAL, 0.5))


def test_lanes_of_unequal_length_are_marked_from_the_highest_risk_on():
    score = together(
        [judge([3, 2, 1], [100.0, 50.0, 850.0], [1, 1, 8], [0, 0, 0], [0.1, 0.15, 0.5])]
    )
    assert score.hits.tolist() == [1, 2, 2]
    assert score.share == pytest.approx([0.1, 0.15, 0.15])
    assert np.isnan(score.rri).all()


@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4), st.integers(1, 5)), min_size=1),
    st.floats(0.01, 1.0),
)
def test_no_map_beats_the_best_and_order_does_not_matter(rows, share):
    risk, events, size = np.array(rows, dtype=float).T
    fold = judge(risk, size, events, events, [share])
    back = judge(risk[::-1], size[::-1], events[::-1], events[::-1], [share])
    assert fold.hits[0] <= fold.best[0] + 1e-9
    assert fold.share[0] <= share + 1e-6
    np.testing.assert_allclose(fold.hits, back.hits)
