"""Replicates of the scan in portions, to be done anywhere: the same maxima whoever does them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from geo.scanning.areas import Model, draw_areas
from geo.scanning.discs import Discs
from geo.scanning.permutation import FIRST_BAR, Calendar, Cases, Replicates
from geo.spread import Portion, Spread

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

PORTION = 50
"""Replicates of a portion: enough to be worth sending, few enough to stop early."""
DRAWN_TOGETHER = 20
SUMS_AT_ONCE = 500_000


@dataclass(frozen=True, eq=False)
class ShuffledDays:
    """Work on a portion of the permutation scan; ``bar`` makes it quicker, and changes nothing."""

    cases: Cases
    dates: Calendar
    day: Integers
    fewest: int
    bar: float = FIRST_BAR

    def __call__(self, portion: Portion) -> tuple[Floats, float]:
        """Return the largest ratio of each replicate, and the bar for the next portion."""
        shuffled = Replicates(self.cases, self.dates, self.day, self.fewest, portion.rng, self.bar)
        maxima = _in_groups(shuffled.draw, portion.size, shuffled.at_once)
        return maxima, shuffled.bar


@dataclass(frozen=True, eq=False)
class DealtCases:
    """Work on a portion of the purely spatial scan."""

    discs: Discs
    cases: Floats
    population: Floats
    model: Model
    fewest: int

    def __call__(self, portion: Portion) -> Floats:
        """Return the largest ratio of each replicate."""
        together = int(np.clip(SUMS_AT_ONCE // len(self.discs.centre), 1, DRAWN_TOGETHER))

        def draw(replicates: int) -> Floats:
            return draw_areas(
                self.discs,
                self.cases,
                self.population,
                self.model,
                self.fewest,
                portion.rng,
                replicates,
            )

        return _in_groups(draw, portion.size, together)


def shuffled_maxima(work: ShuffledDays, parts: list[Portion], spread: Spread) -> Iterator[Floats]:
    """Yield the maxima of each portion; the first is done here, and tells the others their bar."""
    first, bar = work(parts[0])
    others = (maxima for maxima, _ in spread(replace(work, bar=bar), parts[1:]))
    return chain([first], others)


def _in_groups(draw: Callable[[int], Floats], wanted: int, at_once: int) -> Floats:
    sizes = [min(at_once, wanted - made) for made in range(0, wanted, at_once)]
    return np.concatenate([draw(size) for size in sizes])
