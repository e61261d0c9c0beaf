"""Time until something happens, where for some it has not happened yet.

Reference: Kaplan and Meier 1958; Greenwood 1926 (interval, on the log-log scale); Mantel 1966
(log-rank).
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtri

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Waiting(NamedTuple):
    """How long each was watched, and whether it happened at the end of that."""

    days: Floats
    happened: NDArray[np.bool_]


class Curve(NamedTuple):
    """The share still without, right after each time at which it happened to any."""

    days: Floats
    at_risk: Integers
    happened: Integers
    share: Floats
    low: Floats
    high: Floats


class LogRank(NamedTuple):
    """Whether groups wait equally long: the statistic, its degrees of freedom, and p."""

    chi_square: float
    freedom: int
    p: float


def waiting(days: ArrayLike, happened: ArrayLike) -> Waiting:
    """Return waiting times from plain columns."""
    return Waiting(np.asarray(days, dtype=np.float64), np.asarray(happened, dtype=bool))


def kaplan_meier(given: Waiting, confidence: float = 0.95) -> Curve:
    """Return the curve with its interval; empty where it never happened."""
    times, happened = np.unique(given.days[given.happened], return_counts=True)
    ordered = np.sort(given.days)
    at_risk = len(ordered) - np.searchsorted(ordered, times, side="left")
    share = np.asarray(np.cumprod(1.0 - happened / np.maximum(at_risk, 1)), dtype=np.float64)
    left = (at_risk - happened).astype(float)
    step = np.divide(happened, at_risk * left, out=np.full(len(times), np.inf), where=left > 0)
    spread = np.sqrt(np.cumsum(step))
    low, high = _log_log(share, spread, float(ndtri(0.5 + confidence / 2)))
    return Curve(times, at_risk, happened.astype(np.int64), share, low, high)


def median_days(curve: Curve) -> float:
    """Return after how many days it has happened to half of them; NaN where not to so many."""
    reached = np.flatnonzero(curve.share <= 0.5 + 1e-12)
    return float(curve.days[reached[0]]) if len(reached) else np.nan


def log_rank(groups: Sequence[Waiting]) -> LogRank:
    """Test whether all groups wait equally long; p is 1 where there is nothing to compare."""
    used = [group for group in groups if len(group.days)]
    if len(used) < 2:
        return LogRank(0.0, 0, 1.0)
    times = np.unique(np.concatenate([group.days[group.happened] for group in used]))
    at_risk = np.array([[(g.days >= t).sum() for t in times] for g in used], dtype=float)
    came = np.array([[(g.days[g.happened] == t).sum() for t in times] for g in used], dtype=float)
    n, d = at_risk.sum(axis=0), came.sum(axis=0)
    excess = (came - at_risk * d / n).sum(axis=1)[:-1]
    many = np.maximum(n - 1, 1)
    common = d * (n - d) / many
    part = at_risk / n
    matrix = np.diag((common * part).sum(axis=1)) - (common * part) @ part.T
    matrix = matrix[:-1, :-1]
    if not len(times) or np.linalg.matrix_rank(matrix) < len(excess):
        return LogRank(0.0, len(excess), 1.0)
    chi_square = float(excess @ np.linalg.solve(matrix, excess))
    p = max(float(chdtrc(len(excess), chi_square)), float(np.finfo(float).tiny))
    return LogRank(chi_square, len(excess), p)


def _log_log(share: Floats, spread: Floats, z: float) -> tuple[Floats, Floats]:
    """Return bounds that stay within 0 and 1; unknown once the share is 0."""
    inner = (share > 0) & (share < 1)
    low, high = np.full(len(share), np.nan), np.full(len(share), np.nan)
    log = np.log(share[inner])
    shift = np.exp(z * spread[inner] / np.abs(log))
    low[inner], high[inner] = np.exp(log * shift), np.exp(log / shift)
    return low, high
