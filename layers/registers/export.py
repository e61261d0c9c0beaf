"""The rows of a view as a file: the same rows, order and rights as the page has."""

import csv
import io
import tempfile
from datetime import datetime
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.text import Text, same
from layers.exporting.formats.xlsx import write_cells
from layers.exporting.workbook import Column as BookColumn
from layers.exporting.workbook import start_book
from layers.registers.contract import Column, Register
from layers.registers.listing import Row
from layers.registers.scope import STATUSES, Reader, View
from layers.registers.words import words_of
from layers.spreadsheet import neutral

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
STATUS_TITLE = "Thời hạn"
_KINDS = {"integer": "integer", "number": "number", "date": "date"}


def make_file(kind: str, register: Register, reader: Reader, view: View, rows: list[Row]) -> bytes:
    """Return the file; InputError for a kind that there is not."""
    if kind not in MEDIA:
        raise InputError(
            Text(
                f"Không có định dạng '{kind}'; chọn: csv, xlsx.", f"No format '{kind}': csv, xlsx."
            ),
            field="format",
            value=kind,
        )
    return _csv(register, reader, rows) if kind == "csv" else _xlsx(register, reader, view, rows)


def _csv(register: Register, reader: Reader, rows: list[Row]) -> bytes:
    """Write words and ISO days, with the mark that spreadsheets need; formulas are disarmed."""
    columns = register.columns_for(reader.role)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*(each.title.vi for each in columns), *_extra_titles(register)])
    for row in rows:
        cells = [_plain(each, row) for each in columns] + _extra(register, row)
        writer.writerow(
            [
                "" if c is None else neutral(str(c), k)
                for c, k in zip(cells, _kinds(columns, cells), strict=True)
            ]
        )
    return "\ufeff".encode() + text.getvalue().encode()


def _xlsx(register: Register, reader: Reader, view: View, rows: list[Row]) -> bytes:
    columns = register.columns_for(reader.role)
    heads = [_head(each) for each in columns]
    heads += [BookColumn(title) for title in _extra_titles(register)]
    query = "&".join(f"{name}={value}" for name, value in view.to_query().items())
    facts = [
        (Text("Sổ", "Register"), register.title),
        (Text("Phường", "Ward"), reader.ward.name),
        (Text("Xuất lúc", "Made at"), same(f"{datetime.now():%Y-%m-%d %H:%M}")),
        (Text("Bộ lọc", "Filter"), same(query or "không")),
        (Text("Số dòng", "Rows"), same(str(len(rows)))),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        with start_book(path, heads, facts) as book:
            for number, row in enumerate(rows, start=1):
                cells = [_plain(each, row) for each in columns] + _extra(register, row)
                write_cells(book, number, cells, row)
        return path.read_bytes()


def _head(column: Column) -> BookColumn:
    choices = tuple(each.vi for each in column.choices.values())
    kind = "code" if choices else _KINDS.get(column.type, "text")
    return BookColumn(column.title.vi, kind, column.title, choices, column.required)


def _plain(column: Column, row: Row) -> Any:
    """Return numbers and days as such, all else in Vietnamese words."""
    value = row[column.name]
    if column.type in ("integer", "date"):
        return value
    if column.type == "number":
        return None if value is None else float(value)
    if column.type == "month":
        return None if value is None else f"{value:%Y-%m}"
    return words_of(column, row).vi


def _extra_titles(register: Register) -> list[str]:
    return [STATUS_TITLE] if register.deadline else []


def _extra(register: Register, row: Row) -> list[Any]:
    status = row["status_now"]
    words = STATUSES[status].vi if status else ""
    return [words] if register.deadline else []


def _kinds(columns: tuple[Column, ...], cells: list[Any]) -> list[str]:
    kinds = [each.type for each in columns]
    return kinds + ["text"] * (len(cells) - len(kinds))
