import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo import repeats
from geo.repeats import best_window, concentration, event_classes, gaps, repeat_figures

DAYS = st.lists(st.integers(0, 90), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("days", "window", "found"),
    [
        ([1, 31], 30, (2, 1, 31)),
        ([1, 32], 30, (1, 1, 1)),
        ([5, 5, 5], 0, (3, 5, 5)),
        ([1, 40, 41], 30, (2, 40, 41)),
        ([], 30, (0, 0, 0)),
    ],
)
def test_the_window_is_closed_on_both_sides(days, window, found):
    assert best_window(np.array(days, dtype=np.int64), window) == found


@given(DAYS, st.integers(0, 40))
def test_the_window_equals_brute_force(days, window):
    days = np.array(days)
    expected = max(int(((days >= t) & (days <= t + window)).sum()) for t in days)
    assert best_window(days, window)[0] == expected


def test_figures_of_a_set_counted_by_hand():
    place, day = np.array([0, 0, 0, 1, 1, 2]), np.array([1, 5, 50, 1, 40, 3])
    assert repeat_figures(place, day, 7) == {
        "places": 3,
        "places_ge2": 2,
        "repeat_events_gap_le_N": 1,
        "places_with_repeat_le_N": 1,
        "max_events_in_N_days": 2,
    }
    assert set(repeat_figures(place[:0], day[:0], 7).values()) == {0}


def test_gaps_are_between_consecutive_days():
    assert gaps(np.array([9, 1, 4])).tolist() == [3, 5]


def test_the_curve_ends_with_everything():
    curve = concentration(np.array([8, 1, 1]))
    assert curve[0] == (1 / 3, 0.8)
    assert curve[-1] == (1.0, 1.0)
    assert concentration(np.zeros(0, dtype=np.int64)) == []


def test_events_are_repeats_near_repeats_or_originators():
    points = np.array([[0.0, 0], [0, 0], [50, 0], [900, 0], [0, 0]])
    place, day = np.array([0, 0, 1, 2, 0]), np.array([1, 5, 6, 6, 200])
    assert event_classes(points, place, day, 30).tolist() == [
        "originator",
        "repeat",
        "near_repeat",
        "originator",
        "originator",
    ]


@given(
    st.lists(st.tuples(st.integers(-260, 260), st.integers(-260, 260)), min_size=1, max_size=40),
)
def test_classes_are_left_out_from_exactly_too_many_pairs_on(spots):
    points = np.array(spots, dtype=float) + np.array([592_000.5, 2_327_000.25])
    apart = np.hypot(*(points[:, None, :] - points[None, :, :]).transpose(2, 0, 1))
    pairs = int((apart <= repeats.NEAR_M).sum())
    place = day = np.arange(len(points))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "MAX_PAIRS", pairs)
        assert event_classes(points, place, day, 30) is not None
        patch.setattr(repeats, "MAX_PAIRS", pairs - 1)
        assert event_classes(points, place, day, 30) is None
