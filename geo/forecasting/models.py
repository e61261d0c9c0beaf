"""The maps that can be made for the days from a given one on, each a risk per unit of ground."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.forecasting.promap import promap
from geo.forecasting.self_exciting import (
    BEGIN,
    Excitation,
    Fitted,
    History,
    Pairs,
    expected,
    find_pairs,
    fit,
    settle,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Risk = Callable[[int], Floats]
"""The risk of every unit for the days from one on, from what happened before it alone."""

WEEK = 7


class Ground(NamedTuple):
    """The units that can be marked: size (m² or m), middle, and the cell of a grid each is in."""

    size: Floats
    middles: Floats
    side_m: float
    row: Integers
    col: Integers
    cell: Integers
    surface_m2: float


class Dated(NamedTuple):
    """Events in units, by day: where, when, and their coordinates."""

    unit: Integers
    day: Integers
    points: Floats

    def before(self, start: int) -> "Dated":
        """Return the events before a day."""
        n = int(np.searchsorted(self.day, start))
        return Dated(self.unit[:n], self.day[:n], self.points[:n])

    def between(self, start: int, until: int) -> Integers:
        """Return the units of events from one day on, before another."""
        a, b = np.searchsorted(self.day, [start, until])
        return self.unit[a:b]


def counts(ground: Ground, unit: Integers) -> Floats:
    """Return how many events each unit holds."""
    return np.bincount(unit, minlength=len(ground.size)).astype(np.float64)


def promap_risk(ground: Ground, dated: Dated) -> Risk:
    """Return the map of Bowers, Johnson and Pease."""

    def risk(start: int) -> Floats:
        seen = dated.before(start)
        weeks = (start - seen.day) // WEEK
        return promap(ground.row, ground.col, ground.cell[seen.unit], weeks)[ground.cell]

    return risk


def last_period_risk(ground: Ground, dated: Dated, days: int) -> Risk:
    """Return the naive map: where it happened in the days just before."""
    return lambda start: _per_size(ground, counts(ground, dated.between(start - days, start)))


def long_run_risk(ground: Ground, dated: Dated) -> Risk:
    """Return the other naive map: where it happened most since records began."""
    return lambda start: _per_size(ground, counts(ground, dated.before(start).unit))


class SelfExciting:
    """The self-exciting model, fitted to what is known before a day.

    Later maps keep its excitation and use the events up to their own day.
    """

    def __init__(self, ground: Ground, dated: Dated, days: int) -> None:
        self._ground, self._dated, self._days = ground, dated, days
        self._pairs = find_pairs(dated.points, dated.day)
        self.fitted = Fitted(BEGIN, np.zeros(0), 0)

    def learn(self, until: int) -> None:
        """Fit to the events before a day, beginning with what was learned before."""
        self.fitted = fit(self._history(until), self._until(until), self.excitation)

    @property
    def excitation(self) -> Excitation:
        """Return how events follow events."""
        return self.fitted.excitation

    def parts(self, start: int) -> tuple[Floats, Floats]:
        """Return events per m² of background and of excitation in the days from one on."""
        history = self._history(start)
        model: Fitted = settle(history, self._until(start), self.excitation)
        return expected(history, model, self._ground.middles, self._ground.side_m, self._days)

    def risk(self, start: int) -> Floats:
        """Return both parts together."""
        background, raised = self.parts(start)
        return background + raised

    def _history(self, until: int) -> History:
        seen = self._dated.before(until)
        first = int(seen.day[0]) if len(seen.day) else until - 1
        return History(seen.points, seen.day, first, until, self._ground.surface_m2)

    def _until(self, until: int) -> Pairs:
        pairs = self._pairs
        inside = pairs.later < len(self._dated.before(until).day)
        earlier, later, days = (column[inside] for column in pairs[:3])
        return Pairs(earlier, later, days, pairs.square_m[inside])


def _per_size(ground: Ground, events: Floats) -> Floats:
    return np.asarray(np.round(events / ground.size, 12))
