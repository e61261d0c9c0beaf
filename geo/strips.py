"""Borders of a partition: shared and outer edges, and which of them a point belongs to."""

from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geo.tessellation import OUTLINE_GAP_M

OUTSIDE = -1
"""Stands for the second side of an outer border."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Borders(NamedTuple):
    """Edges of a partition: their lines, and the areas on both sides (``OUTSIDE``: one side)."""

    lines: NDArray[np.object_]
    first: Integers
    second: Integers


class Assigned(NamedTuple):
    """Per point the border it belongs to, and the area it lies in; -1 for none."""

    border: Integers
    area: Integers


def borders(polygons: NDArray[np.object_]) -> Borders:
    """Return the shared edge of every two areas that touch, then the outer edge of each.

    Outlines drawn apart by up to ``OUTLINE_GAP_M`` count as one. Areas that meet only in a corner
    share no edge.
    """
    outline = shapely.boundary(polygons)
    pairs = _pairs(polygons)
    lines, first, second = [], [], []
    for i, j in pairs:
        shared = _along(outline[i], outline[j])
        if shared is not None:
            lines.append(shared)
            first.append(i)
            second.append(j)
    for i in range(len(polygons)):
        others = outline[np.unique(pairs[(pairs == i).any(axis=1)])]
        others = others[[not each.equals(outline[i]) for each in others]]
        outer = _long_enough(_beyond(outline[i], others))
        if outer is not None:
            lines.append(outer)
            first.append(i)
            second.append(OUTSIDE)
    sides = [np.array(side, dtype=np.int64) for side in (first, second)]
    return Borders(np.array(lines, dtype=object), *sides)


def assign(
    x: Floats, y: Floats, polygons: NDArray[np.object_], edges: Borders, width_m: float
) -> Assigned:
    """Return the nearest border of each point in an area, at most ``width_m`` away.

    At a corner where several are equally near, one of the point's own area comes first, then the
    first of them. Points in no area belong to none.
    """
    points = np.asarray(shapely.points(x, y), dtype=object)
    area = _area_or_gap(points, polygons)
    border = np.full(len(points), -1, dtype=np.int64)
    if not len(edges.lines) or not len(points):
        return Assigned(border, area)
    inside = np.flatnonzero(area >= 0)
    tree = shapely.STRtree(edges.lines)
    who, which = tree.query(points[inside], predicate="dwithin", distance=width_m)
    who = inside[who]
    apart = np.round(shapely.distance(points[who], edges.lines[which]), 6)
    foreign = (edges.first[which] != area[who]) & (edges.second[which] != area[who])
    order = np.lexsort((which, apart, foreign, who))
    found, at = np.unique(who[order], return_index=True)
    own = ~foreign[order][at]
    border[found[own]] = which[order][at][own]
    return Assigned(border, area)


def grid_points(
    area: BaseGeometry, step_m: float, lines: NDArray[np.object_], near_m: float
) -> tuple[Floats, Floats]:
    """Return points ``step_m`` apart around some lines, of a grid laid about an area's middle.

    So the measure does not depend on where on earth the area lies, nor on which way it is turned.
    All points at most ``near_m`` from a line are among them, and some that are farther.
    """
    west, south, east, north = area.bounds
    x, y = _even(west, east, step_m), _even(south, north, step_m)
    wanted = np.zeros((len(y), len(x)), dtype=bool)
    for left, low, right, high in _segment_bounds(lines):
        columns = np.searchsorted(x, [left - near_m, right + near_m])
        rows = np.searchsorted(y, [low - near_m, high + near_m])
        wanted[rows[0] : rows[1], columns[0] : columns[1]] = True
    row, column = np.nonzero(wanted)
    return x[column], y[row]


def _segment_bounds(lines: NDArray[np.object_]) -> Floats:
    """Return the box of every straight piece of the lines."""
    points, of = shapely.get_coordinates(shapely.get_parts(lines), return_index=True)
    same = of[1:] == of[:-1]
    ends = np.stack([points[:-1][same], points[1:][same]])
    return np.concatenate([ends.min(axis=0), ends.max(axis=0)], axis=1)


def _even(low: float, high: float, step_m: float) -> Floats:
    many = max(1, int(np.ceil((high - low) / step_m - 1e-9)))
    return np.asarray((low + high) / 2 + (np.arange(many) - (many - 1) / 2) * step_m)


def strip(
    edges: Borders, number: int, polygons: NDArray[np.object_], width_m: float
) -> BaseGeometry:
    """Return the outline of a strip as drawn: what lies near the border in its own areas."""
    sides = [side for side in (edges.first[number], edges.second[number]) if side != OUTSIDE]
    near = shapely.buffer(edges.lines[number], width_m, cap_style="flat")
    drawn: BaseGeometry = shapely.intersection(near, shapely.union_all(polygons[sides]))
    return drawn if drawn.area > 0 else near


def _pairs(polygons: NDArray[np.object_]) -> Integers:
    tree = shapely.STRtree(polygons)
    i, j = tree.query(polygons, predicate="dwithin", distance=OUTLINE_GAP_M)
    pairs = np.column_stack([i, j])[i < j]
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))], dtype=np.int64)


def _along(first: BaseGeometry, second: BaseGeometry) -> BaseGeometry | None:
    """Return the part of one outline that another follows, None where they only meet."""
    exact = shapely.intersection(first, second)
    near = shapely.intersection(first, shapely.buffer(second, OUTLINE_GAP_M))
    # A buffer also takes a little of the outline round each end: not where they truly coincide.
    whole = exact if exact.length >= near.length - 4 * OUTLINE_GAP_M else near
    return _long_enough(whole)


def _beyond(outline: BaseGeometry, others: NDArray[np.object_]) -> BaseGeometry:
    if not len(others):
        return outline
    near = shapely.buffer(shapely.union_all(others), OUTLINE_GAP_M)
    return shapely.difference(outline, near)


def _long_enough(lines: BaseGeometry) -> BaseGeometry | None:
    parts = shapely.get_parts(lines)
    parts = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
    merged = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts)))
    kept = merged[shapely.length(merged) > 4 * OUTLINE_GAP_M]
    if not len(kept):
        return None
    return cast("BaseGeometry", shapely.normalize(shapely.multilinestrings(kept)))


def _area_or_gap(points: NDArray[np.object_], polygons: NDArray[np.object_]) -> Integers:
    """Return the area each point lies in, or in a gap one that it touches; the first of several."""
    area = np.full(len(points), len(polygons), dtype=np.int64)
    tree = shapely.STRtree(polygons)
    who, which = tree.query(points, predicate="intersects")
    np.minimum.at(area, who, which)
    lost = np.flatnonzero(area == len(polygons))
    who, which = tree.query(points[lost], predicate="dwithin", distance=OUTLINE_GAP_M)
    np.minimum.at(area, lost[who], which)
    area[area == len(polygons)] = -1
    return area
