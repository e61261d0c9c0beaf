"""One number for a whole set: do events near in space come near in time? Mantel, Jacquez.

Reference: Mantel 1967; Jacquez 1996.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree
from scipy.spatial.distance import cdist, pdist

from geo.significance import pseudo_p

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Interaction(NamedTuple):
    """The statistic, and the share of shuffled times that reach it (NaN without shuffles)."""

    statistic: float
    p: float


def mantel(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    permutations: int = 0,
    rng: np.random.Generator | None = None,
) -> Interaction:
    """Correlate 1 / (1 + metres) with 1 / (1 + days) over all pairs; needs n² memory."""
    times = np.asarray(time, dtype=float)
    near = 1.0 / (1.0 + pdist(np.column_stack([x, y]).astype(float)))
    soon = 1.0 / (1.0 + np.abs(times[:, None] - times))
    i, j = np.triu_indices(len(times), 1)
    near_centred, soon_pairs = near - near.mean(), soon[i, j]
    scale = np.linalg.norm(near_centred) * np.linalg.norm(soon_pairs - soon_pairs.mean())
    if scale == 0:
        return Interaction(0.0, float("nan"))
    seen = float(near_centred @ soon_pairs)
    if not permutations or rng is None:
        return Interaction(seen / float(scale), float("nan"))
    square = np.zeros(soon.shape)
    square[i, j] = near_centred
    reached = 0
    for _ in range(permutations):
        order = rng.permutation(len(times))
        shuffled = float(np.vdot(square, soon[np.ix_(order, order)]))
        reached += int(shuffled >= seen - 1e-12 * float(scale))
    return Interaction(seen / float(scale), float(pseudo_p(reached, permutations)))


def jacquez(
    x: ArrayLike,
    y: ArrayLike,
    time: ArrayLike,
    k: int,
    permutations: int = 0,
    rng: np.random.Generator | None = None,
    ties: Literal["share", "rows"] = "share",
) -> Interaction:
    """Count pairs that are among the k nearest both in space and in time.

    Events equally near share the places that are left, each the same part: many of one day
    would otherwise be told apart by their row. ``ties="rows"`` takes the first rows, as other
    programs do, and gives no p; it needs n² memory.
    """
    times = np.asarray(time, dtype=float)
    n = len(times)
    k = min(k, n - 1)
    if k < 1:
        return Interaction(0.0, float("nan"))
    if ties == "rows":
        in_space = _first_rows(np.column_stack([x, y]).astype(float), k)
        both = in_space & _first_rows(times[:, None], k)
        return Interaction(float(both.sum()), float("nan"))
    i, j, share = _nearest(np.column_stack([x, y]).astype(float), k)
    sorted_times = np.sort(times)
    seen = float(share @ _time_share(times, sorted_times, i, j, k))
    reached = 0
    if not permutations or rng is None:
        return Interaction(seen, float("nan"))
    for _ in range(permutations):
        shuffled = rng.permutation(times)
        found = float(share @ _time_share(shuffled, sorted_times, i, j, k))
        reached += int(found >= seen - 1e-9)
    return Interaction(seen, float(pseudo_p(reached, permutations)))


def _nearest(points: Floats, k: int) -> tuple[Integers, Integers, Floats]:
    """Return (event, neighbour, share) of the k nearest; the last ones share where they tie."""
    tree = cKDTree(points)
    far = np.asarray(tree.query(points, k=k + 1)[0])[:, k]
    found = tree.query_ball_point(points, far * (1 + 1e-12) + 1e-9)
    i = np.repeat(np.arange(len(points)), [len(row) for row in found])
    j = np.concatenate([np.sort(row) for row in found]).astype(np.int64)
    i, j = i[i != j], j[i != j]
    apart = np.hypot(*(points[i] - points[j]).T)
    inside = apart < far[i] * (1 - 1e-12) - 1e-9
    sure = np.bincount(i, inside, minlength=len(points))
    tied = np.bincount(i, ~inside, minlength=len(points))
    return i, j, np.where(inside, 1.0, ((k - sure) / np.maximum(tied, 1))[i])


def _first_rows(points: Floats, k: int) -> NDArray[np.bool_]:
    """Return who is among the k nearest of whom, of equally near ones those of the first rows."""
    apart = cdist(points, points)
    np.fill_diagonal(apart, np.inf)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, :k]
    table = np.zeros(apart.shape, dtype=bool)
    np.put_along_axis(table, nearest, values=True, axis=1)
    return table


def _time_share(times: Floats, ordered: Floats, i: Integers, j: Integers, k: int) -> Floats:
    """Return how far j is among the k nearest of i in time: 1, 0, or a share of a tie."""
    gap = np.abs(times[i] - times[j])
    nearer = _within(ordered, times[i], gap, strictly=True)
    upto = _within(ordered, times[i], gap, strictly=False)
    tied = np.maximum(upto - nearer, 1)
    return np.asarray(np.clip((k - nearer) / tied, 0.0, 1.0))


def _within(ordered: Floats, at: Floats, gap: Floats, *, strictly: bool) -> Floats:
    """Return how many others lie nearer than the gap, or at most as far."""
    left, right = ("right", "left") if strictly else ("left", "right")
    lower = np.searchsorted(ordered, at - gap, side=left)  # type: ignore[call-overload]
    upper = np.searchsorted(ordered, at + gap, side=right)  # type: ignore[call-overload]
    count = upper - lower - 1  # the event itself is no other
    return np.asarray(np.where(strictly & (gap == 0), 0, count), dtype=np.float64)
