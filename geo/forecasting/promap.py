"""ProMap: risk that fades with every cell of distance and every week since an event.

Reference: Bowers, Johnson and Pease 2004.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

CUT_CELLS = 8
CUT_WEEKS = 8


def weight(cells: ArrayLike, weeks: ArrayLike) -> Floats:
    """Return 1 / ((1 + d)(1 + t)), 0 from eight cells or eight weeks on."""
    d, t = np.asarray(cells, dtype=float), np.asarray(weeks, dtype=float)
    return np.where((d < CUT_CELLS) & (t < CUT_WEEKS), 1.0 / ((1.0 + d) * (1.0 + t)), 0.0)


def promap(row: Integers, col: Integers, cell: Integers, weeks: Integers) -> Floats:
    """Return the risk of each cell of a grid from events in its cells, so many weeks old each.

    Distance is in cells, diagonals being one; so it is a sum of nested squares, which running
    sums give at once.
    """
    height, width = (int(np.ptp(axis)) + 1 if len(axis) else 0 for axis in (row, col))
    if not len(cell) or not len(row):
        return np.zeros(len(row))
    at_row, at_col = row - row.min(), col - col.min()
    aged = np.bincount(cell, weight(0, weeks), minlength=len(row))
    margin = CUT_CELLS
    plane = np.zeros((height + 2 * margin, width + 2 * margin))
    plane[at_row + margin, at_col + margin] = aged
    running = np.zeros((plane.shape[0] + 1, plane.shape[1] + 1))
    running[1:, 1:] = plane.cumsum(axis=0).cumsum(axis=1)
    risk = np.zeros(len(row))
    top, left = at_row + margin, at_col + margin
    for d in range(CUT_CELLS):
        step = 1.0 / (1 + d) - (1.0 / (2 + d) if d + 1 < CUT_CELLS else 0.0)
        a, b, c, e = top - d, top + d + 1, left - d, left + d + 1
        square = running[b, e] - running[a, e] - running[b, c] + running[a, c]
        risk += step * np.maximum(square, 0.0)
    return np.round(risk, 9)
