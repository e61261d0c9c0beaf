"""Rates of counts over an exposure: exact intervals, the chance of as many, and smoothing."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betainc, chdtrc, gammaincinv

Floats = NDArray[np.float64]
LEAST_P = float(np.finfo(np.float64).tiny)


class Prior(NamedTuple):
    """How true rates spread over the units: mean, and variance by moments (0: no spread seen)."""

    mean: float
    variance: float


class Smoothed(NamedTuple):
    """Rates drawn towards the mean, how much of their own each keeps, and their interval."""

    rate: Floats
    kept: Floats
    low: Floats
    high: Floats


def poisson_interval(counts: ArrayLike, confidence: float) -> tuple[Floats, Floats]:
    """Return the exact two-sided interval of a Poisson mean (Garwood 1936)."""
    n, tail = np.asarray(counts, dtype=float), (1 - confidence) / 2
    low = np.where(n > 0, gammaincinv(np.maximum(n, 1e-300), tail), 0.0)
    return low, np.asarray(gammaincinv(n + 1, 1 - tail))


def chance_of_as_many(counts: ArrayLike, exposure: ArrayLike) -> Floats:
    """Return the chance that a unit gets at least its count when all events fall by exposure.

    The total is held, so a count is binomial with the unit's share of the exposure. Never 0.
    """
    n, share = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    share = share / share.sum()
    found = np.where(n > 0, betainc(np.maximum(n, 1e-300), n.sum() - n + 1, share), 1.0)
    return np.maximum(found, LEAST_P)


def dispersion(counts: ArrayLike, exposure: ArrayLike) -> tuple[float, float]:
    """Return Pearson's chi-square per degree of freedom against one common rate, and its p.

    About 1 where counts are as even as chance; NaN with fewer than two units or no events.
    """
    n, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    if len(n) < 2 or n.sum() == 0:
        return np.nan, np.nan
    expected = n.sum() * e / e.sum()
    chi_square = float(((n - expected) ** 2 / expected).sum())
    p = float(chdtrc(len(n) - 1, chi_square))
    return chi_square / (len(n) - 1), max(p, LEAST_P)


def prior_by_moments(counts: ArrayLike, exposure: ArrayLike) -> Prior:
    """Return Marshall's (1991) moments of the true rates; a negative variance counts as 0."""
    n, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    if not len(n) or e.sum() <= 0:
        return Prior(0.0, 0.0)
    mean = float(n.sum() / e.sum())
    spread = float((e * (n / e - mean) ** 2).sum() / e.sum())
    return Prior(mean, max(spread - mean / float(e.mean()), 0.0))


def smooth(counts: ArrayLike, exposure: ArrayLike, prior: Prior, confidence: float) -> Smoothed:
    """Return the empirical-Bayes rates.

    Marshall's global estimate, and to the last bit the posterior mean of a gamma prior with
    these moments over Poisson counts: (count + m²/A) / (exposure + m/A). So the interval is that
    of the posterior gamma. Without spread (A = 0) every rate is the mean.
    """
    n, e = np.asarray(counts, dtype=float), np.asarray(exposure, dtype=float)
    mean, variance = prior
    if variance <= 0 or mean <= 0:
        level = np.full(len(n), mean)
        return Smoothed(level, np.zeros(len(n)), level.copy(), level.copy())
    shape, size = n + mean**2 / variance, e + mean / variance
    tail = (1 - confidence) / 2
    return Smoothed(
        shape / size,
        e / size,
        gammaincinv(shape, tail) / size,
        gammaincinv(shape, 1 - tail) / size,
    )
