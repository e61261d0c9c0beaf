"""The self-exciting model finds what made the events, and its parts add up."""

import numpy as np
import pytest

from geo.forecasting import self_exciting
from geo.forecasting.self_exciting import (
    Excitation,
    Fitted,
    History,
    density_at,
    expected,
    find_pairs,
    fit,
    shares,
)


def simulated(followers, seed=3, first=1200, side=2000.0, days=500):
    """Events anywhere, each followed by others near it and soon."""
    rng = np.random.default_rng(seed)
    parents = np.column_stack([rng.uniform(0, side, (first, 2)), rng.integers(0, days, first)])
    found = [parents]
    while len(found[-1]):
        again = np.repeat(found[-1], rng.poisson(followers, len(found[-1])), axis=0)
        again[:, :2] += rng.normal(0, 30, (len(again), 2))
        again[:, 2] += rng.geometric(1 / 6, len(again))
        found.append(again[again[:, 2] < days])
    rows = np.concatenate(found)
    rows = rows[np.argsort(rows[:, 2], kind="stable")]
    return History(rows[:, :2], rows[:, 2].astype(np.int64), 0, days, side**2)


def test_it_learns_how_events_follow_events():
    history = simulated(0.5)
    model = fit(history, find_pairs(history.points, history.day))
    assert model.excitation.followers == pytest.approx(0.5, abs=0.1)
    assert model.excitation.mean_days == pytest.approx(6, abs=1.5)
    assert model.excitation.spread_m == pytest.approx(30, abs=5)
    assert model.background.mean() == pytest.approx(0.5, abs=0.1)


def test_events_without_followers_excite_little():
    history = simulated(0.0)
    model = fit(history, find_pairs(history.points, history.day))
    assert model.excitation.followers < 0.15


def test_shares_of_each_event_add_up_to_one():
    history = simulated(0.4, first=150)
    pairs = find_pairs(history.points, history.day)
    follows, none = shares(
        history, pairs, Excitation(0.3, 0.2, 40.0), np.full(len(history.day), 0.7)
    )
    total = none + np.bincount(pairs.later, follows, minlength=len(none))
    np.testing.assert_allclose(total, 1.0)


def test_pairs_are_those_of_a_search_by_hand():
    history = simulated(0.4, first=120)
    pairs = find_pairs(history.points, history.day)
    apart = np.hypot(*(history.points[:, None] - history.points[None]).transpose(2, 0, 1))
    days = history.day[None, :] - history.day[:, None]
    near = (apart <= self_exciting.REACH_M) & (days > 0) & (days <= self_exciting.REACH_DAYS)
    assert {*zip(pairs.earlier, pairs.later, strict=True)} == {*zip(*np.nonzero(near), strict=True)}


def test_the_background_by_raster_is_the_gaussian_sum():
    rng = np.random.default_rng(0)
    history = History(rng.uniform(0, 1500, (40, 2)), np.arange(40), 0, 40, 1500.0**2)
    weight, places = rng.uniform(0, 1, 40), rng.uniform(0, 1500, (30, 2))
    square = ((places[:, None] - history.points[None]) ** 2).sum(axis=2)
    spread = self_exciting.BACKGROUND_M
    exact = (weight * np.exp(-square / (2 * spread**2)) / (2 * np.pi * spread**2)).sum(axis=1)
    wanted = (0.95 * exact + 0.05 * weight.sum() / history.surface_m2) / 40
    found = density_at(history, weight, places)
    np.testing.assert_allclose(found, wanted, rtol=0.02, atol=0.002 * wanted.max())


def test_what_is_expected_sums_to_what_the_events_still_bring():
    """One event the day before: of its 0.4 followers those of the next seven days."""
    history = History(np.array([[500.0, 500.0]]), np.array([9]), 0, 10, 1e6)
    model = Fitted(Excitation(0.4, 0.25, 30.0), np.ones(1), 1)
    at = np.arange(5, 1000, 10.0)
    places = np.array([(x, y) for x in at for y in at])
    _, raised = expected(history, model, places, 10.0, 7)
    assert raised.sum() * 100 == pytest.approx(0.4 * (1 - 0.75**7), rel=1e-3)


def test_one_stray_point_does_not_ask_for_gigabytes():
    history = History(np.array([[0.0, 0.0], [5e6, 5e6]]), np.array([0, 1]), 0, 2, 1e6)
    assert np.isfinite(density_at(history, np.ones(2), history.points)).all()
