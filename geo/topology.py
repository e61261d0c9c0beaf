"""Where neighbours overlap or leave gaps, and where lines cross without a node or nearly touch.

Everything is exact for the coordinates given, in one plane of metres: what two outlines share to
the last bit is neither overlap nor gap. Pairs are found with a tree of boxes, then measured.
"""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.lane_graph import GRID_M

LEAST_M2 = 1.0
"""Overlaps and gaps up to this are dust of the drawing."""
SLIVER_WIDTH_M = 3.0
"""Below this mean width it is two drawings of one border; above, ground that is meant."""
SLIT_M = 6.0
"""How wide a gap that is open to the outside may be and still be a gap between neighbours."""
NEAR_M = 2.0
"""A loose end at most this far from another line was probably meant to meet it."""

Geometries = NDArray[np.object_]
Integers = NDArray[np.int64]
_TOUCH = 1e-6


class Overlap(NamedTuple):
    """Ground that two areas both claim."""

    first: int
    second: int
    shape: BaseGeometry


class Gap(NamedTuple):
    """Ground between areas that none of them claims; `beside` are those that touch it."""

    beside: tuple[int, ...]
    shape: BaseGeometry
    is_enclosed: bool


class Crossing(NamedTuple):
    """Two lines that pass through each other where one of them, or both, has no corner."""

    first: int
    second: int
    point: shapely.Point


class NearTouch(NamedTuple):
    """A loose end of `line` that stops `distance_m` short of `other`."""

    line: int
    other: int
    point: shapely.Point
    distance_m: float


def mean_width(shape: BaseGeometry) -> float:
    """Return twice the area over the outline: the width of a long strip; 0 for nothing."""
    return float(2 * shape.area / shape.length) if shape.length else 0.0


def is_sliver(shape: BaseGeometry) -> bool:
    """Say whether a shape is so narrow that it is a fault of drawing, whatever its length."""
    return mean_width(shape) < SLIVER_WIDTH_M


def overlaps(polygons: Geometries, least_m2: float = LEAST_M2) -> list[Overlap]:
    """Return each pair that shares more than `least_m2`, in order of the pair."""
    first, second = _pairs(polygons)
    shared = shapely.intersection(polygons[first], polygons[second])
    large = shapely.area(shared) > least_m2
    return [
        Overlap(int(i), int(j), _surface(shape))
        for i, j, shape in zip(first[large], second[large], shared[large], strict=True)
    ]


def gaps(polygons: Geometries, least_m2: float = LEAST_M2, slit_m: float = SLIT_M) -> list[Gap]:
    """Return what the areas leave between them: enclosed ground, and slits open to the outside.

    Ground inside one area alone (a hole of its own) is no gap between neighbours. A slit is at
    most `slit_m` wide and lies between two areas at least.
    """
    if not len(polygons):
        return []
    union = shapely.union_all(polygons)
    enclosed = _enclosed(union)
    rest = shapely.difference(_closed(union, slit_m), shapely.union_all([union, *enclosed]))
    candidates = [(shape, True) for shape in enclosed]
    candidates += [(shape, False) for shape in _parts(rest)]
    tree = shapely.STRtree(polygons)
    found = []
    for shape, is_enclosed in candidates:
        if shape.area <= least_m2 or mean_width(shape) < GRID_M:
            continue
        beside = tuple(sorted(map(int, tree.query(shape, predicate="dwithin", distance=_TOUCH))))
        if len(beside) > 1:
            found.append(Gap(beside, shape, is_enclosed))
    return sorted(found, key=lambda gap: (-gap.shape.area, gap.beside))


def crossings_without_node(lines: Geometries, tolerance_m: float = GRID_M) -> list[Crossing]:
    """Return where two lines pass through each other and one of them has no corner there.

    A line that ends on another is no crossing. Bridges are: only a person knows them.
    """
    first, second = _pairs(lines)
    ends = shapely.boundary(lines)
    corners = np.array([shapely.multipoints(shapely.get_coordinates(line)) for line in lines])
    found = []
    for i, j in zip(first, second, strict=True):
        shared = shapely.get_parts(shapely.intersection(lines[i], lines[j]))
        for point in shared[shapely.get_type_id(shared) == 0]:
            is_end = min(shapely.distance(ends[[i, j]], point)) <= tolerance_m
            has_node = max(shapely.distance(corners[[i, j]], point)) <= tolerance_m
            if not is_end and not has_node:
                found.append(Crossing(int(i), int(j), point))
    return sorted(found, key=lambda each: (each.first, each.second, each.point.x, each.point.y))


def near_touches(lines: Geometries, within_m: float = NEAR_M) -> list[NearTouch]:
    """Return loose ends that stop short of another line, by the nearest one each.

    Up to GRID_M an end counts as touching, as it does in the graph of the lanes.
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    ends, part_of = _ends(parts)
    if not len(ends):
        return []
    who, which = shapely.STRtree(parts).query(ends, predicate="dwithin", distance=within_m)
    other = part_of[who] != which
    who, which = who[other], which[other]
    distance = shapely.distance(ends[who], parts[which])
    order = np.lexsort((which, distance, who))
    nearest = order[np.unique(who[order], return_index=True)[1]]
    loose = nearest[distance[nearest] > GRID_M]
    return [
        NearTouch(
            int(owner[part_of[who[at]]]),
            int(owner[which[at]]),
            ends[who[at]],
            float(distance[at]),
        )
        for at in loose
    ]


def _pairs(shapes: Geometries) -> tuple[Integers, Integers]:
    """Return each pair that meets once, the lower number first."""
    i, j = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    order = np.lexsort((j[i < j], i[i < j]))
    return i[i < j][order], j[i < j][order]


def _surface(shape: BaseGeometry) -> BaseGeometry:
    """Return the areas of a shape; shared edges and corners are left out."""
    return shapely.union_all(_parts(shape)) if shape.geom_type == "GeometryCollection" else shape


def _parts(shape: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(shape)
    return list(parts[shapely.get_type_id(parts) == 3])


def _enclosed(union: BaseGeometry) -> list[BaseGeometry]:
    """Return the faces between outlines that no area covers, also where they meet in a point."""
    lines = shapely.node(shapely.boundary(union))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    return list(faces[~shapely.contains(union, shapely.point_on_surface(faces))])


def _closed(union: BaseGeometry, slit_m: float) -> BaseGeometry:
    """Return a union grown and shrunk again, so that slits are filled and corners stay sharp."""
    wide = shapely.buffer(union, slit_m / 2, join_style="mitre", mitre_limit=10.0)
    return shapely.buffer(wide, -slit_m / 2, join_style="mitre", mitre_limit=10.0)


def _ends(parts: Geometries) -> tuple[Geometries, Integers]:
    """Return both ends of each line that is not closed, and which line each belongs to."""
    open_ones = np.flatnonzero(~shapely.is_closed(parts))
    both = np.concatenate(
        [shapely.get_point(parts[open_ones], 0), shapely.get_point(parts[open_ones], -1)]
    )
    return both, np.concatenate([open_ones, open_ones]).astype(np.int64)
