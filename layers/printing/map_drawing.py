"""The map of a sheet: grounds, areas, lines, points, names, drawn as the screen draws them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.label_places import Name, Spot, along_line, inside_area, place_names
from geo.sheet import MapFrame
from layers.contract import Layer, StyleClass
from layers.printing.content import Shown
from layers.printing.inks import HALO, MAP_INKS, TEXT, ink
from layers.printing.pen import PLAIN, STRONG, Floats, Pen, text_width
from layers.printing.strokes import (
    draw_area,
    draw_casing,
    draw_ground,
    draw_line,
    width_mm,
    zoom_of,
)
from layers.printing.symbols import SHAPES, draw_symbol, radius_mm
from layers.queries.sheet_rows import SheetRow

POLYGON, LINE, POINT = "polygon", "line", "point"


def draw_map(
    pen: Pen, frame: MapFrame, shown: Sequence[Shown], focus: BaseGeometry | None = None
) -> None:
    """Draw the layers into the frame and nothing outside it; what is not `focus` is paler."""
    with pen.kept():
        pen.clip_box(frame.paper)
        pen.set_fill(MAP_INKS["paper"])
        pen.box(frame.paper, fill=True)
        _draw_grounds(pen, frame, shown)
        for each in shown:
            with pen.kept(each.opacity):
                _draw_layer(pen, frame, each)
        if focus is not None:
            _draw_focus(pen, frame, focus)
        _write_names(pen, frame, shown)
    pen.set_line(TEXT, 0.25)
    pen.box(frame.paper, stroke=True)


def parts_on_paper(frame: MapFrame, shape: BaseGeometry) -> list[tuple[str, list[Floats]]]:
    """Return the kinds of a shape and its parts in mm: rings of an area together."""
    found: list[tuple[str, list[Floats]]] = []
    for part in shapely.get_parts(shape):
        if part.is_empty:
            continue
        if part.geom_type == "GeometryCollection":
            found += parts_on_paper(frame, part)
        elif part.geom_type == "Polygon":
            rings = [part.exterior, *part.interiors]
            found.append((POLYGON, [_on_paper(frame, ring)[:-1] for ring in rings]))
        else:
            found.append((POINT if part.geom_type == "Point" else LINE, [_on_paper(frame, part)]))
    return found


def _on_paper(frame: MapFrame, part: BaseGeometry) -> Floats:
    return frame.to_paper(shapely.get_coordinates(part))


def _draw_grounds(pen: Pen, frame: MapFrame, shown: Sequence[Shown]) -> None:
    for each in shown:
        for row in each.rows:
            if each.layer.style.classes[row.at].colour == "border":
                for kind, rings in parts_on_paper(frame, row.shape):
                    if kind == POLYGON:
                        draw_ground(pen, rings)


def _draw_layer(pen: Pen, frame: MapFrame, shown: Shown) -> None:
    """Draw areas first; of a run the strongest class comes last, so that nothing hides it."""
    classes = shown.layer.style.classes
    rows = shown.rows
    if shown.layer.needs_run:
        rows = sorted(rows, key=lambda row: -row.at)
    drawn = [
        (classes[row.at], kind, parts)
        for row in rows
        if classes[row.at].colour != "none"
        for kind, parts in parts_on_paper(frame, row.shape)
    ]
    for style, kind, parts in drawn:
        if kind == POLYGON:
            draw_area(pen, style, parts)
        elif kind == LINE:
            draw_casing(pen, style, parts, frame.scale)
    for style, kind, parts in drawn:
        if kind == LINE:
            draw_line(pen, style, parts, frame.scale)
    stamps: dict[StyleClass, Callable[[float, float], None]] = {}
    for style, kind, parts in drawn:
        if kind == POINT:
            if style not in stamps:
                stamps[style] = _point_stamp(pen, as_point(style), frame.scale)
            for x, y in parts[0].tolist():
                stamps[style](x, y)


def as_point(style: StyleClass) -> StyleClass:
    """Say how one place of a class is drawn that has no symbol of its own: as a ring or a dot."""
    if style.shape in SHAPES:
        return style
    if not style.shape:
        return replace(style, shape="circle")
    return replace(style, shape="ring", size=0.5 if style.width < 2 else 0.9)


def _point_stamp(pen: Pen, style: StyleClass, scale: int) -> Callable[[float, float], None]:
    radius = radius_mm(scale, style.shape, style.size)
    return pen.stamp(lambda: draw_symbol(pen, style.shape, 0.0, 0.0, radius, ink(style.colour)))


def _draw_focus(pen: Pen, frame: MapFrame, focus: BaseGeometry) -> None:
    """Lay a veil over all but an area; a lane is marked by a wide band."""
    parts = parts_on_paper(frame, focus)
    rings = [ring for kind, each in parts if kind == POLYGON for ring in each]
    lines = [each[0] for kind, each in parts if kind == LINE]
    if rings:
        west, south, east, north = frame.paper
        outside = np.asarray([(west, south), (east, south), (east, north), (west, north)])
        with pen.kept(0.55):
            pen.set_fill("#ffffff")
            pen.draw(pen.path([outside, *rings], closed=True), fill=True)
        pen.set_line(MAP_INKS["border"], 0.7)
        pen.draw(pen.path(rings, closed=True), stroke=True)
    if lines:
        with pen.kept(0.45):
            pen.set_line("#ffd23f", 4.0)
            pen.draw(pen.path(lines), stroke=True)


def _write_names(pen: Pen, frame: MapFrame, shown: Sequence[Shown]) -> None:
    wanted = [
        name
        for each in shown
        if each.layer.label
        for row in each.rows
        if row.name and (name := _name(frame, each.layer, row))
    ]
    for name in place_names(wanted, frame.paper):
        font = STRONG if name.style != LINE else PLAIN
        x, y, angle, _ = name.spot
        pen.halo_text(x, y, angle, name.text, name.size, font, MAP_INKS["label"], HALO)


def _name(frame: MapFrame, layer: Layer, row: SheetRow) -> Name | None:
    """Return a name that wants a place; None where the map is too far, or no room is there."""
    parts = parts_on_paper(frame, row.shape)
    if not parts or zoom_of(frame.scale) < _name_zoom(layer, row):
        return None
    kind = parts[0][0]
    style = layer.style.classes[row.at]
    size, rank = _type_of(kind, style, row, frame.scale)
    width = text_width(row.name, size, PLAIN if kind == LINE else STRONG)
    spot = _spot(
        kind, [part for same, each in parts if same == kind for part in each], style, frame
    )
    if spot is None or (kind != POINT and spot.room < width * (1.05 if kind == LINE else 0.7)):
        return None
    return Name(row.name, spot, width, size, rank + min(0.09, spot.room * 0.0005), kind)


def _name_zoom(layer: Layer, row: SheetRow) -> float:
    """From which zoom of the screen a thing bears its name; paper is sharper by one."""
    if layer.name == "ward_border":
        return 99
    if layer.geometry == POLYGON:
        return 11
    if layer.geometry == POINT:
        return 16
    return 14 if row.at <= 1 else 15 if row.at == 2 else 16


def _type_of(kind: str, style: StyleClass, row: SheetRow, scale: int) -> tuple[float, float]:
    """Return the size in mm and the rank of a name: areas, places, then lanes by their kind."""
    if kind == POLYGON:
        return (3.6 if scale <= 2500 else 3.0), 5.0
    if kind == POINT:
        return 2.3, 4.0
    return max(1.9, min(2.9, width_mm(style, scale) * 0.8)), 2.0 - row.at * 0.1


def _spot(kind: str, parts: Iterable[Floats], style: StyleClass, frame: MapFrame) -> Spot | None:
    parts = list(parts)
    if kind == LINE:
        return along_line(parts)
    if kind == POLYGON:
        return inside_area(parts)
    x, y = parts[0][0]
    below = radius_mm(frame.scale, style.shape, style.size) + 2.2
    return Spot(float(x), float(y) - below, 0.0, 0.0)
