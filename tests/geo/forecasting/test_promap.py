import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from geo.forecasting.promap import promap, weight

ROW, COL = (axis.ravel() for axis in np.indices((12, 9)))


def test_weights_fade_with_cells_and_weeks_and_end_at_eight():
    assert weight(1, 1) == 0.25
    assert weight(1, 2) == weight(2, 1) == 1 / 6
    assert weight(8, 0) == weight(0, 8) == 0
    assert weight(7, 7) == 1 / 64


def test_one_event_of_this_week():
    cell = np.array([4 * 9 + 4])
    plane = promap(ROW, COL, cell, np.array([0])).reshape(12, 9)
    np.testing.assert_allclose(plane[3:6, 3:6], [[0.5, 0.5, 0.5], [0.5, 1, 0.5], [0.5, 0.5, 0.5]])


@given(st.lists(st.tuples(st.integers(0, 107), st.integers(0, 9)), max_size=12))
def test_nested_squares_equal_the_sum_over_all_events(found):
    cell, weeks = np.array(found, dtype=np.int64).reshape(-1, 2).T
    apart = np.maximum(
        np.abs(ROW[:, None] - ROW[cell][None, :]), np.abs(COL[:, None] - COL[cell][None, :])
    )
    np.testing.assert_allclose(
        promap(ROW, COL, cell, weeks), weight(apart, weeks[None, :]).sum(axis=1), atol=2e-9
    )


def test_no_cells_have_no_risk():
    none = np.zeros(0, dtype=np.int64)
    assert len(promap(none, none, none, none)) == 0
