"""How often a random relabelling gives a neighbourhood sum as high or as low as the one seen.

Two models shuffle values: *total* shuffles all; *conditional* lets each unit keep its own value
and draws its neighbours from the others. Sums of whole numbers are counted exactly, without
draws; for other values, or very large problems, shared random draws are used. A third model,
*scatter*, drops every event anywhere, without regard to how the values are spread.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, gammainc, gammaincc

from geo.significance import pseudo_p

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

MAX_EXACT_NEIGHBOURS = 50
MAX_EXACT_WORK = 2_000_000_000
"""Multiplications the exact count may take, some seconds; more is left to random draws."""

_TOLERANCE = 1e-9  # sums of the same values in another order are one sum


class Tails(NamedTuple):
    """Per unit the chance of a sum at least, and at most, the one seen. Never 0."""

    greater: Floats
    less: Floats


def exact_is_possible(values: Floats, drawn: Integers, sums: Floats) -> bool:
    """Return whether the exact count applies: whole values from 0 up, and bearable work."""
    if not len(values) or values.min() < 0 or (values != np.rint(values)).any():
        return False
    k, distinct = int(drawn.max()), len(np.unique(values))
    if k > MAX_EXACT_NEIGHBOURS or k >= len(values):
        return False
    return bool(distinct * (k + 1) ** 2 * (sums.max() + 2) <= MAX_EXACT_WORK)


def exact_total(values: Floats, drawn: Integers, sums: Floats) -> Tails:
    """Count exactly: ``drawn`` values taken from all of them without replacement."""
    size = int(sums.max()) + 2
    ways = _subset_sums(values, int(drawn.max()), size)
    return _look_up(ways, drawn, sums, len(values))


def exact_conditional(values: Floats, drawn: Integers, sums: Floats) -> Tails:
    """Count exactly: ``drawn`` values taken from all but the unit's own."""
    size, k = int(sums.max()) + 2, int(drawn.max())
    ways = _subset_sums(values, k, size)
    greater, less = np.ones(len(values)), np.ones(len(values))
    for own in np.unique(values):
        units = values == own
        others = _without(ways, int(own))
        tails = _look_up(others, drawn[units], sums[units], len(values) - 1)
        greater[units], less[units] = tails
    return Tails(greater, less)


def scatter_tails(sums: Floats, expected: Floats) -> Tails:
    """Return the Poisson tails of each sum when events fall anywhere, whole numbers or not."""
    least = np.finfo(float).tiny
    greater = np.where(sums > 0, gammainc(np.maximum(sums, least), expected), 1.0)
    return Tails(np.maximum(greater, least), np.maximum(gammaincc(sums + 1, expected), least))


def drawn_tails(
    values: Floats,
    drawn: Integers,
    sums: Floats,
    permutations: int,
    rng: np.random.Generator,
    *,
    hold_own: bool,
) -> Tails:
    """Estimate the tails from random draws that all units share.

    With ``hold_own`` a draw that holds the unit itself is no draw for that unit: what remains
    are draws from the others. Ties count as exceeding.
    """
    greater, less = np.ones(len(values)), np.ones(len(values))
    widest = int(drawn.max()) if len(drawn) else 0
    if widest == 0:
        return Tails(greater, less)
    sample = _distinct_draws(len(values), widest, permutations, rng)
    running = np.cumsum(values[sample], axis=1)
    for k in np.unique(drawn[drawn > 0]):
        units = np.flatnonzero(drawn == k)
        found = _compare(sample[:, :k], running[:, k - 1], units, sums, hold_own)
        greater[units], less[units] = found
    return Tails(greater, less)


def _subset_sums(values: Floats, k: int, size: int) -> Floats:
    """Return ways[a, s]: how many subsets of ``a`` values have sum s; the last s is "or more"."""
    ways = np.zeros((k + 1, size))
    ways[0, 0] = 1.0
    distinct, multiplicity = np.unique(values.astype(np.int64), return_counts=True)
    for value, times in zip(distinct, multiplicity, strict=True):
        for a in range(k, 0, -1):
            for taken in range(1, min(a, times) + 1):
                ways[a] += binom(times, taken) * _shifted(ways[a - taken], taken * int(value))
    return ways


def _without(ways: Floats, own: int) -> Floats:
    """Return the ways when one value is taken out of the population."""
    others = np.zeros_like(ways)
    others[0] = ways[0]
    for a in range(1, len(ways)):
        others[a] = np.maximum(ways[a] - _shifted(others[a - 1], own), 0.0)
    return others


def _shifted(ways: Floats, by: int) -> Floats:
    if by == 0:
        return ways
    moved = np.zeros_like(ways)
    last = len(ways) - 1
    if by < last:
        moved[by:last] = ways[: last - by]
    moved[last] = ways[max(last - by, 0) :].sum()
    return moved


def _look_up(ways: Floats, drawn: Integers, sums: Floats, population: int) -> Tails:
    all_ways = binom(population, np.arange(len(ways)))[:, None]
    at_least = np.cumsum(ways[:, ::-1], axis=1)[:, ::-1] / all_ways
    at_most = np.cumsum(ways, axis=1) / all_ways
    at = np.rint(sums).astype(np.int64)
    least = 1.0 / all_ways[drawn, 0]
    return Tails(np.clip(at_least[drawn, at], least, 1.0), np.clip(at_most[drawn, at], least, 1.0))


def _distinct_draws(n: int, k: int, permutations: int, rng: np.random.Generator) -> Integers:
    """Return ``permutations`` rows of ``k`` different positions, each order equally likely."""
    if k * k > n:
        places = np.broadcast_to(np.arange(n), (permutations, n))
        return np.asarray(rng.permuted(places, axis=1)[:, :k])
    sample = rng.integers(0, n, (permutations, k))
    while True:
        ordered = np.sort(sample, axis=1)
        again = np.flatnonzero((np.diff(ordered, axis=1) == 0).any(axis=1))
        if not len(again):
            return np.asarray(sample)
        sample[again] = rng.integers(0, n, (len(again), k))


def _compare(
    sample: Integers, drawn_sums: Floats, units: Integers, sums: Floats, hold_own: bool
) -> tuple[Floats, Floats]:
    """Return both pseudo p-values of the units that draw as many values as the sample."""
    ordered = np.sort(drawn_sums)
    slack = _TOLERANCE * (1.0 + np.abs(sums))
    above = len(ordered) - np.searchsorted(ordered, (sums - slack)[units], side="left")
    below = np.searchsorted(ordered, (sums + slack)[units], side="right")
    count = np.full(len(units), len(ordered))
    if hold_own:
        who, n = sample.ravel(), len(sums)
        total = np.repeat(drawn_sums, sample.shape[1])
        count -= np.bincount(who, minlength=n)[units]
        above -= np.bincount(who[total >= (sums - slack)[who]], minlength=n)[units]
        below -= np.bincount(who[total <= (sums + slack)[who]], minlength=n)[units]
    return pseudo_p(above, count), pseudo_p(below, count)
