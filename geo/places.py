"""Places: which events happened at one and the same spot."""

import math

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

CLOSED_M = 1e-6
"""Slack that keeps "at most r metres" closed where coordinates are millions of metres."""

MAX_LINKAGE = 3000
"""Distinct points one chain may have before squares cut it first: linkage needs n² memory."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def places_by_distance(
    x: ArrayLike, y: ArrayLike, radius_m: float, *, limit_diameter: bool = True
) -> Integers:
    """Return a place number per event: chains of events at most ``radius_m`` apart.

    A chain wider than twice the radius (houses along a lane) is cut into places that are not,
    by complete linkage. Numbers count from 0 in order of the places' westernmost, then
    southernmost points, so they do not depend on the order of the events.
    """
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    if not len(points):
        return np.zeros(0, dtype=np.int64)
    spots, spot_of = np.unique(points, axis=0, return_inverse=True)
    place = _chains(spots, radius_m)
    if limit_diameter:
        place = _split_wide(spots, place, 2 * radius_m)
    return _numbered(place)[spot_of.reshape(-1)]


def places_by_key(key: NDArray[np.str_], x: Floats, y: Floats, radius_m: float) -> Integers:
    """Return a place number per event: same key, same place; those without one by distance."""
    place = np.full(len(key), -1, dtype=np.int64)
    keyed = key != ""
    if keyed.any():
        _, place[keyed] = np.unique(key[keyed], return_inverse=True)
    place[~keyed] = places_by_distance(x[~keyed], y[~keyed], radius_m) + place.max(initial=-1) + 1
    return place


def representative_point(x: Floats, y: Floats) -> tuple[float, float]:
    """Return the coordinate most events share; where all differ, the one nearest to all.

    Ties go to the western, then southern point.
    """
    spots, counts = np.unique(np.column_stack([x, y]), axis=0, return_counts=True)
    best = spots[counts == counts.max()]
    if len(best) > 1 and len(best) <= MAX_LINKAGE:
        apart = np.hypot(*(best[:, None, :] - spots[None, :, :]).transpose(2, 0, 1))
        best = best[np.argsort(np.round((apart * counts).sum(axis=1), 6), kind="stable")]
    return float(best[0, 0]), float(best[0, 1])


def diameter(points: Floats) -> float:
    """Return the largest distance between any two of the points."""
    corners = shapely.get_coordinates(shapely.convex_hull(shapely.multipoints(points)))
    steps = corners[:, None, :] - corners[None, :, :]
    return float(np.hypot(steps[..., 0], steps[..., 1]).max())


def _chains(spots: Floats, radius_m: float) -> Integers:
    pairs = cKDTree(spots).query_pairs(radius_m + CLOSED_M, output_type="ndarray")
    links = sparse.coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(spots),) * 2)
    _, chain = connected_components(links, directed=False)
    return np.asarray(chain, dtype=np.int64)


def _split_wide(spots: Floats, place: Integers, limit_m: float) -> Integers:
    """Cut the places wider than the limit; spots arrive sorted, so ties always fall the same."""
    split, following = place.copy(), int(place.max()) + 1
    order = np.argsort(place, kind="stable")
    for members in np.split(order, np.flatnonzero(np.diff(place[order])) + 1):
        if len(members) < 2 or diameter(spots[members]) <= limit_m + CLOSED_M:
            continue
        parts = _cut(spots[members], limit_m)
        split[members] = following + parts
        following += int(parts.max()) + 1
    return split


def _cut(points: Floats, limit_m: float) -> Integers:
    if len(points) > MAX_LINKAGE:  # squares whose diagonal is the limit
        square = np.floor(points / (limit_m / math.sqrt(2))).astype(np.int64)
        return np.unique(square, axis=0, return_inverse=True)[1].reshape(-1)
    tree = linkage(points - points[0], method="complete")
    return np.asarray(fcluster(tree, limit_m + CLOSED_M, criterion="distance"), dtype=np.int64) - 1


def _numbered(place: Integers) -> Integers:
    """Renumber places in the order of their first spot."""
    _, first, inverse = np.unique(place, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[inverse.reshape(-1)]
