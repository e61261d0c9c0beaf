"""Before and after a measure: ratios against a comparison, and where incidents went.

Reference: Fisher 1935 and Cornfield 1956 (exact ratio, conditional on the sums); Lancaster 1961
(mid-p); Bowers and Johnson 2003 (weighted displacement quotient); Guerette and Bowers 2009 (net
effect).
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtri

Floats = NDArray[np.float64]
Interval = Literal["exact", "midp"]
Verdict = Literal["fewer", "more", "unclear"]

_FARTHEST = 40.0  # of a logarithm: a ratio of e^40 is as good as none
_HALVINGS = 44  # of 80: the bounds are exact to a ten-thousand-millionth


class Change(NamedTuple):
    """Counts of a place before and after, and of what it is compared with."""

    before: float
    after: float
    other_before: float
    other_after: float


class Ratio(NamedTuple):
    """By how much a place changed against the comparison: 1 is no difference. NaN: undefined."""

    ratio: float
    low: float
    high: float
    p: float


class Displacement(NamedTuple):
    """The weighted displacement quotient with its parts, and what was avoided net of the ring.

    ``success`` is the change of the place's share of the comparison, ``ring`` that of the ring.
    The quotient is NaN where the place did not become better.
    """

    success: float
    ring: float
    quotient: float
    net_avoided: float


def ratio_of(change: Change, confidence: float, interval: Interval) -> Ratio:
    """Return (after / before) of the place over that of the comparison.

    Given the sums, the place's count after follows Fisher's non-central distribution; p is twice
    the smaller tail (``midp``: the observed count counts half). Nothing to compare gives p = 1.
    """
    a, b, c, d = change.after, change.before, change.other_after, change.other_before
    nothing = min(a + b, c + d, a + c, b + d) == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = float(np.divide(a * d, b * c)) if a * d or b * c else np.nan
    if nothing:
        return Ratio(np.nan, 0.0, np.inf, 1.0)
    table = _Table(a, b, c, d, 0.5 if interval == "midp" else 1.0)
    upper, lower = table.tails(0.0)
    tail = (1 - confidence) / 2
    low = 0.0 if a == table.least else float(np.exp(table.solve(tail, upper=True)))
    high = np.inf if a == table.most else float(np.exp(table.solve(tail, upper=False)))
    p = min(1.0, max(2 * min(upper, lower), float(np.finfo(float).tiny)))
    return Ratio(ratio, low, high, p)


def allowing_for_bursts(
    change: Change, dispersion: float, confidence: float
) -> tuple[float, float]:
    """Return the ratio's interval when counts vary so many times as much as Poisson.

    On the log scale, with half an incident added to each count. NaN without a comparison.
    """
    counts = np.array(change) + 0.5
    before, after, other_before, other_after = counts
    log = np.log(after * other_before / (before * other_after))
    spread = np.sqrt(max(dispersion, 1.0) * (1 / counts).sum())
    reach = float(ndtri(0.5 + confidence / 2)) * spread
    return float(np.exp(log - reach)), float(np.exp(log + reach))


def verdict_of(found: Ratio, with_bursts: tuple[float, float], sure: float) -> Verdict:
    """Return which way a place clearly went: by its p, and still when weeks burst; else unclear."""
    low, high = with_bursts
    if found.p > sure or low <= 1 <= high or not np.isfinite([low, high]).all():
        return "unclear"
    return "fewer" if found.ratio < 1 else "more"


def share_chi_square(place: Floats, other: Floats) -> tuple[float, int]:
    """Return Pearson's chi-square of a place's share over the weeks, and its degrees of freedom.

    Weeks in which nothing happened anywhere do not count.
    """
    size = max(len(place), len(other))
    own = np.pad(np.asarray(place, dtype=float), (0, size - len(place)))
    both = own + np.pad(np.asarray(other, dtype=float), (0, size - len(other)))
    own, both = own[both > 0], both[both > 0]
    share = own.sum() / both.sum() if len(both) else 0.0
    if len(both) < 2 or not 0 < share < 1:
        return 0.0, 0
    spread = both * share * (1 - share)
    return float(((own - both * share) ** 2 / spread).sum()), len(both) - 1


def displacement(place: Change, ring_before: float, ring_after: float) -> Displacement:
    """Return the quotient of Bowers and Johnson: what the ring lost or gained of what was won."""
    c0, c1 = place.other_before, place.other_after
    if not (c0 and c1):
        return Displacement(np.nan, np.nan, np.nan, np.nan)
    success = place.after / c1 - place.before / c0
    ring = ring_after / c1 - ring_before / c0
    trend = c1 / c0
    net = place.before * trend - place.after + ring_before * trend - ring_after
    return Displacement(success, ring, ring / success if success < 0 else np.nan, net)


def quotient_interval(
    place: Change, ring: tuple[float, float], confidence: float, draws: int, seed: int
) -> tuple[float, float]:
    """Return the interval of the quotient when all six counts are drawn anew (Poisson).

    Draws in which the place did not become better have no quotient and are left out; NaN where
    that is more than half of them.
    """
    rng = np.random.default_rng(seed)
    means = np.array([*place, *ring])
    b, a, c0, c1, r0, r1 = rng.poisson(means, (draws, 6)).astype(float).T
    with np.errstate(divide="ignore", invalid="ignore"):
        success, moved = a / c1 - b / c0, r1 / c1 - r0 / c0
        quotient = moved / success
    known = np.isfinite(quotient) & (success < 0)
    if known.sum() < draws / 2:
        return np.nan, np.nan
    tail = (1 - confidence) / 2
    low, high = np.quantile(quotient[known], [tail, 1 - tail])
    return float(low), float(high)


class _Table:
    """The counts the place can have after, given the sums, and how likely each is."""

    def __init__(self, a: float, b: float, c: float, d: float, own: float) -> None:
        place, other, after = a + b, c + d, a + c
        self.least, self.most = max(0.0, after - other), min(place, after)
        self.counts = np.arange(self.least, self.most + 1)
        k = self.counts
        self.log = -(
            gammaln(k + 1)
            + gammaln(place - k + 1)
            + gammaln(after - k + 1)
            + gammaln(other - after + k + 1)
        )
        self.observed, self.own = a, own

    def tails(self, log_ratio: float) -> tuple[float, float]:
        """Return the chance of at least, and at most, the observed count; its own part counts."""
        weight = self.log + self.counts * log_ratio
        weight = np.exp(weight - weight.max())
        share = weight / weight.sum()
        here = self.own * float(share[self.counts == self.observed].sum())
        upper = float(share[self.counts > self.observed].sum()) + here
        return upper, float(share[self.counts < self.observed].sum()) + here

    def solve(self, tail: float, *, upper: bool) -> float:
        """Return the log ratio at which a tail is just so likely, by halving."""
        low, high = -_FARTHEST, _FARTHEST
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            up, down = self.tails(middle)
            too_high = up > tail if upper else down < tail
            low, high = (low, middle) if too_high else (middle, high)
        return (low + high) / 2
