"""Units of an analysis: which cells or areas, who neighbours whom, which events lie where."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy import sparse
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.events import Events
from geo.grid import hexagon_grid, square_grid
from geo.neighbours import auto_band, contiguity, distance_band
from geo.result import Units
from geo.text import Text

USUAL_CELL_M = 100.0
FEWEST_CELLS = 100
MOST_CELLS = 20_000
OUTLINE_GAP_M = 1.0
"""Outlines of areas closer than this count as touching: they were drawn apart by accident."""

_FINER_M = (50.0, 25.0, 20.0, 10.0, 5.0, 2.0, 1.0)
_COARSER_M = (200.0, 250.0, 500.0, 1000.0, 2000.0, 5000.0)


@dataclass(frozen=True, eq=False)
class Tessellation:
    """Units with the weight of events in each, their neighbours and the records behind them."""

    units: Units
    counts: NDArray[np.float64]
    weights: sparse.csr_matrix
    members: tuple[NDArray[np.int64], ...]
    share: NDArray[np.float64]
    outside: int
    cell_m: float | None
    band_m: float | None

    @property
    def room(self) -> NDArray[np.float64]:
        """Return the ground of each unit inside: its area, or its length where it is a line."""
        if self.units.kind == "lane_piece":
            return np.asarray(shapely.length(self.units.geometry), dtype=np.float64)
        return np.asarray(shapely.area(self.units.geometry) * self.share, dtype=np.float64)


def choose_cell_m(area: BaseGeometry) -> tuple[float, Text]:
    """Return the cell size for an area and the reason in words.

    It depends on the area alone, so that months of the same ward stay comparable.
    """
    if area.area / USUAL_CELL_M**2 < FEWEST_CELLS:
        fitting = [m for m in _FINER_M if area.area / m**2 >= FEWEST_CELLS]
        return fitting[0] if fitting else _FINER_M[-1], Text(
            f"nhỏ hơn 100 m để vùng có ít nhất {FEWEST_CELLS} ô",
            f"smaller than 100 m so that the area has at least {FEWEST_CELLS} cells",
        )
    if area.area / USUAL_CELL_M**2 > MOST_CELLS:
        fitting = [m for m in _COARSER_M if area.area / m**2 <= MOST_CELLS]
        return fitting[0] if fitting else math.ceil(math.sqrt(area.area / MOST_CELLS)), Text(
            f"lớn hơn 100 m để vùng không quá {MOST_CELLS} ô",
            f"larger than 100 m so that the area has at most {MOST_CELLS} cells",
        )
    return USUAL_CELL_M, Text(
        "100 m: khoảng một dãy phố, một tổ tuần tra đi hết trong vài phút; giữ nguyên mọi kỳ",
        "100 m: about one block, walked by a patrol in minutes; the same in every period",
    )


def cells(
    kind: str,
    area: BaseGeometry,
    events: Events,
    cell_m: float,
    *,
    rule: str,
    radius_m: float | None,
) -> Tessellation:
    """Cut the area into squares or hexagons; ``rule`` is "queen", "rook" or "distance"."""
    grid = (hexagon_grid if kind == "hexagon" else square_grid)(area, cell_m)
    where = grid.index_of(events.x, events.y)
    band = None
    if rule == "distance":
        x, y = grid.centres.T
        band = radius_m if radius_m is not None else auto_band(x, y)
        weights = distance_band(x, y, band)
    else:
        weights = grid.neighbours(queen=rule == "queen")
    units = Units(kind, grid.polygons(), grid.labels)
    return _assemble(units, events, where, weights, grid.share, cell_m, band)


def areas(units: Units, events: Events, rule: str, radius_m: float | None) -> Tessellation:
    """Take given areas as units; a point on a common boundary belongs to the first of them."""
    if not len(units):
        raise InputError(
            Text("units: chưa có khu vực nào.", "units: there are no areas."), field="units"
        )
    where = area_of(units.geometry, events)
    band = None
    if rule == "distance":
        centroid = shapely.centroid(units.geometry)
        x, y = shapely.get_x(centroid), shapely.get_y(centroid)
        band = radius_m if radius_m is not None else auto_band(x, y)
        weights = distance_band(x, y, band)
    else:
        weights = contiguity(units.geometry, rule == "queen", OUTLINE_GAP_M)
    return _assemble(units, events, where, weights, np.ones(len(units)), None, band)


def _assemble(
    units: Units,
    events: Events,
    where: NDArray[np.int64],
    weights: sparse.csr_matrix,
    share: NDArray[np.float64],
    *sizes: float | None,
) -> Tessellation:
    inside = where >= 0
    counts = np.bincount(where[inside], events.weights[inside], minlength=len(units))
    return Tessellation(
        units,
        counts.astype(np.float64),
        weights,
        group_ids(where, events.ids, len(units)),
        share,
        int((~inside).sum()),
        *sizes,
    )


def group_ids(
    where: NDArray[np.int64], ids: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int64], ...]:
    """Return the record ids of each of ``n`` units, ascending; -1 in ``where`` is no unit."""
    order = np.lexsort((ids, where))
    starts = np.searchsorted(where[order], np.arange(n + 1))
    return tuple(ids[order[a:b]] for a, b in pairwise(starts))


def area_of(polygons: NDArray[np.object_], events: Events) -> NDArray[np.int64]:
    """Return the position of the area that each event lies in, the first of several; -1: none."""
    points = shapely.points(events.x, events.y)
    point, polygon = shapely.STRtree(polygons).query(points, predicate="intersects")
    where = np.full(len(events), len(polygons), dtype=np.int64)
    np.minimum.at(where, point, polygon)
    where[where == len(polygons)] = -1
    return where
