"""XLSX: texts stay texts, days are days, codes are words; the same layout as the blank template."""

import math
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.text import Text
from layers.contract import Field
from layers.exporting.base import Format, Row, Table, as_words
from layers.exporting.columns import codes_of, coordinate_columns, field_columns
from layers.exporting.formats.csv_table import places
from layers.exporting.workbook import LONGEST_CELL, MOST_ROWS, Book, start_book
from layers.own_files.coded_words import NO, YES, words_of
from layers.spreadsheet import unmistakable

FIRST_DAY = date(1900, 3, 1)
"""Earlier days are another day in some spreadsheets than in others: they go out as text."""

Say = Callable[[Any], Any]


def build(table: Table, folder: Path) -> Path:
    path = folder / "export.xlsx"
    columns = field_columns(table.layer, table.fields, table.vocabulary)
    columns += coordinate_columns(table.layer, table.system)
    with start_book(path, columns, table.about.facts()) as book:
        _write_rows(table, book)
    return path


def _write_rows(table: Table, book: Book) -> None:
    sayings = [_saying(field, table) for field in table.fields]
    is_point = table.layer.geometry == "point"
    number = 0
    for page in table.pages:
        for row, place in zip(page.rows, places(page, is_point=is_point), strict=True):
            number += 1
            cells = [say(row[f.name]) for say, f in zip(sayings, table.fields, strict=True)]
            cells += map(float, place) if is_point else place
            write_cells(book, number, cells, row)


def _saying(field: Field, table: Table) -> Say:
    """Return how the values of a field are put into a cell."""
    words = words_of(codes_of(table.layer, field, table.vocabulary))
    if field.type == "code":
        return lambda value: words.get(as_words(value), as_words(value))
    if field.type == "boolean":
        return lambda value: "" if value is None else (YES if value else NO)
    if field.type in ("date", "datetime"):
        return _moment
    return lambda value: "" if value is None else value


def _moment(value: date | datetime | str | None) -> date | datetime | str:
    """Return a day or a moment as such, where every spreadsheet means the same by it."""
    made = value
    if isinstance(value, str):
        made = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    if made is None:
        return ""
    day = made.date() if isinstance(made, datetime) else made
    assert isinstance(made, date) and isinstance(day, date)
    return made if day >= FIRST_DAY else made.isoformat()


def write_cells(book: Book, at: int, cells: list[Any], row: Row) -> None:
    """Write a row of a book; the row itself is named where a cell cannot hold what it should."""
    for column, cell in enumerate(cells):
        kind = book.columns[column].kind
        if cell == "" or cell is None:
            continue
        if isinstance(cell, date):
            book.sheet.write_datetime(at, column, cell, book.formats[kind])
        elif isinstance(cell, int | float) and math.isfinite(cell) and kind in _NUMBERS:
            book.sheet.write_number(at, column, cell, book.formats[kind])
        else:
            _write_text(book, at, column, str(cell), row)


def _write_text(book: Book, at: int, column: int, words: str, row: Row) -> None:
    if len(words) > LONGEST_CELL:
        raise _too_long(book.columns[column].title, len(words), row)
    book.sheet.write_string(at, column, unmistakable(words), book.formats["text"])


_NUMBERS = ("integer", "number")


def _too_long(title: str, length: int, row: Row) -> InputError:
    name = row.get("code") or row.get("source_key") or row["id"]
    return InputError(
        Text(
            f"'{title}' của '{name}' dài {length} ký tự; một ô XLSX giữ nhiều nhất {LONGEST_CELL}."
            " Hãy xuất GeoPackage hoặc GeoJSON.",
            f"'{title}' of '{name}' has {length} characters; a cell of XLSX holds {LONGEST_CELL}."
            " Export as GeoPackage or GeoJSON.",
        ),
        field="format",
        value="xlsx",
    )


FORMAT = Format(
    "xlsx",
    "Excel (XLSX)",
    ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    build=build,
    most_rows=min(200_000, MOST_ROWS),
    loses=(
        Text(
            f"đường và vùng là chữ WKT, nhiều nhất {LONGEST_CELL} ký tự một hình",
            f"lines and areas stand as WKT, at most {LONGEST_CELL} characters a shape",
        ),
    ),
)
