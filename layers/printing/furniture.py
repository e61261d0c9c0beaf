"""What stands round the map of a sheet: title, scale bar, north, facts, foot."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from geo.sheet import Box, MapFrame, bar_length_m
from geo.text import Text
from layers.printing import words
from layers.printing.inks import QUIET, RULE, TEXT
from layers.printing.pen import PLAIN, STRONG, Pen, shortened, wrapped

SMALL, LEAD = 2.35, 3.3
WORDS_BELOW = 17.5
"""How far below the top of their block the words of the facts begin: under scale and bar."""
FACT_LINES = 3
"""Lines that one fact takes at most."""


class Fact(NamedTuple):
    name: Text
    said: Text


class Page(NamedTuple):
    """What a page says of itself in title and foot."""

    title: str
    subtitle: str
    mark: str
    source: str
    system: str
    number: int
    of: int


def draw_title(pen: Pen, box: Box, page: Page) -> None:
    mark_width = 0.0
    if page.mark:
        pen.text(box.east, box.north - 4.4, page.mark, 2.6, font=STRONG, colour="#a3201a",
                 align="right")  # fmt: skip
        mark_width = 50.0
    title = shortened(page.title, box.width - mark_width, 4.9, STRONG)
    pen.text(box.west, box.north - 4.6, title, 4.9, font=STRONG)
    under = shortened(page.subtitle, box.width, 2.9)
    pen.text(box.west, box.north - 9.4, under, 2.9, colour=QUIET)


def draw_foot(pen: Pen, box: Box, page: Page, language: str) -> None:
    number = words.PAGE.in_language(language).format(n=page.number, m=page.of)
    y = box.south + 3.4
    pen.text(box.east, y, number, SMALL, font=STRONG, align="right")
    room = box.width - 26
    pen.text(box.west, y, shortened(page.source, room, SMALL * 0.93), SMALL * 0.93, colour=QUIET)
    pen.text(box.west, box.south, shortened(page.system, room, SMALL * 0.93), SMALL * 0.93,
             colour=QUIET)  # fmt: skip
    pen.text(box.east, box.south, "Điểm Nóng", SMALL * 0.93, colour=QUIET, align="right")


def draw_facts(
    pen: Pen, box: Box, frame: MapFrame, north_deg: float, facts: Sequence[Fact],
    notes: Sequence[Text], language: str,
) -> None:  # fmt: skip
    """Draw scale, bar and north arrow, then the facts and notes, as far as there is room."""
    top = box.north
    scale = words.scale_words(frame.scale).in_language(language)
    pen.text(box.west, top - 4.2, scale, 4.6, font=STRONG)
    _draw_bar(pen, Box(box.west, top - 12, box.east - 20, top - 8), frame, language)
    _draw_north(pen, box.east - 8, top - 8.2, language)
    y = top - WORDS_BELOW
    for line, is_note in _fact_lines(facts, north_deg, notes, box.width, language):
        if y < box.south:
            return
        pen.text(box.west, y, line, SMALL, font=PLAIN, colour=QUIET if is_note else TEXT)
        y -= LEAD


def facts_height(facts: Sequence[Fact], spare: int, width: float, language: str) -> float:
    """Return how high the block of facts is, with some lines to spare for notes of one sheet."""
    lines = len(_fact_lines(facts, 0.0, (), width, language)) + spare
    return WORDS_BELOW + (lines - 1) * LEAD + 1


def _fact_lines(
    facts: Sequence[Fact], north_deg: float, notes: Sequence[Text], width: float, language: str
) -> list[tuple[str, bool]]:
    """Return the lines of all facts and notes, and which are notes."""
    said = [(f"{name.in_language(language)}: {it.in_language(language)}", False)
            for name, it in facts]  # fmt: skip
    told = (words.north_words(north_deg), *notes, words.MEASURE)
    said += [(note.in_language(language), True) for note in told]
    return [
        (line, is_note)
        for words_of_it, is_note in said
        for line in wrapped(words_of_it, width, SMALL)[:FACT_LINES]
    ]


def _draw_bar(pen: Pen, box: Box, frame: MapFrame, language: str) -> None:
    """Draw a bar whose whole length is a round number of metres on the ground."""
    metres = bar_length_m(frame.scale, box.width - 12)
    length = metres * frame.mm_per_m
    height, parts = 1.6, 4
    for at in range(parts):
        part = Box(
            box.west + length * at / parts, box.south, box.west + length * (at + 1) / parts,
            box.south + height,
        )  # fmt: skip
        pen.set_fill(TEXT if at % 2 == 0 else "#ffffff")
        pen.set_line(TEXT, 0.18, cap=0)
        pen.box(part, stroke=True, fill=True)
    above = box.south + height + 0.9
    pen.text(box.west, above, "0", 2.0)
    pen.text(box.west + length, above, words.bar_words(metres).in_language(language), 2.0,
             align="middle")  # fmt: skip


def _draw_north(pen: Pen, x: float, y: float, language: str) -> None:
    left = np.asarray([(x, y + 7.6), (x - 2.4, y), (x, y + 1.6)], dtype=float)
    right = np.asarray([(x, y + 7.6), (x + 2.4, y), (x, y + 1.6)], dtype=float)
    pen.set_line(TEXT, 0.18)
    pen.set_fill(TEXT)
    pen.draw(pen.path([left], closed=True), stroke=True, fill=True)
    pen.draw(pen.path([right], closed=True), stroke=True)
    pen.text(x, y - 3.2, words.GRID_NORTH.in_language(language), 2.0, align="middle")


def draw_rule(pen: Pen, box: Box) -> None:
    pen.set_line(RULE, 0.12)
    pen.line((box.west, box.north + 1), (box.east, box.north + 1))
