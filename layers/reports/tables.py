"""The figures of an edition, and the rows behind one of them, as CSV and XLSX."""

import tempfile
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.text import Text, same
from layers.exporting.formats.xlsx import write_cells
from layers.exporting.workbook import Column, start_book
from layers.queries.board_tables import Cell, csv_text
from layers.reports.contract import Figure
from layers.reports.editions import Edition
from layers.reports.model import Report
from layers.reports.rows import Opened, cell_words

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEAD = (
    ("name", "Mã", "text"),
    ("title", "Số liệu", "text"),
    ("value", "Giá trị", "number"),
    ("unit", "Đơn vị", "text"),
    ("before", "Kỳ trước", "number"),
    ("expected", "Phải có", "number"),
    ("first", "Từ ngày", "text"),
    ("last", "Đến ngày", "text"),
    ("as_of", "Tính đến", "text"),
    ("boundaries", "Ranh giới", "text"),
    ("source", "Nguồn", "text"),
    ("rule", "Quy tắc", "text"),
)


def figures_file(kind: str, report: Report, edition: Edition) -> bytes:
    """Return all figures with their definitions; InputError for a kind that there is not."""
    lines = [_line(each) for each in report.figures.values()]
    heads = [(title, column) for _, title, column in HEAD]
    return _file(kind, heads, lines, edition)


def rows_file(kind: str, opened: Opened, edition: Edition) -> bytes:
    """Return the rows behind a figure as its page shows them, all of them."""
    heads = [("id", "integer"), *((each.title["vi"], "text") for each in opened.columns)]
    lines: list[list[Cell]] = [
        [row_id, *(cell_words(each, shown.get(each.name)).vi for each in opened.columns)]
        for row_id, shown in opened.rows
    ]
    return _file(kind, heads, lines, edition)


def _line(figure: Figure) -> list[Cell]:
    return [_cell(getattr(figure, name)) for name, _, _ in HEAD]


def _cell(value: Any) -> Cell:
    if isinstance(value, Text):
        return value.vi
    if value is None or isinstance(value, str):
        return value
    try:
        number = float(value)
    except TypeError:
        return str(value)
    return int(number) if number == int(number) else number


def _file(
    kind: str, heads: list[tuple[str, str]], lines: list[list[Cell]], edition: Edition
) -> bytes:
    if kind not in MEDIA:
        raise InputError(
            Text(
                f"Không có định dạng '{kind}'; chọn: csv, xlsx.", f"No format '{kind}': csv, xlsx."
            ),
            field="kind",
            value=kind,
        )
    if kind == "csv":
        return csv_text([title for title, _ in heads], lines).encode()
    return _book(heads, lines, edition)


def _book(heads: list[tuple[str, str]], lines: list[list[Cell]], edition: Edition) -> bytes:
    facts = [
        (Text("Kỳ báo cáo", "Period"), same(edition.period)),
        (Text("Bản", "Edition"), same(str(edition.edition))),
        (Text("Chốt lúc", "Frozen at"), same(str(edition.frozen_at or "–"))),
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.xlsx"
        with start_book(path, [Column(*each) for each in heads], facts) as book:
            for number, line in enumerate(lines, start=1):
                write_cells(book, number, line, {"id": number})
        return path.read_bytes()
