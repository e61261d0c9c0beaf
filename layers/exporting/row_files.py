"""The rows of a list as CSV or XLSX, however many: written as they come, never all in memory."""

import csv
import tempfile
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from geo.errors import InputError
from geo.text import Text, same
from layers import clock
from layers.day_words import short_moment
from layers.exporting.formats.xlsx import write_cells
from layers.exporting.workbook import MOST_ROWS, Column, start_book
from layers.queries.wards import Ward
from layers.spreadsheet import neutral

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
BYTE_ORDER_MARK = "\ufeff"
Row = dict[str, Any]
Fact = tuple[Text, Text]
Cells = Callable[[Row], list[Any]]


def facts_of(what: Fact, ward: Ward, query: str) -> list[Fact]:
    """Return what a workbook says of itself: what it is of, which ward, when, by which filter."""
    return [
        what,
        (Text("Phường", "Ward"), ward.name),
        (Text("Xuất lúc", "Made at"), short_moment(clock.now())),
        (Text("Bộ lọc", "Filter"), same(query or "không")),
    ]


def write_rows(
    kind: str, heads: Sequence[Column], facts: list[Fact], rows: Iterable[Row], cells: Cells
) -> BinaryIO:
    """Return an open file of rows, each with its `cells`; it is gone when it is closed.

    InputError for a kind that there is not, and where a workbook cannot hold so many rows: no row
    is ever left out.
    """
    if kind not in MEDIA:
        raise InputError(
            Text(
                f"Không có định dạng '{kind}'; chọn: csv, xlsx.", f"No format '{kind}': csv, xlsx."
            ),
            field="format",
            value=kind,
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{kind}"
        try:
            if kind == "csv":
                _csv(path, heads, rows, cells)
            else:
                _xlsx(path, heads, facts, rows, cells)
        finally:
            if isinstance(rows, Generator):
                rows.close()  # what reads from the database ends here, also where writing failed
        return path.open("rb")


def _csv(path: Path, heads: Sequence[Column], rows: Iterable[Row], cells: Cells) -> None:
    """Write words and ISO days, with the mark that spreadsheets need; formulas are disarmed."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BYTE_ORDER_MARK)
        writer = csv.writer(file)
        writer.writerow([each.title for each in heads])
        for row in rows:
            writer.writerow(
                [
                    "" if cell is None else neutral(str(cell), head.kind)
                    for cell, head in zip(cells(row), heads, strict=True)
                ]
            )


def _xlsx(
    path: Path, heads: Sequence[Column], facts: list[Fact], rows: Iterable[Row], cells: Cells
) -> None:
    with start_book(path, heads, facts) as book:
        number = 0
        for row in rows:
            number += 1
            if number > MOST_ROWS:
                raise _too_many()
            write_cells(book, number, cells(row), row)
        book.notes.append((Text("Số dòng", "Rows"), same(str(number))))


def _too_many() -> InputError:
    return InputError(
        Text(
            f"Có hơn {MOST_ROWS} dòng: một bảng XLSX không chứa hết. Hãy tải CSV, có đủ mọi dòng.",
            f"There are over {MOST_ROWS} rows: an XLSX sheet cannot hold them. Take the CSV, which"
            " has them all.",
        ),
        field="format",
        value="xlsx",
    )
