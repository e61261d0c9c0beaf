"""A pen over a PDF page: everything in millimetres of paper from its lower left corner."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, BinaryIO

import fontpkg_be_vietnam_pro
import numpy as np
from numpy.typing import NDArray
from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from geo.sheet import Box

Floats = NDArray[np.float64]
PLAIN, STRONG = "BeVietnamPro-Regular", "BeVietnamPro-SemiBold"
PT = 0.3528
"""One point of type in mm."""
EVEN_ODD = 0


@cache
def _register_fonts() -> None:
    """The pages' own typeface, whole, from its package: only letters used go into the file."""
    for name in (PLAIN, STRONG):
        path = fontpkg_be_vietnam_pro.ROOT / "files" / f"{name}.ttf"
        pdfmetrics.registerFont(TTFont(name, str(path)))


def text_width(words: str, size: float, font: str = PLAIN) -> float:
    """Return the width of words in mm; `size` is in mm, as the result."""
    _register_fonts()
    return float(pdfmetrics.stringWidth(composed(words), font, size))


def composed(words: str) -> str:
    """Return words whose letters carry their marks in one character, as the typeface has them."""
    return unicodedata.normalize("NFC", words)


def shortened(words: str, room: float, size: float, font: str = PLAIN) -> str:
    """Cut words to some room in mm, with an ellipsis where something was cut."""
    if text_width(words, size, font) <= room:
        return words
    while words and text_width(words + "…", size, font) > room:
        words = words[:-1]
    return words.rstrip() + "…"


def wrapped(words: str, room: float, size: float, font: str = PLAIN) -> list[str]:
    """Break words into lines that fit some room in mm."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, font) <= room:
            lines[-1] = longer
        else:
            lines.append(shortened(word, room, size, font))
    return lines


class Pen:
    """Draws on the page at hand; `turn_page` begins the next one of the same size."""

    def __init__(
        self, file: BinaryIO, width: float, height: float, title: str, *, packed: bool = True
    ) -> None:
        """Begin a file; one that nobody keeps, because it becomes a picture, need not be packed."""
        _register_fonts()
        self.width, self.height = width, height
        self._alpha = 1.0
        self.canvas: Any = Canvas(
            file, pagesize=(width * mm, height * mm), invariant=1, pageCompression=int(packed)
        )
        self.canvas.setTitle(composed(title))
        self.canvas.setCreator("Điểm Nóng")
        self.canvas.scale(mm, mm)

    def turn_page(self) -> None:
        self.canvas.showPage()
        self.canvas.scale(mm, mm)

    def save(self) -> None:
        self.canvas.showPage()
        self.canvas.save()

    def mark_page(self, key: str, title: str) -> None:
        """Make the page a place that the outline and links of the file lead to."""
        self.canvas.bookmarkPage(key)
        self.canvas.addOutlineEntry(composed(title), key)

    def link(self, box: Box, key: str) -> None:
        """Make some of the page lead to a marked page."""
        self.canvas.linkRect("", key, tuple(each * mm for each in box), relative=0, thickness=0)

    @contextmanager
    def kept(self, alpha: float = 1.0) -> Iterator[None]:
        """Give back colours, dashes and clipping as they were; `alpha` thins what is drawn here."""
        before, self._alpha = self._alpha, self._alpha * alpha
        self.canvas.saveState()
        try:
            yield
        finally:
            self.canvas.restoreState()
            self._alpha = before

    def set_line(self, colour: str, width: float, dash: Sequence[float] = (), cap: int = 1) -> None:
        self.canvas.setStrokeColor(HexColor(colour), alpha=self._alpha)
        self.canvas.setLineWidth(width)
        self.canvas.setLineCap(cap)
        self.canvas.setLineJoin(1)
        self.canvas.setDash(list(dash)) if dash else self.canvas.setDash()

    def set_fill(self, colour: str) -> None:
        self.canvas.setFillColor(HexColor(colour), alpha=self._alpha)

    def path(self, parts: Iterable[Floats], *, closed: bool = False) -> Any:
        path = self.canvas.beginPath()
        for part in parts:
            path.moveTo(*part[0])
            for point in part[1:]:
                path.lineTo(*point)
            if closed:
                path.close()
        return path

    def draw(self, path: Any, *, stroke: bool = False, fill: bool = False) -> None:
        self.canvas.drawPath(path, stroke=int(stroke), fill=int(fill), fillMode=EVEN_ODD)

    def stamp(self, cut: Callable[[], None]) -> Callable[[float, float], None]:
        """Return what draws at a place what `cut` draws round (0, 0), by the state of now.

        The numbers of the drawing are written once, not once a place: a map has thousands of
        symbols.
        """
        code: list[str] = self.canvas._code
        begun = len(code)
        with self.kept():
            cut()
        drawing = " ".join(code[begun:])
        del code[begun:]
        return lambda x, y: code.append(f"q 1 0 0 1 {x:.4f} {y:.4f} cm {drawing} Q")

    def clip(self, path: Any) -> None:
        self.canvas.clipPath(path, stroke=0, fill=0, fillMode=EVEN_ODD)

    def clip_box(self, box: Box) -> None:
        self.clip(self.path([_corners(box)], closed=True))

    def box(self, box: Box, *, stroke: bool = False, fill: bool = False) -> None:
        self.draw(self.path([_corners(box)], closed=True), stroke=stroke, fill=fill)

    def line(self, *points: tuple[float, float]) -> None:
        self.draw(self.path([np.asarray(points)]), stroke=True)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        *,
        font: str = PLAIN,
        colour: str = "#1a201e",
        align: str = "left",
    ) -> None:
        """Write one line from its base line; `size` in mm."""
        self.set_fill(colour)
        self.canvas.setFont(font, size)
        words = composed(words)
        way = {"left": "drawString", "right": "drawRightString", "middle": "drawCentredString"}
        getattr(self.canvas, way[align])(x, y, words)

    def halo_text(
        self, x: float, y: float, angle: float, words: str, size: float, font: str, colour: str,
        halo: str,
    ) -> None:  # fmt: skip
        """Write words round a middle, turned by `angle` radians, over a rim that parts them."""
        words = composed(words)
        with self.kept():
            self.canvas.translate(x, y)
            self.canvas.rotate(float(np.degrees(angle)))
            self.set_line(halo, size * 0.28)
            self.set_fill(colour)
            start = -text_width(words, size, font) / 2, -size * 0.36
            for mode in (1, 0):  # the rim first, the letters over it
                self.canvas.setFont(font, size)
                self.canvas.drawString(*start, words, mode=mode)


def _corners(box: Box) -> Floats:
    west, south, east, north = box
    return np.asarray([(west, south), (east, south), (east, north), (west, north)], dtype=float)
