"""Square and hexagon cells over an area, the same cells whatever the data."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.events import Events
from geo.text import Text

MAX_CELLS = 250_000
MIN_SHARE = 0.1
"""Cells with less than this share inside the area are left out: they can hardly hold events."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Kind = Literal["square", "hexagon"]

_ROW_STEP = math.sqrt(3) / 2  # rows of hexagons one metre wide lie this far apart
_SQUARE_ROOK = ((0, 1), (0, -1), (1, 0), (-1, 0))
_SQUARE_QUEEN = (*_SQUARE_ROOK, (1, 1), (1, -1), (-1, 1), (-1, -1))
_HEXAGON = ((0, 1), (0, -1), (1, 0), (-1, 0), (1, -1), (-1, 1))
_STRIDE = 2**31  # joins row and column to one number


@dataclass(frozen=True, eq=False)
class Grid:
    """Cells in order of row, then column; ``share`` is how much of each lies inside the area.

    Squares have sides of ``cell_m``; hexagons stand on a corner and are ``cell_m`` wide from side
    to side, with axial columns and rows. A cell owns its lower and left edge.
    """

    kind: Kind
    cell_m: float
    origin: tuple[float, float]
    row: Integers
    col: Integers
    share: Floats

    def __len__(self) -> int:
        return len(self.row)

    @property
    def centres(self) -> Floats:
        """Return the centres as an (n, 2) array in metres."""
        return _centres(self.kind, self.cell_m, self.origin, self.row, self.col)

    @property
    def labels(self) -> tuple[str, ...]:
        """Return a short name per cell: column and row, free of language."""
        return _labels(self.row, self.col)

    def polygons(self) -> NDArray[np.object_]:
        """Return the whole cells as shapely polygons, not cut at the edge of the area."""
        return _polygons(self.kind, self.cell_m, self.centres)

    def index_of(self, x: Floats, y: Floats) -> Integers:
        """Return the cell of each point, -1 for points in no cell of the grid."""
        row, col = _address(self.kind, self.cell_m, self.origin, x, y)
        return self._find(row, col)

    def count(self, events: Events) -> tuple[Floats, int]:
        """Return the weight of events per cell and how many events lie in no cell."""
        cell = self.index_of(events.x, events.y)
        inside = cell >= 0
        counts = np.bincount(cell[inside], events.weights[inside], minlength=len(self))
        return counts.astype(np.float64), int((~inside).sum())

    def neighbours(self, queen: bool = True) -> sparse.csr_matrix:
        """Return who touches whom as 0/1 without self; hexagons have one kind of touching."""
        steps = _SQUARE_QUEEN if queen else _SQUARE_ROOK
        rows, cols = [], []
        for d_row, d_col in _HEXAGON if self.kind == "hexagon" else steps:
            other = self._find(self.row + d_row, self.col + d_col)
            here = np.flatnonzero(other >= 0)
            rows.append(here)
            cols.append(other[here])
        i, j = np.concatenate(rows), np.concatenate(cols)
        shape = (len(self), len(self))
        return sparse.csr_matrix((np.ones(len(i)), (i, j)), shape=shape)

    def _find(self, row: Integers, col: Integers) -> Integers:
        known = self.row * _STRIDE + self.col
        wanted = row * _STRIDE + col
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return np.where(known[at] == wanted, at, -1)


def square_grid(
    area: BaseGeometry,
    cell_m: float,
    origin: tuple[float, float] = (0.0, 0.0),
    *,
    min_share: float = MIN_SHARE,
    max_cells: int = MAX_CELLS,
) -> Grid:
    """Lay squares over an area, their corners at multiples of ``cell_m`` from the origin.

    Raises ``InputError`` for an empty area, or for more than ``max_cells`` with the smallest
    cell size that fits.
    """
    return _grid("square", area, cell_m, origin, (min_share, max_cells))


def hexagon_grid(
    area: BaseGeometry,
    cell_m: float,
    origin: tuple[float, float] = (0.0, 0.0),
    *,
    min_share: float = MIN_SHARE,
    max_cells: int = MAX_CELLS,
) -> Grid:
    """Lay hexagons over an area, one centred on the origin; errors as ``square_grid``."""
    return _grid("hexagon", area, cell_m, origin, (min_share, max_cells))


def cell_labels(kind: Kind, cell_m: float, x: Floats, y: Floats) -> tuple[str, ...]:
    """Return the label of the cell that each point falls in, of a grid at the usual origin."""
    return _labels(*_address(kind, cell_m, (0.0, 0.0), x, y))


def _labels(row: Integers, col: Integers) -> tuple[str, ...]:
    return tuple(f"{c}:{r}" for c, r in zip(col, row, strict=True))


def _grid(
    kind: Kind,
    area: BaseGeometry,
    cell_m: float,
    origin: tuple[float, float],
    limits: tuple[float, int],
) -> Grid:
    min_share, max_cells = limits
    _require_area(area)
    _require_size(kind, area, cell_m, max_cells)
    row, col = _candidates(kind, cell_m, origin, area.bounds)
    polygons = _polygons(kind, cell_m, _centres(kind, cell_m, origin, row, col))
    share = _share_inside(polygons, area)
    keep = share >= min_share
    if not keep.any():  # an area smaller than a tenth of a cell still has its cells
        keep = share > 0
    order = np.lexsort((col[keep], row[keep]))
    return Grid(kind, cell_m, origin, row[keep][order], col[keep][order], share[keep][order])


def _share_inside(polygons: NDArray[np.object_], area: BaseGeometry) -> Floats:
    """Return the share of each cell inside; only cells on the boundary are cut."""
    shapely.prepare(area)
    share = np.zeros(len(polygons))
    touched = shapely.intersects(area, polygons)
    whole = np.zeros(len(polygons), dtype=bool)
    whole[touched] = shapely.contains(area, polygons[touched])
    share[whole] = 1.0
    cut = touched & ~whole
    parts = shapely.intersection(polygons[cut], area)
    share[cut] = shapely.area(parts) / shapely.area(polygons[cut])
    return share


def _candidates(
    kind: Kind, cell_m: float, origin: tuple[float, float], bounds: tuple[float, ...]
) -> tuple[Integers, Integers]:
    """Return rows and columns of every cell that can meet the bounding box."""
    west, south, east, north = (b - origin[i % 2] for i, b in enumerate(bounds))
    if kind == "square":
        rows = np.arange(math.floor(south / cell_m), math.floor(north / cell_m) + 1)
        cols = np.arange(math.floor(west / cell_m), math.floor(east / cell_m) + 1)
        row, col = np.meshgrid(rows, cols, indexing="ij")
        return row.ravel(), col.ravel()
    step = cell_m * _ROW_STEP
    rows = np.arange(math.floor(south / step) - 1, math.ceil(north / step) + 2)
    width = math.ceil((east - west) / cell_m) + 3
    first = np.floor(west / cell_m - rows / 2).astype(np.int64) - 1
    col = first[:, None] + np.arange(width)[None, :]
    return np.repeat(rows, width), col.ravel()


def _centres(
    kind: Kind, cell_m: float, origin: tuple[float, float], row: Integers, col: Integers
) -> Floats:
    if kind == "square":
        x, y = (col + 0.5) * cell_m, (row + 0.5) * cell_m
    else:
        x, y = (col + row / 2) * cell_m, row * (cell_m * _ROW_STEP)
    return np.column_stack([x + origin[0], y + origin[1]])


def _polygons(kind: Kind, cell_m: float, centres: Floats) -> NDArray[np.object_]:
    half = cell_m / 2
    if kind == "square":
        corners = half * np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]])
    else:
        radius, quarter = cell_m / math.sqrt(3), cell_m / math.sqrt(3) / 2
        right = [[half, -quarter], [half, quarter], [0, radius]]
        corners = np.array([*right, [-half, quarter], [-half, -quarter], [0, -radius], right[0]])
    rings = centres[:, None, :] + corners[None, :, :]
    return np.asarray(shapely.polygons(rings), dtype=object)


def _address(
    kind: Kind, cell_m: float, origin: tuple[float, float], x: Floats, y: Floats
) -> tuple[Integers, Integers]:
    """Return the row and column each point falls in."""
    u, v = (x - origin[0]) / cell_m, (y - origin[1]) / cell_m
    if kind == "square":
        return np.floor(v).astype(np.int64), np.floor(u).astype(np.int64)
    r = v / _ROW_STEP
    q = u - r / 2
    s = -q - r
    rounded = [np.floor(part + 0.5) for part in (q, r, s)]
    error = [np.abs(near - part) for near, part in zip(rounded, (q, r, s), strict=True)]
    fix_q = (error[0] > error[1]) & (error[0] > error[2])
    fix_r = ~fix_q & (error[1] > error[2])
    col = np.where(fix_q, -rounded[1] - rounded[2], rounded[0])
    row = np.where(fix_r, -rounded[0] - rounded[2], rounded[1])
    return row.astype(np.int64), col.astype(np.int64)


def _require_area(area: BaseGeometry) -> None:
    if area.is_empty or area.geom_type not in ("Polygon", "MultiPolygon") or not area.is_valid:
        state = "empty" if area.is_empty else area.geom_type
        raise InputError(
            Text(
                f"area: cần một vùng (polygon) hợp lệ, không rỗng; đã nhận {state}.",
                f"area: a valid, non-empty polygon is needed; got {state}.",
            ),
            field="area",
            value=state,
        )


def _require_size(kind: Kind, area: BaseGeometry, cell_m: float, max_cells: int) -> None:
    if not (math.isfinite(cell_m) and cell_m > 0):
        raise InputError(
            Text(
                f"cell_m: không dùng được {cell_m}; cần số mét lớn hơn 0.",
                f"cell_m: {cell_m} cannot be used; give metres above 0.",
            ),
            field="cell_m",
            value=cell_m,
        )
    if _how_many(kind, area, cell_m) > max_cells:
        fits = _smallest_that_fits(kind, area, max_cells)
        raise InputError(
            Text(
                f"cell_m: ô {cell_m:g} m tạo quá {max_cells} ô; cần từ {fits:g} m trở lên.",
                f"cell_m: cells of {cell_m:g} m make more than {max_cells} cells; give {fits:g} m "
                "or more.",
            ),
            field="cell_m",
            value=cell_m,
        )


def _how_many(kind: Kind, area: BaseGeometry, cell_m: float) -> float:
    """Return how many cells the bounding box can meet at most."""
    west, south, east, north = area.bounds
    step = cell_m if kind == "square" else cell_m * _ROW_STEP
    return (math.ceil((east - west) / cell_m) + 1) * (math.ceil((north - south) / step) + 1)


def _smallest_that_fits(kind: Kind, area: BaseGeometry, max_cells: int) -> float:
    west, south, east, north = area.bounds
    size = max(1.0, math.floor(math.sqrt((east - west) * (north - south) / max_cells)))
    while _how_many(kind, area, size) > max_cells:
        size += 1.0
    return size
