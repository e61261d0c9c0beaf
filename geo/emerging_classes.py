"""The seventeen classes of emerging hot spots, as one table of rules.

Reference: the definitions of Esri's Emerging Hot Spot Analysis; its wording changed, so there are
two sets. "pro3": sporadic asks for a hot last step. "pro2": a spot hot at some time, never cold
and not hot now is sporadic as well. Where definitions overlap the order here decides: by the sign
of the last step first; then nine steps in ten, new, consecutive, oscillating, sporadic.
"""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Integers = NDArray[np.int64]
Rules = Literal["pro2", "pro3"]


def classify(states: ArrayLike, trend: ArrayLike, rules: Rules) -> NDArray[np.str_]:
    """Return the class of each row of steps (1 hot, 0 neither, −1 cold), such as "new hot".

    ``trend`` is 1, 0 or −1 for a significant rise, none, or fall. "none" where no class fits.
    """
    steps = np.atleast_2d(np.asarray(states, dtype=np.int64))
    direction = np.asarray(trend, dtype=np.int64)
    found = np.full(len(steps), "none", dtype="<U20")
    for sign, name in ((1, "hot"), (-1, "cold")):
        _classify_sign(steps * sign, direction * sign, rules, name, found)
    return found


def _classify_sign(
    steps: Integers, trend: Integers, rules: Rules, name: str, found: NDArray[np.str_]
) -> None:
    """Write the classes of one sign; for cold the signs of steps and trend are turned."""
    count = steps.shape[1]
    hot = steps == 1
    times = hot.sum(axis=1)
    usually = 10 * times >= 9 * count  # in whole numbers: 0.9 · T is not exact
    now, before = hot[:, -1], times - hot[:, -1]
    run = np.cumprod(hot[:, ::-1], axis=1).sum(axis=1)
    was_cold = (steps == -1).any(axis=1)
    last_is_neither = steps[:, -1] == 0
    seldom = now & ~usually
    consecutive = seldom & (run == times) & (run >= 2)
    settled = (seldom & (before == 0)) | consecutive
    rule = {
        "intensifying": now & usually & (trend > 0),
        "diminishing": now & usually & (trend < 0),
        "persistent": now & usually & (trend == 0),
        "new": seldom & (before == 0),
        "consecutive": consecutive,
        "oscillating": seldom & ~settled & was_cold,
        "sporadic": seldom & ~settled & ~was_cold,
        "historical": last_is_neither & usually,
    }
    if rules == "pro2":
        rule["sporadic"] |= last_is_neither & ~usually & (times > 0) & ~was_cold
    for kind, where in rule.items():
        found[where] = f"{kind} {name}"
