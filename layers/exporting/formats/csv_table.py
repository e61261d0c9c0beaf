"""CSV: UTF-8 with the mark that spreadsheets need; the header says the coordinate system."""

import csv
import io
from collections.abc import Iterator

import shapely

from geo.text import Text
from layers.exporting.base import Format, Page, Table, as_words
from layers.own_files.place_columns import place_columns
from layers.spreadsheet import neutral


def stream(table: Table) -> Iterator[bytes]:
    """Yield points as two columns, lines and areas as WKT; formulas are disarmed."""
    is_point = table.layer.geometry == "point"
    header = [field.name for field in table.fields]
    header += place_columns(table.system.srid, is_point=is_point)
    yield "\ufeff".encode() + _lines([header])
    for page in table.pages:
        rows = zip(page.rows, places(page, is_point=is_point), strict=True)
        yield _lines(
            [
                [*(str(neutral(as_words(row[field.name]), field.type)) for field in table.fields),
                 *place]
                for row, place in rows
            ]
        )  # fmt: skip


def places(page: Page, *, is_point: bool) -> list[list[str]]:
    """Return where each row is, as the texts of its last columns: every digit kept, or nothing."""
    if is_point:
        return [[repr(float(shape.x)), repr(float(shape.y))] for shape in page.shapes]
    return [[text or ""] for text in shapely.to_wkt(page.shapes, rounding_precision=-1)]


def _lines(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


FORMAT = Format(
    "csv",
    "CSV",
    ".csv",
    "text/csv; charset=utf-8",
    stream=stream,
    loses=(
        Text(
            "không có chỗ ghi bộ lọc và độ chính xác; tên cột tọa độ nêu hệ tọa độ",
            "no place for the filter and the accuracy; the coordinate columns name the system",
        ),
        Text(
            "mở thẳng bằng Excel: 12/5 thành ngày, mất số 0 ở đầu; hãy dùng XLSX",
            "opened straight in Excel, 12/5 becomes a date and leading zeros go; take XLSX",
        ),
    ),
)
