"""DBSCAN, in space or in space and time, with one answer whatever the order of the points.

Reference: Ester, Kriegel, Sander and Xu 1996; Birant and Kut 2007 (time as a second radius);
Gunawan 2013 and de Berg, Gunawan and Roeloffzen 2017 (cells no wider than the radius, so that
points of one cell need no comparison). Memory grows with the points, not with their pairs; where
there are few pairs a point, `geo.dbscan_pairs` lists them, which is quicker.
"""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from geo.dbscan_pairs import cluster_pairs, list_pairs
from geo.places import CLOSED_M

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

NOISE = -1
_AT_ONCE = 500_000  # comparisons, and spots that ask, held in memory


class Clusters(NamedTuple):
    """Per point its cluster, counted from 0 (−1 is noise), and whether it is a core point."""

    label: Integers
    core: Flags


class _Spots(NamedTuple):
    """Distinct points sorted by cell; the spots of cell ``c`` begin at ``start[c]``."""

    at: Floats
    day: Integers
    weight: Integers
    canonical: Integers
    cell: Integers
    start: Integers
    pairs: Integers
    """Neighbouring cells, each pair once, the lower number first."""


class _Reach(NamedTuple):
    eps: float
    days: int


def dbscan(
    points: ArrayLike,
    eps: float,
    min_events: int,
    *,
    day: ArrayLike | None = None,
    eps_days: int = 0,
) -> Clusters:
    """Group points; a core point has ``min_events`` points, itself included, within ``eps``.

    Distances equal to ``eps`` count. With ``day`` (whole days) neighbours are also at most
    ``eps_days`` apart in time. A point near several clusters belongs to its nearest core point;
    of equally near ones to the earlier in time, then to the first from west and south. Clusters
    are numbered by their first point from west, then south, then time.
    """
    place = np.atleast_2d(np.asarray(points, dtype=float))
    n = len(place) if place.size else 0
    if not n:
        return Clusters(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=bool))
    days = np.zeros(n, dtype=np.int64) if day is None else np.asarray(day, dtype=np.int64)
    reach = _Reach(eps + CLOSED_M, eps_days)
    pairs = list_pairs(place, days, reach.eps, reach.days)
    if pairs is not None:
        label, core = cluster_pairs(place, days, pairs, min_events, NOISE)
        return Clusters(_numbered(label, np.lexsort([days, *place.T[::-1]])), core)
    spots, spot_of = _spots(place, days, reach)
    core = _core(spots, reach, min_events)
    label = _label(spots, core, reach)
    by_place = np.argsort(spots.canonical)
    return Clusters(_numbered(label, by_place)[spot_of], core[spot_of])


def _spots(place: Floats, days: Integers, reach: _Reach) -> tuple[_Spots, Integers]:
    """Return the distinct points by cell, and which of them each point is."""
    columns = [days, *place.T[::-1]]
    order = np.lexsort(columns)
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = np.any([c[order][1:] != c[order][:-1] for c in columns], axis=0)
    at, day, count = place[order[fresh]], days[order[fresh]], _run_lengths(fresh)
    side = reach.eps / math.sqrt(at.shape[1])
    keys = np.floor((at - at.min(axis=0)) / side)
    keys = np.column_stack([keys, (day - day.min()) // (reach.days + 1)]).astype(np.int64)
    by_cell = np.lexsort((np.arange(len(keys)), *keys.T))
    turn = np.ones(len(keys), dtype=bool)
    turn[1:] = (keys[by_cell][1:] != keys[by_cell][:-1]).any(axis=1)
    start = np.append(np.flatnonzero(turn), len(keys))
    pairs = _adjacent(keys[by_cell][turn])
    spots = _Spots(
        at[by_cell], day[by_cell], count[by_cell], by_cell, np.cumsum(turn) - 1, start, pairs
    )
    back, spot_of = np.empty(len(keys), dtype=np.int64), np.empty(len(order), dtype=np.int64)
    back[by_cell] = np.arange(len(keys))
    spot_of[order] = back[np.cumsum(fresh) - 1]
    return spots, spot_of


def _adjacent(keys: Integers) -> Integers:
    """Return pairs of cells that can hold neighbours: some steps in space, one step in time."""
    steps = math.ceil(math.sqrt(keys.shape[1] - 1))
    scaled = keys / np.array([steps] * (keys.shape[1] - 1) + [1])
    pairs = cKDTree(scaled).query_pairs(1.0 + 1e-9, p=np.inf, output_type="ndarray")
    return np.asarray(np.sort(pairs, axis=1), dtype=np.int64)


def _core(spots: _Spots, reach: _Reach, min_events: int) -> Flags:
    """Return which spots are core: those of a full cell without counting, others by counting."""
    weight = np.add.reduceat(spots.weight, spots.start[:-1])
    core = (weight >= min_events)[spots.cell]
    if core.all():
        return core
    near = weight[spots.cell].copy()
    asking = np.flatnonzero(~core)
    for i, j, _ in _neighbours(spots, asking, _both_ways(spots.pairs), spots.start, reach):
        near += np.bincount(i, spots.weight[j], minlength=len(near)).astype(np.int64)
    return core | (near >= min_events)


def _label(spots: _Spots, core: Flags, reach: _Reach) -> Integers:
    """Return a cluster number per spot: joined core cells, and the spots at their border."""
    label = np.full(len(core), NOISE)
    if not core.any():
        return label
    only = _core_only(spots, core)
    component = _join(only, reach)
    label[core] = component[only.cell]
    border, nearest = _nearest_core(spots, core, only, reach)
    label[border] = label[np.flatnonzero(core)][nearest]
    return label


def _core_only(spots: _Spots, core: Flags) -> _Spots:
    """Return the core spots in the same cells; a cell may be left empty."""
    start = np.concatenate([[0], np.cumsum(core)])[spots.start]
    return _Spots(
        spots.at[core],
        spots.day[core],
        spots.weight[core],
        spots.canonical[core],
        spots.cell[core],
        start,
        spots.pairs,
    )


def _join(spots: _Spots, reach: _Reach) -> Integers:
    """Return the component of every cell; cells are joined by any two core spots in reach."""
    cells, size = len(spots.start) - 1, np.diff(spots.start)
    pairs = spots.pairs[(size[spots.pairs] > 0).all(axis=1)]
    swap = size[pairs[:, 0]] > size[pairs[:, 1]]
    pairs[swap] = pairs[swap][:, ::-1]
    pairs = pairs[np.argsort(size[pairs].prod(axis=1), kind="stable")]
    linked = np.zeros((0, 2), dtype=np.int64)
    component = np.arange(cells)
    while len(pairs):
        upto = np.searchsorted(np.cumsum(size[pairs].prod(axis=1)), _AT_ONCE) + 1
        found = _linked(spots, pairs[:upto], reach)
        linked = np.concatenate([linked, found])
        graph = sparse.coo_array((np.ones(len(linked)), linked.T), shape=(cells, cells))
        component = connected_components(graph, directed=False)[1].astype(np.int64)
        pairs = pairs[upto:]
        pairs = pairs[component[pairs[:, 0]] != component[pairs[:, 1]]]
    return component


def _linked(spots: _Spots, pairs: Integers, reach: _Reach) -> Integers:
    """Return those of the cell pairs that hold two spots in reach of each other."""
    cells = np.unique(pairs[:, 0])
    asking = _ranges(spots.start[cells], np.diff(spots.start)[cells])
    hits = [
        np.unique(spots.cell[i] * len(spots.start) + spots.cell[j])
        for i, j, _ in _neighbours(spots, asking, pairs, spots.start, reach)
    ]
    keys = np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *hits]))
    return np.column_stack(np.divmod(keys, len(spots.start)))


def _nearest_core(
    spots: _Spots, core: Flags, only: _Spots, reach: _Reach
) -> tuple[Integers, Integers]:
    """Return the spots at the border of clusters, and the nearest core spot of each."""
    asking = np.flatnonzero(~core)
    own = np.column_stack([np.arange(len(spots.start) - 1)] * 2)
    cells = np.concatenate([own, _both_ways(spots.pairs)])
    best: list[Floats] = []
    for i, j, apart in _neighbours(spots, asking, cells, only.start, reach, only):
        gap = np.abs(spots.day[i] - only.day[j])
        keys = (only.canonical[j], only.day[j], gap, np.round(apart, 6), i)
        order = np.lexsort(keys)
        first = order[np.append(True, np.diff(i[order]) > 0)] if len(order) else order
        best.append(np.column_stack([k[first] for k in keys] + [j[first]]).astype(float))
    rows = np.concatenate(best) if best else np.zeros((0, 6))
    rows = rows[np.lexsort(rows[:, :5].T)]
    rows = rows[np.append(True, np.diff(rows[:, 4]) > 0)[: len(rows)]]
    return rows[:, 4].astype(np.int64), rows[:, 5].astype(np.int64)


def _neighbours(
    spots: _Spots,
    asking: Integers,
    cells: Integers,
    start: Integers,
    reach: _Reach,
    others: _Spots | None = None,
) -> Iterator[tuple[Integers, Integers, Floats]]:
    """Yield (spot, other, distance) in reach, for asking spots and the cells paired with theirs.

    ``start`` says where the others of each cell begin. Some millions of comparisons at a time.
    """
    others = spots if others is None else others
    cells = cells[np.argsort(cells[:, 0], kind="stable")]
    bounds = np.searchsorted(cells[:, 0], np.arange(len(spots.start)))
    for part in np.array_split(asking, len(asking) // (_AT_ONCE // 16) + 1):
        many = np.diff(bounds)[spots.cell[part]]
        other_cell = cells[_ranges(bounds[:-1][spots.cell[part]], many), 1]
        who, size = np.repeat(part, many), np.diff(start)[other_cell]
        for a, b in _portions(size):
            i = np.repeat(who[a:b], size[a:b])
            j = _ranges(start[other_cell[a:b]], size[a:b])
            apart = np.sqrt(((spots.at[i] - others.at[j]) ** 2).sum(axis=1))
            near = (apart <= reach.eps) & (np.abs(spots.day[i] - others.day[j]) <= reach.days)
            yield i[near], j[near], apart[near]


def _portions(size: Integers) -> Iterator[tuple[int, int]]:
    """Yield where to begin and stop so that the sizes between add up to a bearable number."""
    total = np.concatenate([[0], np.cumsum(size)])
    a = 0
    while a < len(size):
        b = max(a + 1, int(np.searchsorted(total, total[a] + _AT_ONCE, side="right")) - 1)
        yield a, b
        a = b


def _both_ways(pairs: Integers) -> Integers:
    return np.concatenate([pairs, pairs[:, ::-1]])


def _ranges(first: Integers, size: Integers) -> Integers:
    """Return first, first + 1, … for each range, one after the other."""
    before = np.cumsum(size) - size
    return np.repeat(first - before, size) + np.arange(int(size.sum()))


def _run_lengths(fresh: Flags) -> Integers:
    return np.diff(np.append(np.flatnonzero(fresh), len(fresh)))


def _numbered(label: Integers, by_place: Integers) -> Integers:
    """Renumber the clusters by their first spot from west, south and time: that of ``by_place``."""
    inside = by_place[label[by_place] != NOISE]
    names, first, inverse = np.unique(label[inside], return_index=True, return_inverse=True)
    rank = np.empty(len(names), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(names))
    numbered = np.full(len(label), NOISE)
    numbered[inside] = rank[inverse]
    return numbered
