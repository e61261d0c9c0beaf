"""Pairs close in space and in time: Knox's table, its permutations, and who carries it.

Reference: Knox 1964; Barton and David 1966; Ratcliffe 2009 (bands); Rogerson 2001 (local).
All bands hold their lower end and not their upper one: [a, b).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree
from scipy.special import gammainc, gammaln

from geo.significance import pseudo_p
from geo.spread import Portion, Spread, in_turn, portions

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Metric = Literal["euclidean", "manhattan"]
_Numbers = NDArray[np.int16] | NDArray[np.float64]

_SHUFFLES_AT_ONCE = 128
_PAIRS_AT_ONCE = 2040  # times the shuffles they still fit into fast memory; 8 · 255
_BYTE = 255
_LEAST = np.finfo(float).tiny


class Pairs(NamedTuple):
    """Pairs of events by band of distance; those of band ``a`` begin at ``start[a]``."""

    i: Integers
    j: Integers
    start: Integers


class KnoxTable(NamedTuple):
    """Pairs per band of distance (rows) and time (columns), and what chance would give.

    ``expected`` is the mean over all ways to shuffle the times, N_a · N_b / C(n, 2).
    ``p_poisson`` is P(X ≥ observed) for a Poisson count with that mean. ``p`` is the share of
    shuffles with at least as many pairs, NaN without shuffles.
    """

    observed: Integers
    expected: Floats
    p_poisson: Floats
    p: Floats
    shuffled_mean: Floats


class Local(NamedTuple):
    """Per event: neighbours in space, those close in time as well, the number expected, and p."""

    neighbours: Integers
    close: Integers
    expected: Floats
    p: Floats


def knox_table(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    space_breaks: ArrayLike,
    time_breaks: ArrayLike,
    *,
    metric: Metric = "euclidean",
    permutations: int = 0,
    rng: np.random.Generator | None = None,
    spread: Spread = in_turn,
) -> KnoxTable:
    """Count pairs in every band; the last break of each may be infinite."""
    points, times = np.column_stack([x, y]).astype(float), np.asarray(time, dtype=float)
    breaks = np.asarray(space_breaks, dtype=float)
    endless = math.isinf(breaks[-1])
    pairs = pairs_by_distance(points, breaks[:-1] if endless else breaks, metric)
    edges = np.asarray(time_breaks, dtype=float)
    observed, in_space = count_pairs(pairs, times, edges), np.diff(pairs.start)
    in_time = np.diff(pairs_closer_than(times, edges))
    everything = len(times) * (len(times) - 1) // 2
    if endless:
        observed = np.vstack([observed, in_time - observed.sum(axis=0)])
        in_space = np.append(in_space, everything - in_space.sum())
    expected = np.outer(in_space, in_time) / max(everything, 1)
    p, mean = np.full(observed.shape, np.nan), np.full(observed.shape, np.nan)
    if permutations and rng is not None and not endless:
        exceed, total = _shuffle(
            pairs, times, edges, observed, portions(permutations, _SHUFFLES_AT_ONCE, rng), spread
        )
        p, mean = pseudo_p(exceed, permutations), total / permutations
    return KnoxTable(observed, expected, poisson_at_least(observed, expected), p, mean)


def pairs_by_distance(points: Floats, breaks: Floats, metric: Metric = "euclidean") -> Pairs:
    """Return all pairs closer than the last break, by band; those below the first are left out."""
    power = 1 if metric == "manhattan" else 2
    found = cKDTree(points).query_pairs(breaks[-1], p=power, output_type="ndarray")
    step = np.abs(points[found[:, 0]] - points[found[:, 1]])
    apart = step.sum(axis=1) if power == 1 else np.hypot(step[:, 0], step[:, 1])
    band = np.searchsorted(breaks, apart, side="right") - 1
    order = np.argsort(band, kind="stable")
    start = np.searchsorted(band[order], np.arange(len(breaks)))
    kept = found[order][start[0] : start[-1]].astype(np.int64)
    return Pairs(kept[:, 0], kept[:, 1], (start - start[0]).astype(np.int64))


def pairs_closer_than(times: Floats, edges: Floats) -> Integers:
    """Return how many pairs of all events lie less than each edge apart in time."""
    ordered = np.sort(times)
    below = [np.searchsorted(ordered, ordered + edge, side="left") for edge in edges]
    first = np.arange(1, len(ordered) + 1)
    return np.array([np.maximum(found - first, 0).sum() for found in below], dtype=np.int64)


def count_pairs(pairs: Pairs, times: Floats, edges: Floats) -> Integers:
    """Return the pairs per band of distance and of time."""
    gap = np.abs(times[pairs.i] - times[pairs.j])
    column = np.searchsorted(edges, gap, side="right") - 1
    row = np.repeat(np.arange(len(pairs.start) - 1), np.diff(pairs.start))
    kept = (column >= 0) & (column < len(edges) - 1)
    shape = (len(pairs.start) - 1, len(edges) - 1)
    cells = np.ravel_multi_index((row[kept], column[kept]), shape)
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def poisson_at_least(observed: ArrayLike, expected: ArrayLike) -> Floats:
    """Return P(X ≥ observed) of a Poisson count; 1 where none was observed."""
    seen, mean = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    tail = gammainc(np.maximum(seen, 1.0), np.maximum(mean, _LEAST))
    return np.asarray(np.where(seen > 0, np.clip(tail, _LEAST, 1.0), 1.0))


def local_knox(pairs: Pairs, times: Floats, low: float, high: float) -> Local:
    """Return per event how many of its neighbours in space are [low, high) apart in time.

    ``p`` is exact: the event keeps its time, those of all others are shuffled, so the number is
    hypergeometric. 1 for an event without neighbours.
    """
    n = len(times)
    gap = np.abs(times[pairs.i] - times[pairs.j])
    close = (gap >= low) & (gap < high)
    neighbours = np.bincount(np.concatenate([pairs.i, pairs.j]), minlength=n)
    ends = np.concatenate([pairs.i[close], pairs.j[close]])
    seen = np.bincount(ends, minlength=n)
    within = _others_within(times, high) - (_others_within(times, low) if low > 0 else 0)
    expected = neighbours * within / max(n - 1, 1)
    p = hypergeometric_at_least(seen, neighbours, within, n - 1)
    return Local(neighbours, seen, expected, p)


def hypergeometric_at_least(
    seen: Integers, drawn: Integers, marked: Integers, population: int
) -> Floats:
    """Return P(X ≥ seen): ``drawn`` taken from a population of which ``marked`` are marked."""
    p = np.ones(len(seen))
    ask = np.flatnonzero(seen > 0)
    k, n, m = seen[ask], drawn[ask], marked[ask]
    size = np.maximum(np.minimum(n, m) - k + 1, 0)
    who = np.repeat(np.arange(len(ask)), size)
    j = k[who] + np.arange(len(who)) - np.repeat(np.cumsum(size) - size, size)
    log = (
        _log_choose(m[who], j)
        + _log_choose(population - m[who], n[who] - j)
        - _log_choose(np.full(len(who), population), n[who])
    )
    possible = n[who] - j <= population - m[who]
    total = np.bincount(who, np.where(possible, np.exp(log), 0.0), minlength=len(ask))
    p[ask] = np.clip(total, _LEAST, 1.0)
    return p


def _others_within(times: Floats, reach: float) -> Integers:
    """Return how many other events lie less than ``reach`` away in time."""
    ordered = np.sort(times)
    upper = np.searchsorted(ordered, times + reach, side="left")
    lower = np.searchsorted(ordered, times - reach, side="right")
    return np.asarray(np.maximum(upper - lower - 1, 0), dtype=np.int64)


def _shuffle(
    pairs: Pairs,
    times: Floats,
    edges: Floats,
    observed: Integers,
    parts: list[Portion],
    spread: Spread,
) -> tuple[Integers, Integers]:
    """Shuffle the times over the events; return how often each cell is reached, and the sums."""
    exceed, total = np.zeros_like(observed), np.zeros_like(observed)
    for reached, seen in spread(_Shuffles(pairs, *_small_numbers(times, edges), observed), parts):
        exceed += reached
        total += seen
    return exceed, total


@dataclass(frozen=True, eq=False)
class _Shuffles:
    """Work on a portion of the shuffles."""

    pairs: Pairs
    values: _Numbers
    limits: list[float]
    observed: Integers

    def __call__(self, portion: Portion) -> tuple[Integers, Integers]:
        exceed, total = np.zeros_like(self.observed), np.zeros_like(self.observed)
        shuffled = np.column_stack(
            [portion.rng.permutation(self.values) for _ in range(portion.size)]
        )
        for a in range(len(self.observed)):
            part = slice(self.pairs.start[a], self.pairs.start[a + 1])
            below = _count_below(self.pairs.i[part], self.pairs.j[part], shuffled, self.limits)
            counts = np.diff(below, axis=0)
            exceed[a] = (counts >= self.observed[a][:, None]).sum(axis=1)
            total[a] = counts.sum(axis=1)
        return exceed, total


def _small_numbers(times: Floats, edges: Floats) -> tuple[_Numbers, list[float]]:
    """Return the times as small integers where they are whole days, and the edges to match."""
    since = times - times.min(initial=np.inf) if len(times) else times
    if (since == np.rint(since)).all() and since.max(initial=0) < np.iinfo(np.int16).max:
        most = float(np.iinfo(np.int16).max)
        return since.astype(np.int16), [min(math.ceil(min(e, most)), most) for e in edges]
    return since, [float(e) for e in edges]


def _count_below(i: Integers, j: Integers, shuffled: _Numbers, limits: list[float]) -> Integers:
    """Return per limit and shuffle how many pairs are less than the limit apart."""
    found = np.zeros((len(limits), shuffled.shape[1]), dtype=np.int64)
    for a in range(0, len(i), _PAIRS_AT_ONCE):
        part = slice(a, a + _PAIRS_AT_ONCE)
        gap = np.abs(shuffled[i[part]] - shuffled[j[part]])
        for row, limit in enumerate(limits):
            if limit > 0:
                below = (gap < gap.dtype.type(limit)).view(np.uint8)
                for block in _blocks(below):
                    found[row] += np.add.reduce(block, axis=0, dtype=np.uint8)
    return found


def _blocks(rows: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    """Yield so few rows that their sum fits into a byte."""
    for a in range(0, len(rows), _BYTE):
        yield rows[a : a + _BYTE]


def _log_choose(n: Integers, k: Integers) -> Floats:
    inside = np.clip(k, 0, np.maximum(n, 0))
    return np.asarray(gammaln(n + 1.0) - gammaln(inside + 1.0) - gammaln(n - inside + 1.0))
