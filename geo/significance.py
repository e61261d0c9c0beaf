"""P-values: tails, permutations, and the correction for many tests at once."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]
Correction = Literal["bh", "by", "none"]
Tail = Literal["two_sided", "greater", "less"]


def z_to_p(z: ArrayLike, tail: Tail = "two_sided") -> Floats:
    """Return the normal p-value of a z score; NaN stays NaN."""
    score = np.asarray(z, dtype=float)
    if tail == "greater":
        return np.asarray(ndtr(-score))
    if tail == "less":
        return np.asarray(ndtr(score))
    return np.asarray(2.0 * ndtr(-np.abs(score)))


def pseudo_p(exceed: ArrayLike, permutations: ArrayLike) -> Floats:
    """Return (M + 1) / (P + 1): the observed arrangement counts as one of them, so never 0."""
    drawn = np.asarray(permutations, dtype=float)
    return np.asarray((np.asarray(exceed, dtype=float) + 1) / (drawn + 1))


def two_sided(greater: ArrayLike, less: ArrayLike) -> Floats:
    """Return min(1, 2 · the smaller tail): looking both ways costs a factor of two."""
    smaller = np.minimum(np.asarray(greater, dtype=float), np.asarray(less, dtype=float))
    return np.asarray(np.minimum(1.0, 2.0 * smaller))


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Return p adjusted for the false discovery rate; NaN is no test and stays NaN."""
    return _step_up(np.asarray(p, dtype=float), lambda _: 1.0)


def benjamini_yekutieli(p: ArrayLike) -> Floats:
    """Return p adjusted for the false discovery rate under any dependence of the tests."""
    return _step_up(np.asarray(p, dtype=float), lambda m: float((1.0 / np.arange(1, m + 1)).sum()))


def adjust(p: ArrayLike, correction: Correction) -> Floats:
    """Return p after the named correction."""
    if correction == "bh":
        return benjamini_hochberg(p)
    if correction == "by":
        return benjamini_yekutieli(p)
    return np.array(p, dtype=float)


def reject(p_adjusted: ArrayLike, alpha: float) -> NDArray[np.bool_]:
    """Return which tests are significant at ``alpha``, equality included; NaN never is."""
    return np.asarray(p_adjusted, dtype=float) <= alpha


def _step_up(p: Floats, penalty: Callable[[int], float]) -> Floats:
    """Return min over j ≥ i of penalty · m · p(j) / j, at most 1."""
    adjusted = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    m = len(tested)
    if m:
        descending = tested[np.argsort(p[tested], kind="stable")[::-1]]
        scaled = p[descending] * (penalty(m) * m / np.arange(m, 0, -1))
        adjusted[descending] = np.minimum(1.0, np.minimum.accumulate(scaled))
    return adjusted
