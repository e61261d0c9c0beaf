"""Point symbols on paper: the shapes of web/static/js/layers/symbols.js, in mm."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from geo.sheet import Box
from layers.printing.inks import HALO
from layers.printing.pen import Floats, Pen

EMPHASIS = {"ring": 2.1, "house": 1.15, "diamond": 1.1, "cross": 0.8}
SHAPES = frozenset({"circle", "square", "triangle", "diamond", "house", "star", "ring", "cross"})
_CORNERS: Mapping[str, list[tuple[float, float]]] = {
    "square": [(-0.9, -0.9), (0.9, -0.9), (0.9, 0.9), (-0.9, 0.9)],
    "triangle": [(0, 1.05), (1.1, -0.95), (-1.1, -0.95)],
    "diamond": [(0, 1.25), (1.25, 0), (0, -1.25), (-1.25, 0)],
    "house": [
        (0, 1.25), (1.15, 0.2), (0.85, 0.2), (0.85, -1), (-0.85, -1), (-0.85, 0.2), (-1.15, 0.2),
    ],
    "star": [
        (reach * math.cos(turn), reach * math.sin(turn))
        for at in range(10)
        for reach, turn in [(0.55 if at % 2 else 1.3, math.pi / 2 + at * math.pi / 5)]
    ],
}  # fmt: skip


def radius_mm(scale: int, shape: str, size: float = 1.0) -> float:
    """Return the radius of a symbol; closer maps have somewhat larger ones, as on the screen."""
    base = min(1.7, max(0.75, 1.7 - 0.42 * math.log2(max(scale, 1) / 1000.0)))
    return base * size * EMPHASIS.get(shape, 1.0)


def draw_symbol(pen: Pen, shape: str, x: float, y: float, radius: float, colour: str) -> None:
    """Draw one symbol: filled with a thin rim of paper; rings and crosses are strokes only."""
    _STROKED.get(shape, _filled)(pen, shape, x, y, radius, colour)


def _filled(pen: Pen, shape: str, x: float, y: float, radius: float, colour: str) -> None:
    pen.set_fill(colour)
    pen.set_line(HALO, 0.3)
    if shape not in _CORNERS:
        pen.canvas.circle(x, y, radius, stroke=1, fill=1)
        return
    corners: Floats = np.asarray(_CORNERS[shape], dtype=float) * radius + (x, y)
    pen.draw(pen.path([corners], closed=True), stroke=True, fill=True)


def _ring(pen: Pen, shape: str, x: float, y: float, radius: float, colour: str) -> None:
    is_small = radius < 1.1
    for ink, width in ((HALO, 0.8 if is_small else 1.3), (colour, 0.37 if is_small else 0.6)):
        pen.set_line(ink, width)
        pen.canvas.circle(x, y, radius, stroke=1, fill=0)


def _cross(pen: Pen, shape: str, x: float, y: float, radius: float, colour: str) -> None:
    arms = [np.asarray([(-1, -1), (1, 1)]), np.asarray([(-1, 1), (1, -1)])]
    path = [arm * radius + (x, y) for arm in arms]
    for ink, width in ((HALO, 1.3), (colour, 0.6)):
        pen.set_line(ink, width)
        pen.draw(pen.path(path), stroke=True)


_STROKED: Mapping[str, Callable[[Pen, str, float, float, float, str], None]] = {
    "ring": _ring,
    "cross": _cross,
}


def swatch_point(pen: Pen, shape: str, size: float, box: Box, colour: str) -> None:
    """Draw the legend's swatch of a class of points."""
    radius = min(1.6, 1.35 * size) * (1.0 if shape != "ring" else 1.1)
    draw_symbol(pen, shape or "circle", *box.centre, radius, colour)
