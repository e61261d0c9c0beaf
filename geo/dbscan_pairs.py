"""DBSCAN where points are sparse: list every pair in reach once, and join what is core.

The quick way for most wards. Its memory grows with the pairs, so it is taken only where a bound,
known before any pair is listed, keeps them to a stated number for each point; `geo.dbscan` has
the other way, and both give the same clusters.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

PAIRS_A_POINT = 64
_LEAF = 12


class Pairs(NamedTuple):
    """Points in reach of each other, each pair once, and how far apart in space."""

    first: Integers
    second: Integers


def list_pairs(place: Floats, days: Integers, eps: float, eps_days: int) -> Pairs | None:
    """Return all pairs in reach; None where there might be more than PAIRS_A_POINT a point."""
    if most_pairs(place, eps) > PAIRS_A_POINT * len(place):
        return None
    tree = cKDTree(place, leafsize=_LEAF, balanced_tree=False, compact_nodes=False)
    found = tree.query_pairs(eps, output_type="ndarray")
    first, second = found[:, 0], found[:, 1]
    if eps_days or days.any():
        near = np.abs(days[first] - days[second]) <= eps_days
        first, second = first[near], second[near]
    return Pairs(first, second)


def most_pairs(place: Floats, eps: float) -> float:
    """Return a number that the pairs within ``eps`` cannot exceed.

    A point's neighbours lie in its cell of side ``eps`` or in one that touches it. Summed over
    the cells, c · c' ≤ (c² + c'²) / 2: half of 3^d squares of the cells' counts at most.
    """
    keys = np.floor((place - place.min(axis=0)) / eps)
    widths = keys.max(axis=0) + 1
    if float(np.prod(widths)) > 2**62:
        return np.inf
    code = keys[:, 0].astype(np.int64)
    for column, width in zip(keys.T[1:], widths[1:], strict=True):
        code = code * int(width) + column.astype(np.int64)
    code.sort()
    ends = np.append(np.flatnonzero(code[1:] != code[:-1]), len(code) - 1)
    counts = np.diff(ends, prepend=-1).astype(float)
    return float(3 ** place.shape[1] / 2 * np.square(counts).sum())


def cluster_pairs(
    place: Floats, days: Integers, pairs: Pairs, min_events: int, noise: int
) -> tuple[Integers, Flags]:
    """Return per point its component of core points, or that of its nearest one, and its core flag.

    Which core point is the nearest where several are, is decided as `geo.dbscan` says.
    """
    n = len(place)
    near = np.bincount(pairs.first, minlength=n) + np.bincount(pairs.second, minlength=n)
    core = near + 1 >= min_events
    label = np.full(n, noise)
    first_core, second_core = core[pairs.first], core[pairs.second]
    label[core] = _components(pairs, first_core & second_core, n)[core]
    mixed = np.flatnonzero(first_core != second_core)
    if len(mixed):
        a, b = pairs.first[mixed], pairs.second[mixed]
        border, centre = np.where(first_core[mixed], b, a), np.where(first_core[mixed], a, b)
        chosen = _nearest(place, days, border, centre)
        label[border[chosen]] = label[centre[chosen]]
    return label, core


def _components(pairs: Pairs, joined: Flags, n: int) -> Integers:
    first, second = pairs.first[joined].astype(np.int32), pairs.second[joined].astype(np.int32)
    links = (np.ones(len(first), dtype=np.int8), (first, second))
    graph = sparse.coo_array(links, shape=(n, n)).tocsr()
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _nearest(place: Floats, days: Integers, border: Integers, centre: Integers) -> Integers:
    """Return the positions that pair each border point with its nearest core point."""
    apart = np.round(np.sqrt(((place[border] - place[centre]) ** 2).sum(axis=1)), 6)
    gap = np.abs(days[border] - days[centre])
    keys = (*place[centre].T[::-1], days[centre], gap, apart, border)
    order = np.lexsort(keys)
    first = np.append(True, np.diff(border[order]) > 0)
    return np.asarray(order[first], dtype=np.int64)
