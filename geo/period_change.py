"""Two periods side by side: where it changed more than chance, unit by unit.

If nothing changed, each incident of a unit falls into the later period with the share of days that
this period has. So the later count is binomial given both together, whatever the unit's level is:
the exact conditional test of two Poisson counts (Przyborowski & Wilenski 1940, "Homogeneity of
results in testing samples from Poisson series", Biometrika 31). p is two-sided by the usual rule:
all outcomes that are no more probable than the one seen. Many units are looked at together, so
p is adjusted by Benjamini & Hochberg (1995). The interval of the ratio is that of Clopper & Pearson
for the share, turned into a ratio of rates.

When not to trust it: incidents come in bursts (a campaign of one day counts as many), seasons lie
in one of the periods only, or the rounds went elsewhere: where they went is where incidents are
found.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from geo.significance import benjamini_hochberg

Floats = NDArray[np.float64]


class PeriodChange(NamedTuple):
    """One value a unit. `ratio`: the later rate in times of the earlier one, with its interval;
    infinite where there was nothing before, not a number where there was nothing at all. Such a
    unit is no test: `p` is 1, and it has no part in `p_adjusted` (not a number there)."""

    ratio: Floats
    low: Floats
    high: Floats
    p: Floats
    p_adjusted: Floats


def period_change(
    before: ArrayLike, after: ArrayLike, days_before: int, days_after: int, confidence: float
) -> PeriodChange:
    """Compare counts of the same units in two periods of so many days; confidence in percent."""
    if days_before < 1 or days_after < 1:
        raise ValueError(f"periods of {days_before} and {days_after} days")
    first = np.asarray(before, dtype=np.int64)
    second = np.asarray(after, dtype=np.int64)
    both = first + second
    share = days_after / (days_before + days_after)
    p = np.array(
        [
            stats.binomtest(int(k), int(n), share).pvalue if n else 1.0
            for k, n in zip(second, both, strict=True)
        ]
    )
    days = days_before / days_after
    tail = (1 - confidence / 100) / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(second > 0, stats.beta.ppf(tail, second, first + 1), 0.0)
        high = np.where(first > 0, stats.beta.ppf(1 - tail, second + 1, first), 1.0)
        return PeriodChange(
            ratio=second / first * days,
            low=low / (1 - low) * days,
            high=high / (1 - high) * days,
            p=p,
            p_adjusted=benjamini_hochberg(np.where(both > 0, p, np.nan)) if len(p) else p,
        )
