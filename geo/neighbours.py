"""Who is next to whom: by distance, or by shared boundary."""

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from scipy import sparse
from scipy.spatial import cKDTree

from geo.errors import InputError
from geo.text import Text

AVERAGE_NEIGHBOURS = 8
_SLACK = 1e-9  # a distance found from the data must include the pair that gave it


def distance_band(x: ArrayLike, y: ArrayLike, radius_m: float) -> sparse.csr_matrix:
    """Return 0/1 for pairs at most ``radius_m`` apart, without self; lone units have none."""
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    if not np.isfinite(radius_m) or radius_m < 0:
        raise InputError(
            Text(
                f"radius_m: không dùng được {radius_m}; cần số mét từ 0 trở lên.",
                f"radius_m: {radius_m} cannot be used; give metres from 0 up.",
            ),
            field="radius_m",
            value=radius_m,
        )
    pairs = cKDTree(points).query_pairs(radius_m, output_type="ndarray")
    return _symmetric(pairs, len(points))


def contiguity(
    polygons: NDArray[np.object_], queen: bool = True, tolerance_m: float = 0.0
) -> sparse.csr_matrix:
    """Return 0/1 for polygons that touch, without self.

    Queen: any common point. Rook: a common stretch of boundary. ``tolerance_m`` bridges gaps
    between outlines that were drawn apart, and is also the least stretch that counts for rook.
    """
    tree = shapely.STRtree(polygons)
    i, j = tree.query(polygons, predicate="dwithin", distance=tolerance_m)
    pairs = np.column_stack([i, j])[i < j]
    if not queen and len(pairs):
        pairs = pairs[_shares_a_stretch(polygons, pairs, tolerance_m)]
    return _symmetric(pairs, len(polygons))


def auto_band(x: ArrayLike, y: ArrayLike) -> float:
    """Return the smallest distance that gives every unit a neighbour and about 8 on average.

    0.0 where there are fewer than two units.
    """
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    n = len(points)
    if n < 2:
        return 0.0
    depth = min(n - 1, 8 * AVERAGE_NEIGHBOURS)
    found, _ = cKDTree(points).query(points, k=depth + 1)
    distance = np.asarray(found)
    everyone = distance[:, 1].max()
    usual = _about_the_average(np.sort(distance[:, 1:], axis=None), n * AVERAGE_NEIGHBOURS)
    return float(max(everyone, usual) * (1 + _SLACK))


def _about_the_average(ordered: NDArray[np.float64], wanted: int) -> float:
    """Return the distance whose number of neighbours is nearest to the wanted; ties to the less.

    On a grid many pairs are equally far apart: all of them come in together, or none.
    """
    upper = ordered[min(wanted, len(ordered)) - 1]
    with_upper = np.searchsorted(ordered, upper * (1 + _SLACK), side="right")
    without = np.searchsorted(ordered, upper * (1 - _SLACK), side="left")
    if without and wanted - without <= with_upper - wanted:
        return float(ordered[without - 1])
    return float(upper)


def _shares_a_stretch(
    polygons: NDArray[np.object_], pairs: NDArray[np.int64], tolerance_m: float
) -> NDArray[np.bool_]:
    first = shapely.boundary(polygons[pairs[:, 0]])
    second = shapely.boundary(polygons[pairs[:, 1]])
    if tolerance_m > 0:
        second = shapely.buffer(second, tolerance_m)
    common = shapely.length(shapely.intersection(first, second))
    return np.asarray(common > 4 * tolerance_m, dtype=bool)


def _symmetric(pairs: NDArray[np.int64], n: int) -> sparse.csr_matrix:
    i = np.concatenate([pairs[:, 0], pairs[:, 1]])
    j = np.concatenate([pairs[:, 1], pairs[:, 0]])
    return sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=(n, n))
