"""Clusters of any density (HDBSCAN), with one answer whatever the order of the points.

Reference: Campello, Moulavi and Sander 2013; McInnes and Healy 2017. The work is scikit-learn's.
"""

import numpy as np
from numpy.typing import NDArray

from geo.dbscan import Clusters
from geo.errors import InputError
from geo.text import Text

MOST_POINTS = 50_000
"""The work grows with the square of the points: some 15 s for so many."""
SURE = 0.5
"""Members this strong are counted as the core of their cluster."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def hdbscan(points: Floats, min_cluster: int) -> Clusters:
    """Return the clusters of at least ``min_cluster`` points, numbered from the west and south.

    Points are sorted before they are handed on, so that ties always fall the same way.
    """
    if len(points) > MOST_POINTS:
        raise _too_many(len(points))
    if len(points) < min_cluster or (points == points[:1]).all():
        return _one_spot(len(points), min_cluster)
    # Imported here: it takes about a second, which no other analysis should wait for.
    from sklearn.cluster import HDBSCAN  # noqa: PLC0415

    order = np.lexsort((points[:, 1], points[:, 0]))
    ordered = points[order] - points[order].min(axis=0)
    found = HDBSCAN(min_cluster_size=min_cluster, algorithm="kd_tree", copy=True).fit(ordered)
    label = np.full(len(points), -1, dtype=np.int64)
    core = np.zeros(len(points), dtype=bool)
    label[order] = _from_the_west(found.labels_.astype(np.int64))
    core[order] = (found.probabilities_ >= SURE) & (found.labels_ >= 0)
    return Clusters(label, core)


def _one_spot(n: int, min_cluster: int) -> Clusters:
    """Return one cluster of coincident points, none of too few."""
    is_cluster = n >= min_cluster
    return Clusters(
        np.full(n, 0 if is_cluster else -1, dtype=np.int64), np.full(n, is_cluster, dtype=bool)
    )


def _from_the_west(label: Integers) -> Integers:
    """Number the clusters in the order of their first point; noise stays -1."""
    known, first = np.unique(label[label >= 0], return_index=True)
    number = np.full(int(label.max(initial=-1)) + 2, -1, dtype=np.int64)
    number[known[np.argsort(first)]] = np.arange(len(known))
    return number[label]


def _too_many(points: int) -> InputError:
    return InputError(
        Text(
            f"algorithm: hdbscan nhận không quá {MOST_POINTS} vụ, ở đây có {points}; hãy lọc bớt "
            "hoặc dùng dbscan.",
            f"algorithm: hdbscan takes at most {MOST_POINTS} events, here are {points}; filter, or "
            "use dbscan.",
        ),
        field="algorithm",
        value="hdbscan",
    )
