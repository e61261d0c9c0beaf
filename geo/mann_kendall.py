"""Is a series rising or falling? Mann-Kendall, for many series at once.

Reference: Mann 1945; Kendall 1975 (ties, tau-b, the exact distribution).
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

EXACT_UPTO = 30
"""Series up to this length without ties are tested exactly; the normal curve is off for them."""


class Trend(NamedTuple):
    """Per series: S, its variance without trend, tau-b, and the two-sided p."""

    s: Floats
    variance: Floats
    tau: Floats
    p: Floats


def mann_kendall(series: ArrayLike, *, exact_upto: int = EXACT_UPTO) -> Trend:
    """Test every row for a trend; a constant row has S = 0 and p = 1.

    ``exact_upto=0`` uses the normal curve with continuity throughout, as other programs do.
    """
    x = np.atleast_2d(np.asarray(series, dtype=float))
    rows, n = x.shape
    s, equal = np.zeros(rows), np.ones((rows, n))
    for i in range(n - 1):
        step = np.sign(x[:, i + 1 :] - x[:, i : i + 1])
        s += step.sum(axis=1)
        same = step == 0
        equal[:, i] += same.sum(axis=1)
        equal[:, i + 1 :] += same
    ties = ((equal - 1) * (2 * equal + 5)).sum(axis=1)  # Σ t (t − 1)(2 t + 5), value by value
    variance = np.maximum(n * (n - 1) * (2 * n + 5) - ties, 0.0) / 18
    pairs = n * (n - 1) / 2
    scale = np.sqrt(pairs * np.maximum(pairs - (equal - 1).sum(axis=1) / 2, 0.0))
    tau = np.divide(s, scale, out=np.zeros(rows), where=scale > 0)
    shift = np.maximum(np.abs(s) - 1, 0.0)
    z = np.divide(shift, np.sqrt(variance), out=np.zeros(rows), where=variance > 0)
    p = np.minimum(2.0 * ndtr(-z), 1.0)
    untied = (equal == 1).all(axis=1)
    if 1 < n <= exact_upto and untied.any():
        p[untied] = _exact_tail(n)[np.abs(s[untied]).astype(np.int64)]
    return Trend(s, variance, tau, np.maximum(p, np.finfo(float).tiny))


@cache
def _exact_tail(n: int) -> Floats:
    """Return P(|S| ≥ s) for s = 0, 1, … over all orders of n different values."""
    ways = np.ones(1)
    for m in range(2, n + 1):  # by discordant pairs; each step scaled to a distribution
        ways = np.convolve(ways, np.full(m, 1.0 / m))
    s = np.abs(n * (n - 1) // 2 - 2 * np.arange(len(ways)))
    density = np.bincount(s, ways)
    return np.minimum(np.cumsum(density[::-1])[::-1], 1.0)
