"""Made ground and made incidents: scattered, gathered, shuffled, and with something planted."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.events import Events
from geo.result import Units

WEST, SOUTH, SIDE = 590_000.0, 2_328_000.0, 2_000.0
AREA = shapely.box(WEST, SOUTH, WEST + SIDE, SOUTH + SIDE)
GROUP_M, STREET_M = 400.0, 200.0
FIRST_DAY, DAYS = 20_000, 364

Floats = NDArray[np.float64]
Rng = np.random.Generator


class Incidents(NamedTuple):
    """Points from the corner of the ground, and days from the first."""

    points: Floats
    day: NDArray[np.int64]

    def add(self, more: "Incidents") -> "Incidents":
        """Return both together."""
        return Incidents(
            np.concatenate([self.points, more.points]), np.concatenate([self.day, more.day])
        )

    def events(self) -> Events:
        """Return them as a method sees them."""
        x, y = np.clip(self.points, 0.5, SIDE - 0.5).T
        return Events.from_arrays(WEST + x, SOUTH + y, day=FIRST_DAY + self.day)


def scattered(rng: Rng, n: int = 400) -> Incidents:
    """Return incidents anywhere, on any day."""
    return Incidents(rng.uniform(0, SIDE, (n, 2)), rng.integers(0, DAYS, n))


def gathered(rng: Rng, n: int = 400) -> Incidents:
    """Return incidents of which six in ten lie in twelve quarters, on days that have no part in it.

    Busy days are busy everywhere: a quarter of all days has half of the incidents.
    """
    centres = rng.uniform(200, SIDE - 200, (12, 2))
    near = centres[rng.integers(0, 12, n)] + rng.normal(0, 120, (n, 2))
    points = np.where((rng.uniform(size=n) < 0.6)[:, None], near, rng.uniform(0, SIDE, (n, 2)))
    busy = rng.permutation(DAYS)[: DAYS // 4]
    day = np.where(rng.uniform(size=n) < 0.5, rng.choice(busy, n), rng.integers(0, DAYS, n))
    return Incidents(points, day)


def along_lanes(rng: Rng, n: int = 400) -> Incidents:
    """Return incidents anywhere along the streets, up to eight metres off the middle."""
    line = STREET_M * (rng.integers(0, SIDE // STREET_M, n) + 0.5)
    place = np.column_stack([rng.uniform(0, SIDE, n), line + rng.uniform(-8, 8, n)])
    turned = rng.uniform(size=n) < 0.5
    place[turned] = place[turned][:, ::-1]
    return Incidents(place, rng.integers(0, DAYS, n))


def somewhere(rng: Rng) -> Floats:
    """Return a place at least 300 m from the border."""
    return rng.uniform(300, SIDE - 300, 2)


def spot(rng: Rng, at: Floats, n: int, spread_m: float, days: tuple[int, int]) -> Incidents:
    """Return incidents around a place, from one day on and before another."""
    return Incidents(at + rng.normal(0, spread_m, (n, 2)), rng.integers(*days, n))


def followed(rng: Rng, given: Incidents, share: float) -> Incidents:
    """Let some of the incidents be followed within 40 m and six days."""
    first = np.flatnonzero(rng.uniform(size=len(given.day)) < share)
    points = given.points[first] + rng.uniform(-28, 28, (len(first), 2))
    day = np.minimum(given.day[first] + rng.integers(0, 7, len(first)), DAYS - 1)
    return given.add(Incidents(points, day))


def groups() -> Units:
    """Return resident groups: squares side by side."""
    at = np.arange(0, SIDE, GROUP_M)
    corners = [(WEST + x, SOUTH + y) for y in at for x in at]
    shapes = [shapely.box(x, y, x + GROUP_M, y + GROUP_M) for x, y in corners]
    names = tuple(str(n) for n in range(len(shapes)))
    return Units("area", np.array(shapes, dtype=object), names, names)


def lanes() -> Units:
    """Return streets both ways, each cut into lanes at every crossing."""
    at = STREET_M * (np.arange(SIDE // STREET_M) + 0.5)
    cuts = np.concatenate([[0.0], at, [SIDE]])
    steps = list(pairwise(cuts))
    lines = [[(a, c), (b, c)] for c in at for a, b in steps]
    lines += [[(c, a), (c, b)] for c in at for a, b in steps]
    shapes = shapely.linestrings(np.array(lines) + np.array([WEST, SOUTH]))
    names = tuple(str(n) for n in range(len(shapes)))
    return Units("lane", np.asarray(shapes, dtype=object), names, names)
