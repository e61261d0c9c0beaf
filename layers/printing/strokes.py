"""Lines and areas on paper: the ways of drawing of web/static/js/layers, in mm."""

import math
import re
from collections.abc import Iterable

import numpy as np

from geo.sheet import Box
from layers.contract import StyleClass
from layers.printing.inks import MAP_INKS, ink
from layers.printing.pen import Floats, Pen

PX = 0.2646
"""A pixel of the screen (1/96 inch) in mm: styles are given in pixels at zoom 16."""
HATCH_MM = 2.1
_NAMED = {"dash": (10, 5), "dot": (1, 5), "dashdot": (9, 4, 1, 4)}
_FILLS = frozenset({"building", "seq1", "seq2", "seq3", "seq4"})
_CLOSE_HATCH = re.compile(r"(3|99)$")


def zoom_of(scale: int) -> float:
    """Return the zoom of the screen at which a metre at 21° N is as long as at this scale."""
    return math.log2(156_543.0 * 0.934 / (scale * PX / 1000.0))


def is_road(style: StyleClass) -> bool:
    return style.colour == "road"


def width_mm(style: StyleClass, scale: int) -> float:
    """Return the width of a line; only roads grow with closeness for ever."""
    width = max(0.6, style.width * 2 ** ((zoom_of(scale) - 16) * 0.62))
    return (min(14.0, width) if is_road(style) else min(6.0, width)) * PX


def dash_mm(dash: str, width: float = PX) -> tuple[float, ...]:
    """Return the dash of a definition as lengths for a line of this width in mm."""
    if not dash:
        return ()
    if dash in _NAMED:
        return tuple(each * PX for each in _NAMED[dash])
    grown = max(1.0, width / PX / 5)
    return tuple(max(0.05, float(each) * grown * PX) for each in re.split(r"[ ,]+", dash.strip()))


def draw_casing(pen: Pen, style: StyleClass, parts: list[Floats], scale: int) -> None:
    """Draw what lies under a road, before all roads: crossings stay open."""
    if not is_road(style):
        return
    pen.set_line(MAP_INKS["casing"], width_mm(style, scale) + (0.5 if scale <= 5000 else 0.3))
    pen.draw(pen.path(parts), stroke=True)


def draw_line(pen: Pen, style: StyleClass, parts: list[Floats], scale: int) -> None:
    width = width_mm(style, scale)
    dash = () if is_road(style) else dash_mm(style.dash, width)
    pen.set_line(ink(style.colour), width, dash, cap=0 if dash else 1)
    pen.draw(pen.path(parts), stroke=True)


def area_kind(style: StyleClass) -> str:
    """Say how an area is drawn: none, fill, hatch or outline."""
    if style.colour == "none":
        return "none"
    if style.shape:
        return "fill" if style.shape == "cells" else style.shape
    return "fill" if style.colour in _FILLS else "outline"


def draw_area(pen: Pen, style: StyleClass, rings: list[Floats]) -> None:
    kind = area_kind(style)
    if kind == "none" or not rings:
        return
    if kind == "fill":
        _fill(pen, style, rings)
        return
    if style.colour == "area":
        _band(pen, rings)
    if kind == "hatch":
        _hatch(pen, ink(style.colour), rings, is_close=bool(_CLOSE_HATCH.search(style.colour)))
    width = 1.75 if kind == "hatch" else style.width
    pen.set_line(ink(style.colour), width * PX, dash_mm(style.dash), cap=0)
    pen.draw(pen.path(rings, closed=True), stroke=True)


def draw_ground(pen: Pen, rings: list[Floats]) -> None:
    """The ward itself is lighter than what lies around it."""
    pen.set_fill(MAP_INKS["ward"])
    pen.draw(pen.path(rings, closed=True), fill=True)


def swatch_line(pen: Pen, style: StyleClass, box: Box) -> None:
    """Draw the legend's swatch of a class of lines."""
    width = min(6.0, max(1.5, style.width)) * PX
    ends = (box.west, box.centre[1]), (box.east, box.centre[1])
    if is_road(style):
        pen.set_line(MAP_INKS["casing"], width + 0.6, cap=0)
        pen.line(*ends)
    pen.set_line(ink(style.colour), width, () if is_road(style) else dash_mm(style.dash, width), 0)
    pen.line(*ends)


def swatch_area(pen: Pen, style: StyleClass, box: Box) -> None:
    """Draw the legend's swatch of a class of areas."""
    west, south, east, north = box
    ring = np.asarray([(west, south), (east, south), (east, north), (west, north)], dtype=float)
    with pen.kept():
        draw_area(pen, style, [ring])


def _fill(pen: Pen, style: StyleClass, rings: list[Floats]) -> None:
    is_building = style.colour == "building"
    with pen.kept(1.0 if is_building else 0.82):
        pen.set_fill(ink(style.colour))
        pen.set_line(MAP_INKS["casing"] if is_building else MAP_INKS["ward"], 0.15)
        pen.draw(pen.path(rings, closed=True), fill=True, stroke=True)


def _band(pen: Pen, rings: list[Floats]) -> None:
    """A pale band under the line of a border: to be seen among lanes without being loud."""
    with pen.kept(0.14):
        pen.set_line(ink("area"), 1.5)
        pen.draw(pen.path(rings, closed=True), stroke=True)


def _hatch(pen: Pen, colour: str, rings: list[Floats], *, is_close: bool) -> None:
    """Diagonal lines, in step over the whole sheet; the strongest class is hatched closer."""
    step = HATCH_MM / 1.6 if is_close else HATCH_MM
    with pen.kept():
        pen.clip(pen.path(rings, closed=True))
        pen.set_line(colour, 0.38 if is_close else 0.28)
        pen.draw(pen.path(_diagonals(_bounds(rings), step)), stroke=True)


def _diagonals(box: Box, step: float) -> Iterable[Floats]:
    first, last = (
        math.floor((box.west + box.south) / step), math.ceil((box.east + box.north) / step)
    )  # fmt: skip
    for at in range(first, last + 1):
        total = at * step
        yield np.asarray([(box.west, total - box.west), (box.east, total - box.east)], dtype=float)


def _bounds(rings: list[Floats]) -> Box:
    points = np.concatenate(rings)
    return Box(*map(float, (*points.min(axis=0), *points.max(axis=0))))
