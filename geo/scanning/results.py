"""What a scan finds: the best window of each centre, and those that do not overlap."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.scanning.discs import Discs

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TIE = 1e-9


class Best(NamedTuple):
    """Per entry of the discs its best interval: the ratio, cases, expected, first and last day."""

    llr: Floats
    cases: Floats
    expected: Floats
    first: Integers
    last: Integers


class Window(NamedTuple):
    """One cluster: its centre, radius, the locations in it, its interval and numbers."""

    centre: int
    radius: float
    locations: Integers
    first: int
    last: int
    cases: int
    expected: float
    llr: float


def pick_windows(discs: Discs, best: Best, locations: int, most: int) -> list[Window]:
    """Return the most likely windows, none sharing a location with one above it.

    Each centre offers its best window. Of equal ones the disc that holds less counts, then
    the smaller one, then the first centre.
    """
    ratio = np.round(best.llr, 9)
    order = np.lexsort((discs.centre, discs.distance, discs.held, -ratio))
    order = order[ratio[order] > 0]
    _, first = np.unique(discs.centre[order], return_index=True)
    taken = np.zeros(locations, dtype=bool)
    found: list[Window] = []
    for entry in order[np.sort(first)]:
        a, b = np.searchsorted(discs.centre, discs.centre[entry] + np.array([0, 1]))
        distance = discs.distance[a:b]
        radius = float(discs.distance[entry])
        inside = discs.location[a:b][distance <= radius + TIE * (1.0 + distance.max())]
        if taken[inside].any():
            continue
        taken[inside] = True
        found.append(
            Window(
                int(discs.centre[entry]),
                radius,
                np.sort(inside),
                int(best.first[entry]),
                int(best.last[entry]),
                round(float(best.cases[entry])),
                float(best.expected[entry]),
                float(best.llr[entry]),
            )
        )
        if len(found) >= most:
            break
    return found
