"""Find the row of a sheet that names the columns: obvious, or a question with the evidence."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from geo.errors import InputError
from geo.names import fold
from geo.text import Text, same
from layers.importing.issues import listing, refused
from layers.importing.questions import Detected, Option, Question, asked

LOOKED_AT = 30
SHOWN = 4

Grid = Sequence[Sequence[Any]]
Merged = frozenset[tuple[int, int, int, int]]
"""Ranges of merged cells: first row, first column, last row, last column, counted from 0."""


@dataclass(frozen=True)
class Header:
    """Names of the columns, one a column of the grid; data begins at row `first` (from 0)."""

    names: tuple[str, ...]
    first: int
    detected: Detected


def find_header(grid: Grid, merged: Merged, stated: str | None) -> Header:
    """Return the header: as stated ("4", or "4-5" for two rows), or where it is obvious."""
    if stated is not None:
        return _made(grid, merged, *_rows_of(stated, len(grid)), Text("người nạp nêu", "stated"))
    candidates = _candidates(grid)
    if not candidates:
        raise refused(
            "header",
            "header",
            "",
            Text(
                "Bảng không có dòng nào là tên các cột, với dữ liệu bên dưới.",
                "The table has no row that names its columns, with data below it.",
            ),
        )
    first = next(at for at, row in enumerate(grid) if _filled(row))
    if _is_obvious(grid, merged, first):
        why = Text(
            "dòng đầu, mọi cột có tên riêng", "the first row, every column has a name of its own"
        )
        return _made(grid, merged, first, first, why)
    raise _question(grid, merged, candidates)


def _candidates(grid: Grid) -> list[int]:
    """Return rows that could be the header, the likeliest first: many texts, data below."""
    width = max((len(_filled(row)) for row in grid), default=0)
    scores = {}
    for at, row in enumerate(grid[:LOOKED_AT]):
        cells = _filled(row)
        texts = [cell for cell in cells if _is_word(cell)]
        if texts and (len(cells) > 1 or width == 1) and any(map(_filled, grid[at + 1 : at + 3])):
            scores[at] = (len(cells) / width) * (len(texts) / len(cells)) ** 2
    return sorted(scores, key=lambda at: (-round(scores[at], 2), at))[:SHOWN]


def _is_obvious(grid: Grid, merged: Merged, first: int) -> bool:
    row = grid[first]
    width = max(map(len, grid))
    used = [at for at in range(width) if any(_has(line, at) for line in grid)]
    names = [fold(str(row[at])) for at in used if _has(row, at) and _is_word(row[at])]
    spans = any(top <= first <= bottom and right > left for top, left, bottom, right in merged)
    return len(names) == len(used) == len(set(names)) and not spans


def _question(grid: Grid, merged: Merged, candidates: list[int]) -> Exception:
    options = []
    for at in candidates:
        if any(top == at and right > left for top, left, _, right in merged):
            options.append(_option(grid, merged, at, at + 1))
        options.append(_option(grid, merged, at, at))
    best = options[0]
    text = Text(
        "Dòng nào là tên các cột? Dòng đầu không đủ tên, hoặc có ô gộp.",
        "Which row names the columns? The first one lacks names, or has merged cells.",
    )
    return asked("header", "header", "", Question("header", text, tuple(options), best.value))


def _option(grid: Grid, merged: Merged, first: int, last: int) -> Option:
    value = str(first + 1) if first == last else f"{first + 1}-{last + 1}"
    names = listing(_names(grid, merged, first, last), 8)
    spanned = any(top <= last and bottom >= first for top, _, bottom, _ in merged)
    note = Text(" (có ô gộp)", " (merged cells)") if spanned else same("")
    return Option(
        value,
        Text(f"dòng {value}", f"row {value}"),
        Text(f"các cột sẽ là: {names}{note.vi}", f"the columns would be: {names}{note.en}"),
    )


def _made(grid: Grid, merged: Merged, first: int, last: int, why: Text) -> Header:
    names = _names(grid, merged, first, last)
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise refused(
            "header",
            "header",
            listing(twice),
            Text(
                f"Tên cột lặp lại: {listing(twice)}.",
                f"Column names stand twice: {listing(twice)}.",
            ),
        )
    value = str(first + 1) if first == last else f"{first + 1}-{last + 1}"
    return Header(tuple(names), last + 1, Detected("header", value, why))


def _names(grid: Grid, merged: Merged, first: int, last: int) -> list[str]:
    """Join the names of one or two rows; a name over several columns holds for each of them."""
    width = max(len(row) for row in grid)
    names = []
    for column in range(width):
        parts = [_shown(grid, merged, row, column) for row in range(first, last + 1)]
        distinct = list(dict.fromkeys(part for part in parts if part))
        names.append(" / ".join(distinct) or f"column_{column + 1}")
    return names


def _shown(grid: Grid, merged: Merged, row: int, column: int) -> str:
    """Return what stands in a cell, or in the merged cell that covers it."""
    for top, left, bottom, right in merged:
        if top <= row <= bottom and left <= column <= right:
            row, column = top, left
            break
    line = grid[row] if row < len(grid) else ()
    return " ".join(str(line[column]).split()) if column < len(line) else ""


def _rows_of(stated: str, rows: int) -> tuple[int, int]:
    first, _, last = stated.partition("-")
    if not (first.isdigit() and (last or first).isdigit()):
        first, last = "0", "0"
    begin, end = int(first) - 1, int(last or first) - 1
    if not 0 <= begin <= end < min(rows, begin + 3):
        raise InputError(
            Text(
                f"header '{stated}': cần số dòng, như 4 hoặc 4-5; trang tính có {rows} dòng.",
                f"header '{stated}': a row such as 4 or 4-5 is needed; the sheet has {rows} rows.",
            ),
            field="header",
            value=stated,
        )
    return begin, end


def _filled(row: Sequence[Any]) -> list[Any]:
    return [cell for cell in row if cell not in ("", None)]


def _has(row: Sequence[Any], at: int) -> bool:
    return at < len(row) and row[at] not in ("", None)


def _is_word(cell: Any) -> bool:
    return isinstance(cell, str) and any(map(str.isalpha, cell))
