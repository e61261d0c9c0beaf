"""Moran's I, for a whole map and for every unit (Anselin 1995, weights row-standardised)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from geo.getis_ord import conditional_z, has_variation

Floats = NDArray[np.float64]


class LocalMoran(NamedTuple):
    """Per unit: I, its z when the unit keeps its value and the others move, and where it stands.

    ``lag`` is the mean of the neighbours; ``quadrant`` is HH, LL, HL, LH by the signs of own value
    and lag against the mean, "" where one of them is the mean itself or there is no neighbour.
    """

    i: Floats
    z: Floats
    lag: Floats
    quadrant: NDArray[np.str_]


def moran(values: ArrayLike, weights: sparse.csr_matrix) -> float:
    """Return the global I with row-standardised 0/1 weights; NaN where nothing varies."""
    x = np.asarray(values, dtype=float)
    k = np.diff(weights.indptr)
    if not has_variation(x) or not k.any():
        return float("nan")
    z = x - x.mean()
    lag = _lag(z, weights)
    return float(len(x) / (k > 0).sum() * (z @ lag) / (z @ z))


def local_moran(values: ArrayLike, weights: sparse.csr_matrix) -> LocalMoran:
    """Return I_i = z_i · lag_i / (Σ z² / n) for 0/1 weights without self; 0 for islands."""
    x = np.asarray(values, dtype=float)
    n, k = len(x), np.diff(weights.indptr)
    z = x - x.mean() if n else x
    lag = _lag(z, weights)
    if not has_variation(x):
        return LocalMoran(np.zeros(n), np.zeros(n), lag + x, np.full(n, "", dtype="<U2"))
    second = float(z @ z) / n
    score = np.sign(z) * conditional_z(x, weights)
    slack = 1e-12 * float(np.abs(z).max())
    letters = np.array(["L", "", "H"])
    own = letters[(z > slack).astype(int) - (z < -slack) + 1]
    around = letters[(lag > slack).astype(int) - (lag < -slack) + 1]
    stands = (own != "") & (around != "") & (k > 0)
    quadrant = np.where(stands, np.char.add(own, around), "").astype("<U2")
    return LocalMoran(z * lag / second, score, np.where(k > 0, lag + x.mean(), np.nan), quadrant)


def _lag(z: Floats, weights: sparse.csr_matrix) -> Floats:
    """Return the mean over the neighbours, 0 without any."""
    return np.asarray(weights @ z) / np.maximum(np.diff(weights.indptr), 1)
