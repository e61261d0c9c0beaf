"""Planar density of points with the quartic kernel: at any place, or on a raster by sweep line.

Reference: Silverman 1986 (kernel and rule of thumb); Chan, U, Choi and Xu 2022 (the sweep line:
along a row the kernel of each point is a quartic polynomial, so its five coefficients are added
where the row enters the point's disc, taken off where it leaves, and summed up once).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BLOCK_BANDWIDTHS = 4.0
"""Width of the blocks a row is swept in: numbers stay small, and nothing is lost in rounding."""

_PAIRS_AT_ONCE = 400_000
_TERMS = 6  # five coefficients, and how many discs are open


class Raster(NamedTuple):
    """Centres of ``columns`` by ``rows`` squares; the first centre lies at (x, y)."""

    x: float
    y: float
    cell_m: float
    columns: int
    rows: int


def density_at(
    x: ArrayLike,
    y: ArrayLike,
    events_x: ArrayLike,
    events_y: ArrayLike,
    bandwidth_m: float,
    weights: ArrayLike | None = None,
) -> Floats:
    """Return events per square metre at each place, by adding up every kernel (brute force)."""
    at_x, at_y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    from_x, from_y = np.asarray(events_x, dtype=float), np.asarray(events_y, dtype=float)
    weight = np.ones(len(from_x)) if weights is None else np.asarray(weights, dtype=float)
    found = np.zeros(len(at_x))
    step = max(1, 4 * _PAIRS_AT_ONCE // max(len(from_x), 1))
    for a in range(0, len(at_x), step):
        part = slice(a, a + step)
        square = (at_x[part, None] - from_x) ** 2 + (at_y[part, None] - from_y) ** 2
        room = np.maximum(1.0 - square / bandwidth_m**2, 0.0)
        found[part] = (room * room) @ weight
    return found * _height(bandwidth_m)


def density_raster(
    raster: Raster,
    events_x: ArrayLike,
    events_y: ArrayLike,
    bandwidth_m: float,
    weights: ArrayLike | None = None,
) -> Floats:
    """Return events per square metre at every centre, as rows by columns; exact, by sweep line."""
    y = np.asarray(events_y, dtype=float)
    weight = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=float)
    order = np.argsort(y, kind="stable")
    unit = raster.cell_m / bandwidth_m  # lengths in bandwidths from here on
    px = (np.asarray(events_x, dtype=float)[order] - raster.x) / bandwidth_m
    py, weight = (y[order] - raster.y) / bandwidth_m, weight[order]
    density = np.zeros((raster.rows, raster.columns))
    step = _rows_at_once(len(py), raster.rows, unit)
    for first in range(0, raster.rows, step):
        rows = np.arange(first, min(first + step, raster.rows), dtype=np.float64) * unit
        near = slice(*np.searchsorted(py, (rows[0] - 1.0, rows[-1] + 1.0)))
        if near.start < near.stop:
            part = (px[near], py[near], weight[near])
            density[first : first + step] = _sweep(*part, rows, raster.columns, unit)
    return density * _height(bandwidth_m)


def kernel_mass(share: Floats, cell_m: float, bandwidth_m: float) -> Floats:
    """Return how much of a kernel at each cell falls on cells inside, weighed by their share.

    1 where the whole disc is inside. Exact for the raster; its cells stand for their surface.
    """
    # Measured: scipy.signal takes a third of a second to import, which every start would pay.
    from scipy.signal import fftconvolve  # noqa: PLC0415

    reach = math.ceil(bandwidth_m / cell_m)
    steps = np.arange(-reach, reach + 1) * (cell_m / bandwidth_m)
    room = np.maximum(1.0 - steps[:, None] ** 2 - steps**2, 0.0) ** 2
    mass = fftconvolve(share, room / room.sum(), mode="same")
    return np.asarray(np.clip(mass, 0.0, 1.0))


def rule_of_thumb_m(x: ArrayLike, y: ArrayLike) -> float:
    """Return 0.9 · min(SD, √(1 / ln 2) · D) · n^(−1/5) in metres; 0 where nothing is spread out.

    SD is the standard distance, D the median distance to the mean centre.
    """
    points = np.column_stack([np.asarray(x, dtype=float), np.asarray(y, dtype=float)])
    if len(points) < 2:
        return 0.0
    apart = np.hypot(*(points - points.mean(axis=0)).T)
    spread = float(np.sqrt(np.mean(apart**2)))
    typical = math.sqrt(1.0 / math.log(2.0)) * float(np.median(apart))
    smaller = min(spread, typical) if typical > 0 else spread
    return float(0.9 * smaller * len(points) ** -0.2)


def _sweep(
    px: Floats, py: Floats, weight: Floats, rows: Floats, columns: int, unit: float
) -> Floats:
    """Return the sum of (1 − d²)² over the points, for a few rows."""
    per_block = max(1, math.ceil(BLOCK_BANDWIDTHS / unit))
    row, point, half_square = _open_discs(py, rows)
    half = np.sqrt(half_square)
    first = np.maximum(np.ceil((px[point] - half) / unit), 0).astype(np.int64)
    last = np.minimum(np.floor((px[point] + half) / unit), columns - 1).astype(np.int64)
    change = np.zeros((len(rows) * columns + 1, _TERMS))
    blocks = np.maximum(last // per_block - first // per_block, -1)
    for ahead in range(int(blocks.max(initial=-1)) + 1):
        here = np.flatnonzero((blocks >= ahead) & (first <= last))
        block = first[here] // per_block + ahead
        start = np.maximum(first[here], block * per_block)
        stop = np.minimum(last[here] + 1, (block + 1) * per_block)
        middle = (block + 0.5) * (per_block * unit)
        terms = _coefficients(px[point[here]] - middle, half_square[here], weight[point[here]])
        base, nowhere = row[here] * columns, len(change) - 1
        ends_inside = stop < np.minimum((block + 1) * per_block, columns)
        stop_at = np.where(ends_inside, base + stop, nowhere)  # each block begins from zero
        change += _at_both_ends(base + start, stop_at, terms, len(change))
    return _add_up(change[:-1].reshape(len(rows), columns, _TERMS), per_block, unit)


def _open_discs(py: Floats, rows: Floats) -> tuple[Integers, Integers, Floats]:
    """Return (row, point, 1 − dy²) for every row that cuts the disc of a point."""
    room = 1.0 - (rows[:, None] - py) ** 2
    row, point = np.nonzero(room > 0)
    return row, point, room[row, point]


def _coefficients(at: Floats, room: Floats, weight: Floats) -> Floats:
    """Return w · (room − (x − at)²)² as coefficients of 1, x, … x⁴, and a 1 for "open"."""
    inner = room - at * at
    terms = np.empty((len(at), _TERMS))
    terms[:, 0] = weight * inner * inner
    terms[:, 1] = 4.0 * weight * at * inner
    terms[:, 2] = weight * (4.0 * at * at - 2.0 * inner)
    terms[:, 3] = -4.0 * weight * at
    terms[:, 4] = weight
    terms[:, 5] = 1.0
    return terms


def _at_both_ends(start: Integers, stop: Integers, terms: Floats, size: int) -> Floats:
    """Return the terms added up where they start, and taken off where they stop."""
    ends = np.column_stack([start, stop]).ravel()
    signs = np.tile([1.0, -1.0], len(start))
    columns = np.arange(0, len(ends) + 1, 2)
    summing = sparse.csc_array((signs, ends, columns), shape=(size, len(start)))
    return np.asarray(summing @ terms)


def _add_up(change: Floats, per_block: int, unit: float) -> Floats:
    """Sum the changes along each block of a row, and read the polynomial at every centre."""
    rows, columns, _ = change.shape
    density = np.zeros((rows, columns))
    for a in range(0, columns, per_block):
        b = min(a + per_block, columns)
        x = np.arange(a, b) * unit - (a / per_block + 0.5) * (per_block * unit)
        c = np.cumsum(change[:, a:b], axis=1)
        value = c[..., 4]
        for power in (3, 2, 1, 0):
            value = value * x + c[..., power]
        density[:, a:b] = np.where(c[..., 5] > 0.5, np.maximum(value, 0.0), 0.0)
    return density


def _rows_at_once(points: int, rows: int, unit: float) -> int:
    """Return how many rows to sweep together so that the work fits into fast memory."""
    share = min(1.0, (2.0 / unit + 1) / max(rows, 1))
    return max(1, min(rows, int(_PAIRS_AT_ONCE / 8 / max(points * share, 1.0)) + 1))


def _height(bandwidth_m: float) -> float:
    return 3.0 / (math.pi * bandwidth_m**2)
