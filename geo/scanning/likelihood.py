"""Log-likelihood ratios of the scan, the counts that reach a given one, and p from replicates."""

import math
from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from geo.significance import pseudo_p

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_STEPS = 60
_EULER = 0.5772156649015329
_TIE = 1e-9
STOP_AFTER = 50
"""Replicates above the observed after which more would not change the verdict."""


def poisson_llr(cases: ArrayLike, expected: ArrayLike, total: float) -> Floats:
    """Return the log-likelihood ratio for high rates, 0 where no more than expected."""
    c, mu = np.asarray(cases, dtype=float), np.asarray(expected, dtype=float)
    rest, rest_mu = total - c, np.maximum(total - mu, np.finfo(float).tiny)
    llr = xlogy(c, c / np.maximum(mu, np.finfo(float).tiny)) + xlogy(rest, rest / rest_mu)
    return np.asarray(np.where(c > mu, llr, 0.0))


def bernoulli_llr(cases: ArrayLike, held: ArrayLike, total: float, population: float) -> Floats:
    """Return the log-likelihood ratio of cases among those held, against all others, high only."""
    c, n = np.asarray(cases, dtype=float), np.asarray(held, dtype=float)
    out_c, out_n = total - c, population - n
    inside = _binomial(c, n) + _binomial(out_c, out_n)
    everywhere = _binomial(np.asarray(total), np.asarray(population))
    return np.asarray(np.where(c * out_n > out_c * n, inside - everywhere, 0.0))


@lru_cache(maxsize=16)
def highest_expected(least_llr: float, total: int) -> Floats:
    """Return per count 0, 1, … total the largest expectation with which it reaches the ratio."""
    counts = np.arange(total + 1, dtype=float)
    low, high = np.zeros(total + 1), counts.copy()
    for _ in range(_STEPS):
        middle = (low + high) / 2
        enough = poisson_llr(counts, middle, total) >= least_llr - _TIE
        low, high = np.where(enough, middle, low), np.where(enough, high, middle)
    found = np.maximum.accumulate(high)
    found.setflags(write=False)  # every portion of a scan asks for the same one
    return found


def least_counts(expected: Floats, highest: Floats, fewest: int) -> NDArray[np.int16]:
    """Return the fewest cases that reach the ratio behind ``highest``, never below ``fewest``."""
    found = np.searchsorted(highest, expected * (1 - 1e-12), side="left")
    most = np.iinfo(np.int16).max
    return np.minimum(np.maximum(found, fewest), most).astype(np.int16)


def replicate_maxima(
    draw: Callable[[int], Floats], wanted: int, at_once: int, observed: float
) -> Floats:
    """Return the largest ratio of each replicate, stopping early where chance is plain to see.

    ``draw`` makes some replicates.
    """
    sizes = (min(at_once, wanted - made) for made in range(0, wanted, at_once))
    return until_plain((draw(size) for size in sizes), observed)


def until_plain(parts: Iterable[Floats], observed: float) -> Floats:
    """Return the replicates of the parts up to where ``STOP_AFTER`` of them reach the observed.

    No more parts are asked for then.
    """
    maxima: list[float] = []
    above = 0
    for part in parts:
        for ratio in part:
            maxima.append(float(ratio))
            above += ratio >= observed - _TIE
            if above >= STOP_AFTER:
                return np.array(maxima)
    return np.array(maxima)


def monte_carlo_p(observed: Floats, maxima: Floats) -> Floats:
    """Return (replicates at least as high + 1) / (replicates + 1)."""
    reached = (maxima[None, :] >= observed[:, None] - _TIE).sum(axis=1)
    return pseudo_p(reached, np.full(len(observed), len(maxima)))


def gumbel_p(observed: Floats, maxima: Floats) -> Floats:
    """Return p from a Gumbel curve fitted to the replicates' mean and spread; NaN for one."""
    if len(maxima) < 2 or np.ptp(maxima) == 0:
        return np.full(len(observed), np.nan)
    scale = float(maxima.std(ddof=1)) * math.sqrt(6) / math.pi
    centre = float(maxima.mean()) - _EULER * scale
    p = -np.expm1(-np.exp(-(observed - centre) / scale))
    return np.asarray(np.clip(p, np.finfo(float).tiny, 1.0))


def _binomial(c: Floats, n: Floats) -> Floats:
    share = np.divide(c, n, out=np.zeros(np.broadcast(c, n).shape), where=n > 0)
    return np.asarray(xlogy(c, share) + xlogy(n - c, 1.0 - share))
