"""Is a series rising or falling? Mann-Kendall, for many series at once.

Reference: Mann 1945; Kendall 1975 (ties, tau-b, the exact distribution); Hamed and Rao 1998
(steps that resemble those before).
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

Floats = NDArray[np.float64]

EXACT_UPTO = 30
"""Series up to this length without ties are tested exactly; the normal curve is off for them."""


_AT_ONCE = 4_000_000  # comparisons held in memory


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
    s, untied = _concordance(x)
    equal = np.ones((rows, n))
    tied = x[~untied]
    for i in range(n):
        equal[~untied, i] = (tied == tied[:, i : i + 1]).sum(axis=1)
    ties = ((equal - 1) * (2 * equal + 5)).sum(axis=1)  # Σ t (t − 1)(2 t + 5), value by value
    variance = np.maximum(n * (n - 1) * (2 * n + 5) - ties, 0.0) / 18
    pairs = n * (n - 1) / 2
    scale = np.sqrt(pairs * np.maximum(pairs - (equal - 1).sum(axis=1) / 2, 0.0))
    tau = np.divide(s, scale, out=np.zeros(rows), where=scale > 0)
    shift = np.maximum(np.abs(s) - 1, 0.0)
    z = np.divide(shift, np.sqrt(variance), out=np.zeros(rows), where=variance > 0)
    p = np.minimum(2.0 * ndtr(-z), 1.0)
    if 1 < n <= exact_upto and untied.any():
        p[untied] = _exact_tail(n)[np.abs(s[untied]).astype(np.int64)]
    return Trend(s, variance, tau, np.maximum(p, np.finfo(float).tiny))


def _concordance(x: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return S of every row, and which rows hold no value twice.

    Step against step over all rows at once, in single bytes: 127 comparisons fit into one.
    """
    rows, n = x.shape
    steps = np.ascontiguousarray(x.T)
    s, different = np.zeros(rows), np.zeros(rows)
    for i in range(n - 1):
        for first in range(i + 1, n, 127):
            later = steps[first : first + 127]
            up, down = (later > steps[i]).view(np.int8), (later < steps[i]).view(np.int8)
            up, down = up.sum(axis=0, dtype=np.int8), down.sum(axis=0, dtype=np.int8)
            s += up
            s -= down
            different += up
            different += down
    return s, different == n * (n - 1) / 2


@cache
def _exact_tail(n: int) -> Floats:
    """Return P(|S| ≥ s) for s = 0, 1, … over all orders of n different values."""
    ways = np.ones(1)
    for m in range(2, n + 1):  # by discordant pairs; each step scaled to a distribution
        ways = np.convolve(ways, np.full(m, 1.0 / m))
    s = np.abs(n * (n - 1) // 2 - 2 * np.arange(len(ways)))
    density = np.bincount(s, ways)
    return np.minimum(np.cumsum(density[::-1])[::-1], 1.0)


class Corrected(NamedTuple):
    """Per series: how many times the variance of S is that of independent steps, and the p."""

    times: Floats
    p: Floats


def hamed_rao(series: ArrayLike, *, alpha: float = 0.05) -> Corrected:
    """Test every row for a trend, allowing for steps that resemble those before (1998).

    The variance of S grows by the autocorrelations of the ranks, once Sen's trend is taken out,
    that are significant at ``alpha``. Where that makes it nothing or less, the plain one stands.
    """
    x = np.atleast_2d(np.asarray(series, dtype=float))
    rows, n = x.shape
    plain = mann_kendall(x, exact_upto=0)
    times = np.ones(rows)
    if n > 3:
        size = max(1, _AT_ONCE // (n * n))
        for start in range(0, rows, size):
            part = slice(start, start + size)
            times[part] = _variance_times(x[part], float(ndtri(1 - alpha / 2)))
    times = np.where(times > 0, times, 1.0)
    variance = plain.variance * times
    shift = np.maximum(np.abs(plain.s) - 1, 0.0)
    z = np.divide(shift, np.sqrt(variance), out=np.zeros(rows), where=variance > 0)
    return Corrected(times, np.clip(2.0 * ndtr(-z), np.finfo(float).tiny, 1.0))


def _variance_times(x: Floats, critical: float) -> Floats:
    n = x.shape[1]
    i, j = np.triu_indices(n, 1)
    slope = np.median((x[:, j] - x[:, i]) / (j - i), axis=1)
    level = x - slope[:, None] * np.arange(n)
    less = (level[:, :, None] > level[:, None, :]).sum(axis=2)
    same = (level[:, :, None] == level[:, None, :]).sum(axis=2)
    rank = less + (same - 1) / 2
    centred = rank - rank.mean(axis=1, keepdims=True)
    power = (centred**2).sum(axis=1)
    added = np.zeros(len(x))
    for lag in range(1, n):
        both = (centred[:, lag:] * centred[:, :-lag]).sum(axis=1)
        like = np.divide(both, power, out=np.zeros(len(x)), where=power > 0)
        counts = np.abs(like) > critical / np.sqrt(n)
        added += np.where(counts, (n - lag) * (n - lag - 1) * (n - lag - 2) * like, 0.0)
    return np.asarray(1.0 + 2.0 * added / (n * (n - 1) * (n - 2)))
