"""The order of a walk over stops: exact for a few (Held and Karp), by improvement for many.

A stop is a pair of places: where it is entered and where it is left. A spot is entered and left at
the same place; a lane that is to be walked from end to end may be taken either way. Ways between
stops are as long one way as the other. Equal orders: the one found first, the same each time.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

EXACT_STOPS = 12
"""Up to so many stops the order is the shortest there is; above, it can only be improved."""
LONGEST_MOVED = 3
LEAST_GAIN = 1e-9
KICKS = 100
"""How often an improved order is shaken, by a fixed seed, and improved again."""

Floats = NDArray[np.float64]


class Visit(NamedTuple):
    """A stop in the order of the walk: the place it is entered at, and the one it is left at."""

    stop: int
    enter: int
    leave: int


class Order(NamedTuple):
    """Visits in order, the metres between them, and whether no other order can be shorter."""

    visits: tuple[Visit, ...]
    between_m: float
    is_exact: bool


class _Ways(NamedTuple):
    """Ways to take each stop; ``step`` leads from way to way, its last row and column are the ends.

    ``flip`` is the same stop taken the other way round.
    """

    visits: tuple[Visit, ...]
    flip: list[int]
    step: Floats


def best_order(
    apart_m: Floats,
    stops: Sequence[tuple[int, int]],
    start: int | None = None,
    *,
    returns: bool = False,
) -> Order:
    """Order stops so that the way between them is short.

    ``apart_m`` holds the metres between places, ``stops`` the places each stop is entered and left
    at. The walk begins at ``start``, or at whichever stop is best, and ends there again where it
    ``returns`` (to its first stop, where it has no start).
    """
    if not stops:
        return Order((), 0.0, is_exact=True)
    apart = np.minimum(apart_m, apart_m.T)
    if returns and start is None:
        return _round(apart, stops)
    ways = _ways(apart, stops, start, start if returns else None)
    return _ordered(ways, len(stops))


def _round(apart: Floats, stops: Sequence[tuple[int, int]]) -> Order:
    """Order a round trip without a start: it may as well begin with the first stop."""
    enter, leave = stops[0]
    rest = _ordered(_ways(apart, stops[1:], leave, enter), len(stops) - 1)
    visits = tuple(visit._replace(stop=visit.stop + 1) for visit in rest.visits)
    between = rest.between_m if len(stops) > 1 else float(apart[leave, enter])
    return Order((Visit(0, enter, leave), *visits), between, rest.is_exact)


def _ordered(ways: _Ways, number: int) -> Order:
    is_exact = number <= EXACT_STOPS
    if not number:
        return Order((), 0.0, is_exact=True)
    found = _held_karp(ways, number) if is_exact else _improved(ways, number)
    return Order(
        tuple(ways.visits[way] for way in found), _length(ways.step.tolist(), found), is_exact
    )


def _ways(
    apart: Floats, stops: Sequence[tuple[int, int]], start: int | None, end: int | None
) -> _Ways:
    visits: list[Visit] = []
    flip: list[int] = []
    for stop, (enter, leave) in enumerate(stops):
        at = len(visits)
        visits.append(Visit(stop, enter, leave))
        if enter == leave:
            flip.append(at)
        else:
            visits.append(Visit(stop, leave, enter))
            flip += [at + 1, at]
    enters = [visit.enter for visit in visits]
    leaves = [visit.leave for visit in visits]
    step = np.zeros((len(visits) + 1, len(visits) + 1))
    step[:-1, :-1] = apart[np.ix_(leaves, enters)]
    if start is not None:
        step[-1, :-1] = apart[start, enters]
    if end is not None:
        step[:-1, -1] = apart[leaves, end]
    return _Ways(tuple(visits), flip, step)


def _held_karp(ways: _Ways, number: int) -> list[int]:
    """Return the shortest order: the best way to have been at each set of stops, set by set."""
    bit = np.array([1 << visit.stop for visit in ways.visits])
    step = ways.step[:-1, :-1]
    cost = np.full((1 << number, len(bit)), np.inf)
    before = np.zeros(cost.shape, dtype=np.int64)
    every = np.arange(len(bit))
    cost[bit, every] = ways.step[-1, :-1]
    for been in range(1, 1 << number):
        further = cost[been][:, None] + step
        last = np.argmin(further, axis=0)
        new = (bit & been) == 0
        cost[been | bit[new], every[new]] = further[last[new], every[new]]
        before[been | bit[new], every[new]] = last[new]
    been = (1 << number) - 1
    order = [int(np.argmin(cost[been] + ways.step[:-1, -1]))]
    while len(order) < number:
        way = order[-1]
        order.append(int(before[been, way]))
        been ^= int(bit[way])
    return order[::-1]


def _improved(ways: _Ways, number: int) -> list[int]:
    """Return the better of two first orders, improved until no move shortens it, then shaken."""
    step = ways.step.tolist()
    tours = [
        _improve(first(ways, step, number), ways.flip, step) for first in (_nearest, _inserted)
    ]
    best = min(tours, key=lambda tour: _length(step, tour))
    random = np.random.default_rng(0)
    for _ in range(KICKS if number > LONGEST_MOVED else 0):
        a, b, c = sorted(random.choice(np.arange(1, number), 3, replace=False).tolist())
        shaken = best[:a] + best[b:c] + best[a:b] + best[c:]
        tour = _improve(shaken, ways.flip, step)
        if _length(step, best) - _length(step, tour) > LEAST_GAIN:
            best = tour
    return best


def _nearest(ways: _Ways, step: list[list[float]], number: int) -> list[int]:
    """Go to the nearest stop that is left, again and again."""
    tour: list[int] = []
    been: set[int] = set()
    while len(tour) < number:
        last = tour[-1] if tour else -1
        left = [way for way, visit in enumerate(ways.visits) if visit.stop not in been]
        tour.append(min(left, key=lambda way: step[last][way]))
        been.add(ways.visits[tour[-1]].stop)
    return tour


def _inserted(ways: _Ways, step: list[list[float]], number: int) -> list[int]:
    """Put in, again and again, the stop that lengthens the walk least."""
    tour: list[int] = []
    been: set[int] = set()
    while len(tour) < number:
        ends = [-1, *tour, -1]
        options = (
            (step[ends[at]][way] + step[way][ends[at + 1]] - step[ends[at]][ends[at + 1]], at, way)
            for way, visit in enumerate(ways.visits)
            if visit.stop not in been
            for at in range(len(tour) + 1)
        )
        _, at, way = min(options)
        tour.insert(at, way)
        been.add(ways.visits[way].stop)
    return tour


def _improve(tour: list[int], flip: list[int], step: list[list[float]]) -> list[int]:
    """Take every move that shortens the walk, until none does."""
    while True:
        better = _reversed_part(tour, flip, step) or _moved_part(tour, flip, step)
        if better is None:
            return tour
        tour = better


def _reversed_part(tour: list[int], flip: list[int], step: list[list[float]]) -> list[int] | None:
    """Walk a part of the order backwards (2-opt); a part of one stop is taken the other way."""
    ends = [-1, *tour, -1]
    for low in range(1, len(ends) - 1):
        for high in range(low, len(ends) - 1):
            before, first, last, after = ends[low - 1], ends[low], ends[high], ends[high + 1]
            old = step[before][first] + step[last][after]
            if old - step[before][flip[last]] - step[flip[first]][after] > LEAST_GAIN:
                turned = [flip[way] for way in reversed(tour[low - 1 : high])]
                return tour[: low - 1] + turned + tour[high:]
    return None


def _moved_part(tour: list[int], flip: list[int], step: list[list[float]]) -> list[int] | None:
    """Move up to three stops that follow each other to elsewhere, either way round (Or-opt)."""
    for size in range(1, min(LONGEST_MOVED, len(tour) - 1) + 1):
        for at in range(len(tour) - size + 1):
            part, rest = tour[at : at + size], tour[:at] + tour[at + size :]
            ends = [-1, *rest, -1]
            out = (
                step[ends[at]][part[0]]
                + step[part[-1]][ends[at + 1]]
                - step[ends[at]][ends[at + 1]]
            )
            for each in (part, [flip[way] for way in reversed(part)]):
                for to in range(len(rest) + 1):
                    before, after = ends[to], ends[to + 1]
                    into = step[before][each[0]] + step[each[-1]][after] - step[before][after]
                    if out - into > LEAST_GAIN:
                        return rest[:to] + each + rest[to:]
    return None


def _length(step: list[list[float]], tour: list[int]) -> float:
    ends = [-1, *tour, -1]
    return sum(step[one][next_] for one, next_ in pairwise(ends))
