"""The way into an atlas: frames of its sheets on the overview, and the index of its pages."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.sheet import Box, MapFrame
from layers.printing import words
from layers.printing.inks import HALO, QUIET
from layers.printing.layout import Layout, columns, whole_page
from layers.printing.pen import PLAIN, STRONG, Pen, shortened, text_width
from layers.printing.sheets import Sheet, page_key

ROW, SIZE = 4.4, 2.7
FRAME = "#a3201a"
MIDDLE_ENOUGH = 40
"""Sheets up to which each frame bears its number; more would cover the map."""


class IndexRow(NamedTuple):
    at: int
    name: str
    scale: int


def index_pages(sheets: Sequence[Sheet], layout: Layout) -> list[list[IndexRow]]:
    """Return the rows of each page of the index, in the order of the pages they lead to."""
    rows = [IndexRow(at, sheet.name, sheet.frame.scale) for at, sheet in enumerate(sheets)]
    room = _rows_in_column(layout) * len(_columns(layout))
    return [rows[first : first + room] for first in range(0, len(rows), room)]


def draw_index(
    pen: Pen, rows: Sequence[IndexRow], layout: Layout, first_sheet: int, language: str
) -> None:
    """Write name, scale and page of each sheet; each line leads to its page."""
    room = _rows_in_column(layout)
    for at, row in enumerate(rows):
        box = _columns(layout)[at // room]
        y = box.north - ROW * (at % room + 1)
        page = first_sheet + row.at
        right = str(page)
        scale = words.scale_words(row.scale).in_language(language)
        pen.text(box.east, y, right, SIZE, font=STRONG, align="right")
        pen.text(box.east - 9, y, scale, SIZE, colour=QUIET, align="right")
        wide = box.width - 11 - text_width(scale, SIZE)
        pen.text(box.west, y, shortened(row.name, wide, SIZE), SIZE, font=PLAIN)
        pen.link(Box(box.west, y - 1, box.east, y + ROW - 1), page_key(page))


def draw_frames(pen: Pen, frame: MapFrame, sheets: Sequence[Sheet], first_sheet: int) -> None:
    """Draw what each sheet shows over the overview, with the page it is on."""
    with pen.kept():
        pen.clip_box(frame.paper)
        pen.set_line(FRAME, 0.25)
        for at, sheet in enumerate(sheets):
            ground = sheet.frame.ground
            corners = frame.to_paper(np.asarray([ground[:2], ground[2:]]))
            box = Box(*map(float, corners.ravel()))
            pen.set_line(FRAME, 0.25)
            pen.box(box, stroke=True)
            pen.link(box, page_key(first_sheet + at))
            if len(sheets) <= MIDDLE_ENOUGH:
                number = str(first_sheet + at)
                x, y = box.west + 2.4, box.north - 2.4
                pen.halo_text(x, y, 0.0, number, 3.0, STRONG, FRAME, HALO)


def _columns(layout: Layout) -> tuple[Box, ...]:
    room = whole_page(layout)
    return columns(room, max(2, int(room.width // 85)), gap=8)


def _rows_in_column(layout: Layout) -> int:
    return int(whole_page(layout).height // ROW)
