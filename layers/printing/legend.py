"""The legend of a sheet: classes with their swatches, and how many there are."""

from collections.abc import Sequence
from typing import NamedTuple

from geo.drawing import UNDRAWN
from geo.sheet import Box
from layers.contract import StyleClass
from layers.number_words import number_words
from layers.printing import words
from layers.printing.content import Shown
from layers.printing.inks import QUIET, ink
from layers.printing.map_drawing import as_point
from layers.printing.pen import PLAIN, STRONG, Pen, shortened, text_width
from layers.printing.strokes import swatch_area, swatch_line
from layers.printing.symbols import swatch_point

ROW, HEAD, SIZE = 3.7, 4.9, 2.35
SWATCH_WIDTH, SWATCH_HEIGHT = 7.0, 2.8
DENSITIES = (1.0, 0.92, 0.85)
"""How far a long legend is drawn together before it goes to a page of its own."""


class Line(NamedTuple):
    """A line of the legend: a layer's title where `style` is None, else a class."""

    title: str
    geometry: str
    style: StyleClass | None
    here: int
    total: int

    @property
    def height(self) -> float:
        return ROW if self.style else HEAD


def legend_lines(shown: Sequence[Shown], language: str) -> list[Line]:
    """Return the lines, the topmost layer first; classes that nothing drawn is in are left out."""
    lines: list[Line] = []
    for each in reversed(shown):
        layer = each.layer
        classes = [
            Line(style.title.in_language(language), layer.geometry, style, here, total)
            for style, here, total in zip(layer.style.classes, each.here, each.total, strict=True)
            if total and style.colour != UNDRAWN
        ]
        sums = sum(line.here for line in classes), sum(line.total for line in classes)
        title = layer.title.in_language(language)
        if len(classes) == 1 and layer.style.kind == "single":
            lines.append(classes[0]._replace(title=title))
        else:
            lines += [Line(title, layer.geometry, None, *sums), *classes]
    return lines


class Flow(NamedTuple):
    """How lines fill columns, at which density, and whether all of them found room."""

    columns: list[list[Line]]
    density: float
    is_whole: bool


def flow(lines: Sequence[Line], boxes: Sequence[Box]) -> Flow:
    """Fill columns from the left, as dense as is needed."""
    for density in DENSITIES:
        columns = _fill(lines, boxes, density)
        if sum(map(len, columns)) == len(lines):
            return Flow(columns, density, True)
    return Flow(columns, density, False)


def _fill(lines: Sequence[Line], boxes: Sequence[Box], density: float) -> list[list[Line]]:
    """Lines that find no room are in no column; no title ends a column."""
    filled: list[list[Line]] = [[] for _ in boxes]
    at, used = 0, HEAD
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else None
        needed = line.height * density
        if line.style is None and following is not None and following.style is not None:
            needed += following.height * density
        while at < len(boxes) and used + needed > boxes[at].height:
            at, used = at + 1, HEAD
        if at == len(boxes):
            break
        filled[at].append(line)
        used += line.height * density
    return filled


def draw_legend(
    pen: Pen, lines: Sequence[Line], boxes: Sequence[Box], language: str, page: int | None = None
) -> None:
    """Draw the legend into its columns; `page` says where the whole of it is, if not here."""
    title = words.LEGEND.in_language(language)
    if page is not None:
        title = words.LEGEND_GOES_ON.in_language(language).format(page=page)
    filled = flow(lines, boxes)
    pen.text(boxes[0].west, boxes[0].north - 2.8, title, SIZE * 1.1, font=STRONG)
    for box, column in zip(boxes, filled.columns, strict=True):
        if column:
            right = words.COLUMNS.in_language(language)
            pen.text(box.east, box.north - 2.8, right, 1.95, colour=QUIET, align="right")
        y = box.north - HEAD
        for line in column:
            y -= line.height * filled.density
            row = Box(box.west, y, box.east, y + ROW * filled.density)
            _draw_line(pen, line, row, language)


def _draw_line(pen: Pen, line: Line, box: Box, language: str) -> None:
    size = SIZE * box.height / ROW
    base = box.south + box.height * 0.27
    counts = _counts(line, language)
    pen.text(box.east, base, counts, size, align="right", colour=QUIET)
    room = box.width - text_width(counts, size) - 1.5
    if line.style is None:
        pen.text(box.west, base, shortened(line.title, room, size, STRONG), size, font=STRONG)
        return
    half = SWATCH_HEIGHT * box.height / ROW / 2
    middle = box.centre[1]
    _swatch(pen, line, Box(box.west, middle - half, box.west + SWATCH_WIDTH, middle + half))
    title = shortened(line.title, room - SWATCH_WIDTH - 1.5, size, PLAIN)
    pen.text(box.west + SWATCH_WIDTH + 1.5, base, title, size)


def _counts(line: Line, language: str) -> str:
    here, total = (number_words(n).in_language(language) for n in (line.here, line.total))
    return f"{here} / {total}"


def _swatch(pen: Pen, line: Line, box: Box) -> None:
    assert line.style is not None
    if line.geometry == "point":
        style = as_point(line.style)
        swatch_point(pen, style.shape, style.size, box, ink(style.colour))
    elif line.geometry == "line":
        swatch_line(pen, line.style, box)
    else:
        swatch_area(pen, line.style, box)
