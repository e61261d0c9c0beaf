"""The Getis-Ord statistics as numbers: z scores and the moments of random relabelling."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]


def with_self(weights: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return the weights with 1 on the diagonal: every unit its own neighbour."""
    n = weights.shape[0]
    off_diagonal = weights - sparse.diags_array(weights.diagonal())
    return sparse.csr_matrix(off_diagonal + sparse.eye_array(n))


def gi_star(values: ArrayLike, weights: sparse.csr_matrix) -> Floats:
    """Return z of Gi*, every unit counted in its own neighbourhood (Getis and Ord 1992).

    0 everywhere where the values do not vary, and for a unit that has all others as
    neighbours. An island keeps the z of its own value. Asks for the weights without self.
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    own = with_self(weights)
    total, squares = _row_sums(own)
    spread = np.sqrt(max(float(np.mean(x**2) - np.mean(x) ** 2), 0.0))
    root = np.sqrt(np.maximum(n * squares - total**2, 0.0) / max(n - 1, 1))
    return _ratio(own @ x - x.mean() * total, spread * root, has_variation(x))


def gi(values: ArrayLike, weights: sparse.csr_matrix) -> Floats:
    """Return z of Gi, the unit itself left out of sum, mean and spread; NaN for islands."""
    x = np.asarray(values, dtype=float)
    n = len(x)
    total, squares = _row_sums(weights)
    mean, variance = _others(x)
    root = np.sqrt(np.maximum((n - 1) * squares - total**2, 0.0) / max(n - 2, 1))
    z = _ratio(weights @ x - mean * total, np.sqrt(variance) * root, has_variation(x))
    return np.where(total > 0, z, np.nan)


def conditional_z(values: ArrayLike, weights: sparse.csr_matrix) -> Floats:
    """Return the z of each neighbour sum when the unit keeps its value and the others move.

    With 0/1 weights and k neighbours the mean is k·m and the variance k·v·(n−1−k)/(n−2), m and
    v over the other n−1 values. NaN for islands.
    """
    x = np.asarray(values, dtype=float)
    n = len(x)
    k = np.diff(weights.indptr).astype(float)
    mean, variance = _others(x)
    spread = np.sqrt(k * variance * np.maximum(n - 1 - k, 0.0) / max(n - 2, 1))
    z = _ratio(weights @ x - k * mean, spread, has_variation(x))
    return np.where(k > 0, z, np.nan)


def has_variation(values: Floats) -> bool:
    """Return whether any value differs from the first."""
    return bool(len(values)) and bool((values != values[0]).any())


def _others(x: Floats) -> tuple[Floats, Floats]:
    """Return mean and population variance of all values but one, for each one."""
    n = len(x)
    centred = x - x.mean() if n else x
    mean = -centred / max(n - 1, 1)
    variance = (np.sum(centred**2) - centred**2) / max(n - 1, 1) - mean**2
    return mean + (x.mean() if n else 0.0), np.maximum(variance, 0.0)


def _row_sums(weights: sparse.csr_matrix) -> tuple[Floats, Floats]:
    ones = np.ones(weights.shape[0])
    return weights @ ones, weights.multiply(weights) @ ones


def _ratio(excess: Floats, spread: Floats, varies: bool) -> Floats:
    z = np.zeros(len(excess))
    usable = spread > 1e-12 * (np.abs(excess) + spread)
    if varies:
        z[usable] = excess[usable] / spread[usable]
    return z
