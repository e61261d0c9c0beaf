"""Repeats in time: how often something came back to the same place, and how soon."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

NEAR_M = 100.0
NEAR_DAYS = 14
MAX_PAIRS = 20_000_000

Integers = NDArray[np.int64]


def best_window(day: Integers, window_days: int) -> tuple[int, int, int]:
    """Return the most events in any closed window [t, t + N], and its first and last event day.

    The earliest of equal windows counts. (0, 0, 0) without events.
    """
    if not len(day):
        return 0, 0, 0
    days = np.sort(day)
    inside = np.searchsorted(days, days + window_days, side="right") - np.arange(len(days))
    start = int(np.argmax(inside))
    return int(inside[start]), int(days[start]), int(days[start + int(inside[start]) - 1])


def gaps(day: Integers) -> Integers:
    """Return the days between consecutive events."""
    ordered = np.sort(day)
    return ordered[1:] - ordered[:-1]


def repeat_figures(place: Integers, day: Integers, window_days: int) -> dict[str, int]:
    """Return the figures of a whole set: places, places with two or more, repeats in time.

    A repeat is an event at most ``window_days`` after the one before it at its place.
    """
    if not len(place):
        return dict.fromkeys(
            (
                "places",
                "places_ge2",
                "repeat_events_gap_le_N",
                "places_with_repeat_le_N",
                "max_events_in_N_days",
            ),
            0,
        )
    order = np.lexsort((day, place))
    place, day = place[order], day[order]
    _, starts, counts = np.unique(place, return_index=True, return_counts=True)
    repeat = (np.diff(place) == 0) & (np.diff(day) <= window_days)
    most = max(
        best_window(day[a : a + n], window_days)[0] for a, n in zip(starts, counts, strict=True)
    )
    return {
        "places": len(starts),
        "places_ge2": int((counts >= 2).sum()),
        "repeat_events_gap_le_N": int(repeat.sum()),
        "places_with_repeat_le_N": len(np.unique(place[1:][repeat])),
        "max_events_in_N_days": most,
    }


def concentration(counts: Integers) -> list[tuple[float, float]]:
    """Return the 80-20 curve: (share of places, share of events they hold), fullest first."""
    if not len(counts):
        return []
    held = np.cumsum(np.sort(counts)[::-1]) / counts.sum()
    at = np.ceil(np.array([0.01, 0.05, 0.1, 0.2, 0.5, 1.0]) * len(counts)).astype(np.int64)
    return [(float(n / len(counts)), float(held[n - 1])) for n in np.unique(at)]


def event_classes(
    points: NDArray[np.float64], place: Integers, day: Integers, window_days: int
) -> NDArray[np.str_] | None:
    """Return "repeat", "near_repeat" or "originator" per event; None where pairs are too many.

    Repeat: an earlier event at the place within the window. Near repeat: else one within 100 m
    and 14 days. Events of one day count in their given order.
    """
    classes = np.full(len(place), "originator", dtype="<U11")
    if not len(place):
        return classes
    if _least_pairs(points) > MAX_PAIRS:
        return None
    tree = cKDTree(points)
    if tree.count_neighbors(tree, NEAR_M) > MAX_PAIRS:
        return None
    pairs = tree.query_pairs(NEAR_M, output_type="ndarray")
    gap = np.abs(day[pairs[:, 0]] - day[pairs[:, 1]])
    near = pairs[gap <= NEAR_DAYS]
    later = np.where(day[near[:, 0]] > day[near[:, 1]], near[:, 0], near[:, 1])
    classes[later] = "near_repeat"
    order = np.lexsort((day, place))
    again = (np.diff(place[order]) == 0) & (np.diff(day[order]) <= window_days)
    classes[order[1:][again]] = "repeat"
    return classes


def _least_pairs(points: NDArray[np.float64]) -> int:
    """Return how many pairs are near at least: those within squares where all points are near.

    Counting is quick where the pairs are far too many; counting them all is slowest there.
    """
    square = np.floor(points / (0.99 * NEAR_M / math.sqrt(2))).astype(np.int64)
    _, held = np.unique(square, axis=0, return_counts=True)
    return int((held**2).sum())
