"""Candidate discs: every centre with its nearest locations, equally far ones together."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Shorts = NDArray[np.int16]

LANES = 4
UP_TO = np.array([0x0001000100010001 << 16 * k & 0xFFFFFFFFFFFFFFFF for k in (0, 0, 1, 2, 3, 4)])
UP_TO = UP_TO.astype(np.uint64).view(np.int64)
"""A case counts on its own day and every later one."""
SINCE = np.array([0, 1, 0x10001, 0x100010001, 0x1000100010001], dtype=np.int64)
"""A case counts on its own day and every earlier one."""

_TIE = 1e-9  # of the widest radius: distances closer than this are one distance


class Discs(NamedTuple):
    """Entries in order of centre and distance: entry ``e`` adds a location to the disc before it.

    ``held`` is what the disc holds with all locations at the same distance taken in. ``start``
    says where the entries of each centre begin, for centres that have any.
    """

    centre: Integers
    location: Integers
    distance: Floats
    held: Floats
    start: Integers


def build_discs(
    centres: Floats, locations: Floats, holds: Floats, radius: float, most: float
) -> Discs:
    """Return the discs up to a radius that hold at most ``most``; any number of dimensions."""
    found = cKDTree(centres).sparse_distance_matrix(
        cKDTree(locations), radius * (1 + _TIE), output_type="ndarray"
    )
    return discs_from(found["i"], found["j"], found["v"], holds, radius, most)


def discs_from(
    centre: NDArray[np.generic],
    location: NDArray[np.generic],
    distance: Floats,
    holds: Floats,
    radius: float,
    most: float,
) -> Discs:
    """Return the discs from pairs of centre and location and how far apart they are."""
    order = np.lexsort((location, distance, centre))
    i, j, v = centre[order], location[order], distance[order]
    fresh = _fresh(i)
    group = fresh | np.append(True, np.diff(v) > _TIE * radius)[: len(v)]
    running = running_sum(holds[j], np.flatnonzero(fresh))
    last = np.append(np.flatnonzero(group)[1:], len(group)) - 1
    held = running[last][np.cumsum(group) - 1] if len(group) else running
    keep = held <= most
    i, j, v, held = i[keep], j[keep], v[keep], held[keep]
    return Discs(i.astype(np.int64), j.astype(np.int64), v, held, np.flatnonzero(_fresh(i)))


def running_sum(values: NDArray[np.generic], start: Integers) -> NDArray[np.float64]:
    """Return running sums along the last axis that begin anew at every start."""
    if not len(start):
        return np.zeros(values.shape)
    steps = np.array(values, dtype=np.float64)
    totals = np.add.reduceat(steps, start, axis=-1)
    steps[..., start[1:]] -= totals[..., :-1]
    return np.cumsum(steps, axis=-1)


def running_lanes(own: Integers, first: int, lanes: Integers, start: Integers) -> Shorts:
    """Return running counts for four days at once, as (entries, 4); up to 32,767 each.

    ``lanes[k]`` holds a 1 in the quarter of every one of the four days for which a case ``k``
    days after ``first`` counts; before and after them the ends of ``lanes`` hold.
    """
    steps = lanes[np.clip(own - (first - 1), 0, len(lanes) - 1)]
    totals = np.add.reduceat(steps, start)
    steps[start[1:]] -= totals[:-1]
    return np.cumsum(steps, out=steps).view(np.int16).reshape(-1, LANES)


def ranges(first: Integers, size: Integers) -> Integers:
    """Return first, first + 1, … for each range, one after the other."""
    before = np.cumsum(size) - size
    return np.repeat(first - before, size) + np.arange(int(size.sum()))


def _fresh(centre: NDArray[np.generic]) -> NDArray[np.bool_]:
    fresh = np.ones(len(centre), dtype=bool)
    fresh[1:] = centre[1:] != centre[:-1]
    return fresh
