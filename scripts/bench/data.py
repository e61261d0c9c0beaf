"""Made-up data of a stated size: the same numbers on every machine."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

SEED = 20160630
Floats = NDArray[np.float64]


class Points(NamedTuple):
    """Points in a square of `side_m`: half of them near centres, half anywhere; days of a year."""

    x: Floats
    y: Floats
    day: NDArray[np.int64]
    side_m: float

    @property
    def xy(self) -> Floats:
        return np.column_stack([self.x, self.y])


def points(n: int, side_m: float, centres: int = 50, spread_m: float = 60.0) -> Points:
    """Make points; one centre for every `centres`-th part of the half that is gathered."""
    rng = np.random.default_rng([SEED, n])
    middle = rng.uniform(0.1 * side_m, 0.9 * side_m, (centres, 2))
    gathered = middle[rng.integers(0, centres, n // 2)] + rng.normal(0, spread_m, (n // 2, 2))
    xy = np.vstack([gathered, rng.uniform(0, side_m, (n - n // 2, 2))])
    xy = np.round(np.clip(xy, 0, side_m), 2)
    return Points(xy[:, 0].copy(), xy[:, 1].copy(), rng.integers(0, 365, n), side_m)


def blobs(n: int, centres: int, spread_m: float, side_m: float) -> Points:
    """Make dense heaps and nothing between them."""
    rng = np.random.default_rng([SEED, n, centres])
    middle = rng.uniform(0.1 * side_m, 0.9 * side_m, (centres, 2))
    xy = middle[rng.integers(0, centres, n)] + rng.normal(0, spread_m, (n, 2))
    return Points(xy[:, 0].copy(), xy[:, 1].copy(), rng.integers(0, 365, n), side_m)


class Cells(NamedTuple):
    """Counts on a square raster, and which cells touch (also at a corner)."""

    counts: Floats
    weights: sparse.csr_matrix


def cells(side: int) -> Cells:
    """Make side × side cells, about one event each, clustered."""
    rng = np.random.default_rng([SEED, side])
    counts = rng.poisson(rng.gamma(0.5, 2.0, side * side)).astype(np.float64)
    line = sparse.diags_array([np.ones(side - 1), np.ones(side), np.ones(side - 1)],
                              offsets=[-1, 0, 1])  # fmt: skip
    touching = sparse.kron(line, line) - sparse.eye_array(side * side)
    weights = sparse.csr_matrix(touching)
    weights.eliminate_zeros()
    return Cells(counts, weights)
