"""Rows above the header of a text table: a title that somebody typed over the columns."""

import csv
from collections import Counter

from layers.importing.readers.headers import Header, find_header

LOOKED_AT = 12
_MARKS = ("\t", ";", "|", ",")  # a comma may also be part of a number: last where all else is equal


def rows_above(text: str, stated: str | None) -> int:
    """Return how many rows stand above the header: as stated, else none.

    Asked where the first row is mostly empty beside the rows below it, as a title is.
    """
    lines = text.split("\n", LOOKED_AT)[:LOOKED_AT]
    if stated is None and len(lines) < 3:
        return 0
    try:
        grid = list(csv.reader(lines, delimiter=_mark(lines)))
    except csv.Error:
        return 0  # the reader says what is wrong, and where
    if stated is not None:
        return _found(grid, stated).first - 1
    if grid and _filled(grid[0]) * 2 <= max(map(_filled, grid)) and max(map(_filled, grid)) > 2:
        return _found(grid, None).first - 1
    return 0


def _mark(lines: list[str]) -> str:
    """Find what parts the columns: what stands equally often in the most lines, the first as well.

    In a file with semicolons and decimal commas the commas are as many as the numbers.
    """

    def rank(mark: str) -> tuple[int, bool, int]:
        counts = Counter(line.count(mark) for line in lines[1:] if mark in line)
        alike = max(counts.values(), default=0)
        return alike, mark in lines[0], -_MARKS.index(mark)

    return max(_MARKS, key=rank)


def _found(grid: list[list[str]], stated: str | None) -> Header:
    """Return the header by the rule of sheets, which asks where it is not obvious."""
    return find_header(grid, frozenset(), stated)


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)
