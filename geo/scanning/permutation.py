"""The space-time permutation scan: discs and intervals, retrospective or prospective.

Reference: Kulldorff, Heffernan, Hartman, Assunção and Mostashari 2005. The expected cases of a
window are cases of the disc times cases of the interval over all cases; a replicate shuffles the
days over the cases.

Three exact short cuts. An interval need only begin and end on days with a case. When a location
joins a disc, only intervals with one of its cases can become better. And whether a window reaches
a ratio is asked of whole numbers, against a table made once: logarithms are left for those few
that do.
"""

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.scanning.discs import LANES, SINCE, UP_TO, Discs, ranges, running_lanes
from geo.scanning.likelihood import highest_expected, least_counts, poisson_llr
from geo.scanning.results import Best

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Shorts = NDArray[np.int16]

LOWEST_RATIO = 1.0
"""Windows of the data below this ratio are of no interest, and are looked for only if none is."""
ENTRIES_AT_ONCE = 30_000
BAR_FLOOR = 0.5
FIRST_BAR = 2.0


class Cases(NamedTuple):
    """The discs case by case: each line adds a case to its disc, which then has ``held``.

    ``entry`` is the line of the discs behind it; ``portions`` are lines to work on together.
    """

    discs: Discs
    entry: Integers
    case: Integers
    centre: Integers
    held: Integers
    start: Integers
    portions: list[tuple[int, int]]
    total: int


class Calendar(NamedTuple):
    """The days that have cases, how many before each, and the longest interval in such days.

    ``first`` is the earliest such day that an interval up to the end may begin with.
    """

    days: Integers
    before: Integers
    longest: int
    window_days: int
    prospective: bool
    first: int


class _Hits(NamedTuple):
    """Windows with enough cases: row of days, line of the cases, count, first and last day."""

    row: Integers
    at: Integers
    seen: Shorts
    first: Integers
    last: Integers


def lay_out(discs: Discs, location: Integers) -> Cases:
    """Return the discs case by case, for the location of each case."""
    order = np.argsort(location, kind="stable")
    sizes = np.bincount(location, minlength=int(discs.location.max(initial=-1)) + 1)
    first = np.cumsum(sizes) - sizes
    many = sizes[discs.location]
    entry = np.repeat(np.arange(len(many)), many)
    case = order[ranges(first[discs.location], many)]
    centre = discs.centre[entry]
    start = np.flatnonzero(np.append(True, centre[1:] != centre[:-1])[: len(centre)])
    held = np.rint(discs.held[entry]).astype(np.int64)
    parts = _portions(start, len(case))
    return Cases(discs, entry, case, centre, held, start, parts, len(location))


def calendar(day: Integers, window_days: int, prospective: bool, end: int) -> Calendar:
    """Return the days of the cases; prospective intervals all reach to ``end``."""
    days, counts = np.unique(day, return_counts=True)
    before = np.concatenate([[0], np.cumsum(counts)])
    reach = np.searchsorted(days, days + window_days, side="left") - np.arange(len(days))
    first = int(np.searchsorted(days, end - window_days + 1))
    return Calendar(days, before, int(reach.max(initial=0)), window_days, prospective, first)


def scan_cases(cases: Cases, dates: Calendar, day: Integers, fewest: int) -> Best:
    """Return the best interval of every disc of the data."""
    slot = np.searchsorted(dates.days, day)
    best = _Search(cases, dates, fewest, LOWEST_RATIO).best(slot)
    return best if best.llr.any() else _Search(cases, dates, fewest, 1e-6).best(slot)


def _portions(start: Integers, size: int) -> list[tuple[int, int]]:
    """Return stretches of whole centres with a bearable number of lines each."""
    bounds, a = [0], 0
    while a < size:
        ahead = int(np.searchsorted(start, a + ENTRIES_AT_ONCE, side="right")) - 1
        b = int(start[ahead]) if start[ahead] > a else 0
        if b == 0 or size - a <= ENTRIES_AT_ONCE:
            following = int(np.searchsorted(start, a, side="right"))
            small = size - a <= ENTRIES_AT_ONCE or following >= len(start)
            b = size if small else int(start[following])
        bounds.append(b)
        a = b
    return list(pairwise(bounds))


class Replicates:
    """Largest ratios of shuffled days; the bar rises to just below what replicates reach."""

    def __init__(
        self,
        cases: Cases,
        dates: Calendar,
        day: Integers,
        fewest: int,
        rng: np.random.Generator,
        bar: float = FIRST_BAR,
    ) -> None:
        self._cases, self._dates, self._fewest, self._rng = cases, dates, fewest, rng
        self._slot = np.searchsorted(dates.days, day)
        self.bar, self._least = bar, math.inf
        self._search = _Search(cases, dates, fewest, bar)
        self.at_once = max(1, ENTRIES_AT_ONCE // max(len(cases.case), 1))

    def draw(self, replicates: int) -> Floats:
        """Make some replicates and return the largest ratio of each."""
        slots = np.array([self._rng.permutation(self._slot) for _ in range(replicates)])
        found = self._search.maxima(slots)
        bar = self.bar
        while not found.all() and bar > 1e-3:
            bar /= 8
            below = np.flatnonzero(found == 0)
            lower = _Search(self._cases, self._dates, self._fewest, bar)
            found[below] = lower.maxima(slots[below])
        self._least = min(self._least, float(found.min(initial=math.inf)))
        usual = math.floor(4 * 0.9 * self._least) / 4  # few replicates stay below, and few hit
        if usual != self.bar and usual >= BAR_FLOOR:
            self.bar = usual
            self._search = _Search(self._cases, self._dates, self._fewest, usual)
        return found


class _Search:
    """Finds the windows that reach a ratio."""

    def __init__(self, cases: Cases, dates: Calendar, fewest: int, least: float) -> None:
        self.cases, self.dates = cases, dates
        before, count = dates.before, len(dates.days)
        if dates.prospective:
            times = before[-1] - before[dates.first : count]
        else:
            longest = range(1, dates.longest + 1)
            times = np.array([(before[n:] - before[:-n]).min() for n in longest], dtype=np.int64)
        held = np.arange(int(cases.held.max(initial=0)) + 1)
        expected = np.outer(times, held) / max(cases.total, 1)
        self.table = least_counts(expected, highest_expected(least, cases.total), fewest)

    def best(self, slot: Integers) -> Best:
        """Return the best interval of every disc, and what it holds."""
        size = len(self.cases.discs.centre)
        llr, seen, chance = np.zeros((3, size))
        first, last = np.zeros((2, size), dtype=np.int64)
        for hit in self._hits(slot[None, :]):
            entry, expected = self.cases.entry[hit.at], self._expected(hit)
            ratio = poisson_llr(hit.seen, expected, self.cases.total)
            order = np.lexsort((ratio, entry))
            top = order[np.append(entry[order][1:] != entry[order][:-1], True)]
            top = top[np.round(ratio[top], 9) > np.round(llr[entry[top]], 9)]
            to = entry[top]
            llr[to], seen[to], chance[to] = ratio[top], hit.seen[top], expected[top]
            first[to], last[to] = self.dates.days[hit.first[top]], self.dates.days[hit.last[top]]
        return Best(llr, seen, chance, first, last)

    def maxima(self, slots: Integers) -> Floats:
        """Return the largest ratio of each row of days, 0 where none reaches the bar."""
        found = np.zeros(len(slots))
        for hit in self._hits(slots):
            ratio = poisson_llr(hit.seen, self._expected(hit), self.cases.total)
            np.maximum.at(found, hit.row, ratio)
        return found

    def _expected(self, hit: _Hits) -> Floats:
        inside = self.dates.before[hit.last + 1] - self.dates.before[hit.first]
        return np.asarray(self.cases.held[hit.at] * inside / self.cases.total)

    def _hits(self, slots: Integers) -> Iterator[_Hits]:
        if not len(self.cases.case):
            return
        if self.dates.prospective:
            for row, slot in enumerate(slots):
                yield from _recent(self.cases, self.dates, self.table, row, slot)
            return
        for a, b in self.cases.portions:
            yield from _any_time(self.cases, self.dates, self.table, slots, (a, b))


def _recent(
    cases: Cases, dates: Calendar, table: Shorts, row: int, slot: Integers
) -> Iterator[_Hits]:
    """Yield the intervals up to the end that have enough cases, from the latest start on."""
    own = slot[cases.case]
    recent = np.flatnonzero(own >= dates.first)
    own, held, centre = own[recent], cases.held[recent], cases.centre[recent]
    if not len(own):
        return
    start = np.flatnonzero(np.append(True, centre[1:] != centre[:-1]))
    last = len(dates.days) - 1
    for four in range(dates.first, last + 1, LANES):
        counts = running_lanes(own, four, SINCE, start)
        latest = min(four + LANES - 1, last)
        perhaps = np.flatnonzero(
            (own >= four) & (counts[:, 0] >= table[latest - dates.first][held])
        )
        for first in range(four, latest + 1):
            count = counts[perhaps, first - four]
            fits = own[perhaps] >= first
            fits &= count >= table[first - dates.first][held[perhaps]]
            at = perhaps[fits]
            if len(at):
                same = np.ones(len(at), dtype=np.int64)
                yield _Hits(same * row, recent[at], count[fits], same * first, same * last)


def _any_time(
    cases: Cases, dates: Calendar, table: Shorts, slots: Integers, part: tuple[int, int]
) -> Iterator[_Hits]:
    """Yield the intervals with enough cases that contain the day of the case that joins."""
    a, b = part
    rows, size, days = len(slots), b - a, len(dates.days)
    own = slots[:, cases.case[a:b]].ravel()
    here = cases.start[np.searchsorted(cases.start, a) : np.searchsorted(cases.start, b)] - a
    start = (here + size * np.arange(rows)[:, None]).ravel()
    upto = _counts_up_to(own, days, start)
    lower = [upto(own - 1 - n) for n in range(dates.longest)]
    upper = [upto(own + n) for n in range(dates.longest)]
    for length in range(1, dates.longest + 1):
        need = np.tile(table[length - 1][cases.held[a:b]], rows)
        found = []
        for back in range(length):
            count = upper[length - 1 - back] - lower[back]
            at = np.flatnonzero(count >= need)
            if len(at):
                found.append((at, own[at] - back, count[at]))
        if found:
            at, first, count = (np.concatenate(column) for column in zip(*found, strict=True))
            last = first + length - 1
            fits = np.flatnonzero((first >= 0) & (last < days))
            fits = fits[dates.days[last[fits]] - dates.days[first[fits]] < dates.window_days]
            if len(fits):
                row, line = np.divmod(at[fits], size)
                yield _Hits(row, a + line, count[fits], first[fits], last[fits])


def _counts_up_to(own: Integers, days: int, start: Integers) -> Callable[[Integers], Shorts]:
    """Return a function that tells, per line, the cases of its disc up to a day of its own."""
    fours = -(-days // LANES)
    table = np.zeros((fours + 1, len(own), LANES), dtype=np.int16)  # the first four: no cases yet
    for n in range(fours):
        table[n + 1] = running_lanes(own, n * LANES, UP_TO, start)
    flat, line = table.ravel(), LANES * np.arange(len(own))
    four, lane = np.divmod(np.arange(-LANES, days), LANES)
    place = (four + 1) * (len(own) * LANES) + lane

    def look_up(day: Integers) -> Shorts:
        return flat.take(place[np.clip(day, -1, days - 1) + LANES] + line)

    return look_up
