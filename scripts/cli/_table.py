"""Tables for a terminal: columns as wide as their widest value, numbers to the right."""

import unicodedata
from collections.abc import Sequence

WIDEST = 44


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the lines of a table; a value wider than 44 columns is cut with an ellipsis."""
    lines = [[_text(value) for value in row] for row in rows]
    widths = [max(_width(cell) for cell in cells) for cells in zip(header, *lines, strict=True)]
    is_number = [
        all(isinstance(row[i], int | float) or row[i] is None for row in rows)
        for i in range(len(header))
    ]
    rule = ["─" * width for width in widths]
    return [_line(cells, widths, is_number) for cells in (header, rule, *lines)]


def _line(cells: Sequence[str], widths: Sequence[int], is_number: Sequence[bool]) -> str:
    padded = (
        " " * (width - _width(cell)) + cell if right else cell + " " * (width - _width(cell))
        for cell, width, right in zip(cells, widths, is_number, strict=True)
    )
    return "  ".join(padded).rstrip()


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    text = " ".join(unicodedata.normalize("NFC", str(value)).split())
    return text if len(text) <= WIDEST else text[: WIDEST - 1] + "…"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
