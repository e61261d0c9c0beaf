"""One shape made two by a line across it, and two neighbours made one. Shapes are in degrees."""

from collections.abc import Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text

_END_DEG = 1e-5
"""A metre: a cut that was snapped to a border reaches across it."""
_MEET_DEG = 1e-6
"""A decimetre: ends this near are meant to meet."""


def split_line(shape: BaseGeometry, cut: BaseGeometry) -> tuple[MultiLineString, MultiLineString]:
    """Return the line before and after the one place where `cut` crosses it.

    Parts that are not crossed stay with the nearer of the two. InputError where it is crossed
    never, or more than once.
    """
    parts: list[LineString] = list(shapely.get_parts(shape))
    across = _longer(cut)
    places = [
        (at, point)
        for at, part in enumerate(parts)
        for point in shapely.get_parts(shapely.intersection(part, across))
        if isinstance(point, Point)
    ]
    if len(places) != 1:
        raise _crossed(len(places))
    at, point = places[0]
    first, second = _cut_at(parts[at], point)
    rest = [part for i, part in enumerate(parts) if i != at]
    near = [part for part in rest if part.distance(first) <= part.distance(second)]
    far = [part for part in rest if not any(part is each for each in near)]
    return MultiLineString([first, *near]), MultiLineString([second, *far])


def split_area(shape: BaseGeometry, cut: BaseGeometry) -> tuple[MultiPolygon, MultiPolygon]:
    """Return the two sides of an area that `cut` runs right across; the one farther north first.

    Parts of the area that are not crossed stay with the nearer side. InputError where the cut does
    not leave exactly two sides.
    """
    parts: list[Polygon] = list(shapely.get_parts(shape))
    across = _longer(cut)
    sides = [_faces(part, across) for part in parts]
    divided = [at for at, faces in enumerate(sides) if len(faces) > 1]
    if len(divided) != 1 or len(sides[divided[0]]) != 2:
        raise _crossed(sum(len(sides[at]) - 1 for at in divided))
    first, second = sorted(sides[divided[0]], key=lambda face: -face.centroid.y)
    rest = [part for at, part in enumerate(parts) if at != divided[0]]
    near = [part for part in rest if part.distance(first) <= part.distance(second)]
    far = [part for part in rest if not any(part is each for each in near)]
    return MultiPolygon([first, *near]), MultiPolygon([second, *far])


def join_lines(first: BaseGeometry, second: BaseGeometry) -> MultiLineString:
    """Return two lines that meet as one; InputError where they lie apart."""
    apart = float(shapely.distance(first, second))
    if apart > _MEET_DEG:
        raise _apart()
    near = shapely.snap(second, first, _MEET_DEG)
    merged = shapely.line_merge(shapely.union_all([first, near]))
    return MultiLineString(list(shapely.get_parts(merged)))


def join_areas(shapes: Sequence[BaseGeometry]) -> MultiPolygon:
    """Return areas that share a border as one; InputError where they touch in a point or not."""
    first, second = shapes
    border = shapely.intersection(shapely.buffer(first, _MEET_DEG), shapely.boundary(second))
    if shapely.length(border) < 20 * _MEET_DEG:
        raise _apart()
    whole = shapely.union(first, shapely.snap(second, first, _MEET_DEG))
    if not shapely.is_valid(whole):
        whole = shapely.union(first, second)
    return MultiPolygon(list(shapely.get_parts(whole)))


def _longer(cut: BaseGeometry) -> LineString:
    """Return a cut that reaches a metre farther at both ends."""
    (line,) = shapely.get_parts(cut)[:1]
    corners = shapely.get_coordinates(line)
    ends = []
    for end, inner in ((corners[0], corners[1]), (corners[-1], corners[-2])):
        way = end - inner
        size = float(np.hypot(*way))
        ends.append(end + way / size * _END_DEG if size else end)
    return LineString([ends[0], *corners, ends[1]])


def _cut_at(line: LineString, point: Point) -> tuple[LineString, LineString]:
    """Cut at a place on the line; its corners stay as they are, to the bit."""
    corners = shapely.get_coordinates(line)
    along = float(shapely.line_locate_point(line, point))
    steps = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(corners, axis=0).T))])
    at = [(point.x, point.y)]
    before, after = corners[steps < along], corners[steps > along]
    if not len(before) or not len(after):
        raise _crossed(0)
    return LineString([*before, *at]), LineString([*at, *after])


def _faces(part: Polygon, cut: LineString) -> list[Polygon]:
    lines = shapely.union(shapely.boundary(part), cut)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.contains(part, shapely.point_on_surface(faces))
    return list(faces[inside])


def _crossed(times: int) -> InputError:
    return InputError(
        Text(
            f"cut: nét cắt phải cắt ngang đúng một lần, đây là {times} lần.",
            f"cut: the line must cross exactly once, this one does {times} times.",
        ),
        field="cut",
        value=times,
    )


def _apart() -> InputError:
    return InputError(
        Text(
            "other: hai đối tượng không có cạnh chung, không nhập được.",
            "other: the two have no border in common and cannot become one.",
        ),
        field="other",
    )
