"""Areas that tile a ground stay a tiling when one of them gets a new outline: neighbours follow.

Shapes are in degrees, so that straight edges stay straight; sizes are square metres of a system
that is given.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import LinearRing, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from geo.repair import in_metres
from geo.topology import LEAST_M2

Geometries = NDArray[np.object_]
Corners = dict[tuple[float, float], tuple[float, float]]

_BESIDE_DEG = 1e-7
"""A centimetre: an outline this near is the same border."""
_DUST_DEG2 = 1e-11
"""A tenth of a square metre: holes and crumbs that rounding leaves."""


class Fault(NamedTuple):
    """Ground that a change of outlines would claim twice, leave to nobody, or take from outside.

    `kind` is overlap, lost or gained; `beside` are the areas that touch it.
    """

    kind: str
    beside: tuple[int, ...]
    shape: BaseGeometry
    size_m2: float


def follow(areas: Geometries, at: int, shape: BaseGeometry, srid: int) -> dict[int, BaseGeometry]:
    """Return the new outlines of all areas that change when area `at` gets `shape`.

    Where corners only moved, corners that neighbours share move with them. Else neighbours give up
    what it takes, and each piece that it leaves goes to the neighbour that borders on it longest.
    What nobody can take stays a fault: see `tile_faults`.
    """
    moved = moved_corners(areas[at], shape)
    if moved:
        together = {i: _with_corners(area, moved) for i, area in enumerate(areas)}
        changed = {i: new for i, new in together.items() if not new.equals_exact(areas[i], 0)}
        changed[at] = shape
        is_sound = all(shapely.is_valid(new) for new in changed.values())
        if is_sound and not tile_faults(areas, _replaced(areas, changed), srid):
            return changed
    return _by_overlay(areas, at, shape)


def tile_faults(
    before: Geometries, after: Geometries, srid: int, least_m2: float = LEAST_M2
) -> list[Fault]:
    """Return what a change makes worse by more than `least_m2`, largest first.

    Overlaps and gaps that were there before are not told again.
    """
    whole, new_whole = shapely.union_all(before), shapely.union_all(after)
    found = [("lost", shapely.difference(whole, new_whole))]
    found.append(("gained", _less_holes(shapely.difference(new_whole, whole), whole)))
    found += [("overlap", shape) for shape in _new_overlaps(before, after)]
    faults = []
    for kind, ground in found:
        for piece in _polygons(ground):
            size = float(shapely.area(in_metres(piece, srid)))
            if size > least_m2:
                faults.append(Fault(kind, _beside(after, piece), piece, size))
    return sorted(faults, key=lambda fault: -fault.size_m2)


def moved_corners(before: BaseGeometry, after: BaseGeometry) -> Corners:
    """Return which corners went where; empty where corners came, went, or went two ways."""
    old, new = _rings(before), _rings(after)
    if [len(ring) for ring in old] != [len(ring) for ring in new]:
        return {}
    moved: Corners = {}
    for was, now in zip(np.concatenate(old), np.concatenate(new), strict=True):
        start, end = (float(was[0]), float(was[1])), (float(now[0]), float(now[1]))
        if moved.setdefault(start, end) != end:
            return {}
    return {start: end for start, end in moved.items() if start != end}


def _rings(shape: BaseGeometry) -> list[NDArray[np.float64]]:
    return [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]


def _with_corners(shape: BaseGeometry, moved: Corners) -> BaseGeometry:
    def turn(corners: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.array([moved.get((x, y), (x, y)) for x, y in corners.tolist()])

    return shapely.transform(shape, turn)


def _by_overlay(areas: Geometries, at: int, shape: BaseGeometry) -> dict[int, BaseGeometry]:
    changed: dict[int, BaseGeometry] = {at: shape}
    taken = shapely.difference(shape, areas[at])
    for i in np.flatnonzero(shapely.intersects(areas, taken)).tolist():
        if i != at and shapely.intersection(areas[i], taken).area > 0:
            changed[i] = _tidy(shapely.difference(areas[i], shape))
    for piece in _polygons(shapely.difference(areas[at], shape)):
        neighbour = _longest_border(areas, at, piece)
        if neighbour is not None:
            changed[neighbour] = _tidy(
                shapely.union(changed.get(neighbour, areas[neighbour]), piece)
            )
    return changed


def _longest_border(areas: Geometries, at: int, piece: BaseGeometry) -> int | None:
    outline = shapely.boundary(piece)
    shared = shapely.length(shapely.intersection(shapely.buffer(areas, _BESIDE_DEG), outline))
    shared[at] = 0.0
    best = int(np.argmax(shared))
    return best if shared[best] > 4 * _BESIDE_DEG else None


def _tidy(shape: BaseGeometry) -> BaseGeometry:
    """Drop holes and crumbs of a few square decimetres that rounding leaves."""
    kept = [part for part in _polygons(shape) if part.area > _DUST_DEG2]
    return MultiPolygon([Polygon(part.exterior, _holes(part, _DUST_DEG2)) for part in kept])


def _holes(part: Polygon, least_deg2: float = 0.0) -> list[LinearRing]:
    return [ring for ring in part.interiors if Polygon(ring).area > least_deg2]


def _new_overlaps(before: Geometries, after: Geometries) -> list[BaseGeometry]:
    found = []
    first, second = shapely.STRtree(after).query(after, predicate="intersects")
    for i, j in zip(first.tolist(), second.tolist(), strict=True):
        is_changed = not all(after[k].equals_exact(before[k], 0) for k in (i, j))
        if i < j and is_changed:
            now = shapely.intersection(after[i], after[j])
            found.append(shapely.difference(now, shapely.intersection(before[i], before[j])))
    return found


def _less_holes(gained: BaseGeometry, whole: BaseGeometry) -> BaseGeometry:
    """Leave out ground that nobody had inside the whole: a gap that is closed is no fault."""
    holes = [Polygon(ring) for part in _polygons(whole) for ring in _holes(part)]
    return shapely.difference(gained, shapely.union_all(holes)) if holes else gained


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(shape)
    return list(parts[shapely.get_type_id(parts) == 3])


def _beside(areas: Geometries, piece: BaseGeometry) -> tuple[int, ...]:
    touching = shapely.dwithin(areas, piece, _BESIDE_DEG)
    return tuple(np.flatnonzero(touching).tolist())


def _replaced(areas: Geometries, changed: dict[int, BaseGeometry]) -> Geometries:
    after = areas.copy()
    for i, shape in changed.items():
        after[i] = shape
    return after
