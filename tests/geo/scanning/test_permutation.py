import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.scanning.discs import build_discs
from geo.scanning.likelihood import monte_carlo_p, poisson_llr, replicate_maxima
from geo.scanning.permutation import Replicates, calendar, lay_out, scan_cases
from geo.scanning.results import pick_windows

RADIUS, WINDOW = 6.0, 5


def brute(points, day, prospective, end, fewest=2, share=0.5):
    """Look at every disc around every point, and every interval, one by one."""
    n, best = len(points), 0.0
    for centre in np.unique(points, axis=0):
        apart = np.hypot(*(points - centre).T)
        for radius in np.unique(np.round(apart, 9)):
            inside = apart <= radius + 1e-9
            if radius > RADIUS or inside.sum() > share * n:
                continue
            starts = range(end - WINDOW + 1, end + 1) if prospective else range(-1, 14)
            for first in starts:
                for last in [end] if prospective else range(first, first + WINDOW):
                    then = (day >= first) & (day <= last)
                    count, expected = (inside & then).sum(), inside.sum() * then.sum() / n
                    if count >= fewest:
                        best = max(best, float(poisson_llr(count, expected, n)))
    return best


def prepared(points, day, prospective, end):
    spots, location = np.unique(points, axis=0, return_inverse=True)
    holds = np.bincount(location.reshape(-1)).astype(float)
    discs = build_discs(spots, spots, holds, RADIUS, 0.5 * len(points))
    cases = lay_out(discs, location.reshape(-1))
    return spots, discs, cases, calendar(day, WINDOW, prospective, end)


CASES = st.lists(
    st.tuples(st.integers(0, 8), st.integers(0, 8), st.integers(0, 12)), min_size=2, max_size=18
)


@given(CASES, st.booleans())
def test_the_best_window_is_that_of_looking_at_every_one(rows, prospective):
    """Whole metres: coincident points, equal distances and equal days all occur."""
    rows = np.array(rows)
    points, day, end = rows[:, :2].astype(float), rows[:, 2], 12
    _, _, cases, dates = prepared(points, day, prospective, end)
    found = scan_cases(cases, dates, day, 2).llr.max(initial=0.0)
    assert found == pytest.approx(brute(points, day, prospective, end), abs=1e-9)


@pytest.mark.parametrize("prospective", [False, True])
def test_replicates_have_the_maxima_of_looking_at_every_window(prospective):
    rng = np.random.default_rng(4)
    points, day = rng.integers(0, 9, (25, 2)).astype(float), rng.integers(0, 13, 25)
    _, _, cases, dates = prepared(points, day, prospective, 12)
    drawn = Replicates(cases, dates, day, 2, np.random.default_rng(1)).draw(12)
    same = np.random.default_rng(1)
    slot = np.searchsorted(dates.days, day)
    for llr in drawn:
        shuffled = dates.days[same.permutation(slot)]
        assert llr == pytest.approx(brute(points, shuffled, prospective, 12), abs=1e-9)


def test_work_in_portions_is_the_same_work(monkeypatch):
    rng = np.random.default_rng(4)
    points, day = rng.integers(0, 9, (60, 2)).astype(float), rng.integers(0, 13, 60)
    results = []
    for at_once in (30_000, 40):
        monkeypatch.setattr("geo.scanning.permutation.ENTRIES_AT_ONCE", at_once)
        _, _, cases, dates = prepared(points, day, False, 12)
        best = scan_cases(cases, dates, day, 2)
        drawn = Replicates(cases, dates, day, 2, np.random.default_rng(1)).draw(4)
        results.append((len(cases.portions), best.llr, drawn))
    assert results[0][0] == 1 < results[1][0]
    np.testing.assert_array_equal(results[0][1], results[1][1])
    np.testing.assert_array_equal(results[0][2], results[1][2])


def test_gaps_in_the_calendar_count_as_days():
    """Two cases 20 days apart are no interval of 5 days, though no case lies between."""
    points = np.array([[0.0, 0], [0, 0], [50, 0], [90, 0], [99, 0]])
    day = np.array([0, 20, 40, 60, 80])
    _, _, cases, dates = prepared(points, day, False, 80)
    assert scan_cases(cases, dates, day, 2).llr.max() == 0


def test_windows_found_share_no_location():
    rng = np.random.default_rng(6)
    points = np.concatenate([rng.uniform(0, 40, (60, 2)), np.tile([[10.0, 10], [30, 30]], (5, 1))])
    day = np.concatenate([rng.integers(0, 13, 60), np.tile([3, 8], 5)])
    spots, discs, cases, dates = prepared(points, day, False, 12)
    windows = pick_windows(discs, scan_cases(cases, dates, day, 2), len(spots), 10)
    held = np.concatenate([w.locations for w in windows])
    assert len(np.unique(held)) == len(held)
    assert [round(w.llr, 9) for w in windows] == sorted(
        (round(w.llr, 9) for w in windows), reverse=True
    )
    assert {(w.first, w.last) for w in windows[:2]} == {(3, 3), (8, 8)}


def test_p_is_uniform_where_nothing_happens():
    rng, p = np.random.default_rng(8), []
    for _ in range(60):
        points, day = rng.uniform(0, 30, (40, 2)), rng.integers(0, 40, 40)
        _, _, cases, dates = prepared(points, day, False, 40)
        seen = scan_cases(cases, dates, day, 2).llr.max(initial=0.0)
        shuffled = Replicates(cases, dates, day, 2, rng)
        maxima = replicate_maxima(shuffled.draw, 39, shuffled.at_once, np.inf)
        p.append(float(monte_carlo_p(np.array([seen]), maxima)[0]))
    for a in (0.1, 0.3, 0.5):
        assert np.mean(np.array(p) <= a) <= a + 3 * np.sqrt(a * (1 - a) / 60)
