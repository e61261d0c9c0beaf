"""The three sheets of our spreadsheets, the same going out and coming in.

"Dữ liệu" has one row a row, under the Vietnamese titles of its fields; "Giải thích" says what each
column may hold; "Danh mục" has the lists that the drop-downs of the first sheet offer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from geo.text import Text, same

DATA, HELP, LISTS = "Dữ liệu", "Giải thích", "Danh mục"
MARK = "diemnong"
ROWS_OF_LISTS = 20_000  # how far down the drop-downs reach
MOST_ROWS = 1_048_575
LONGEST_CELL = 32_767
_NUMBER_FORMATS = {"date": "yyyy-mm-dd", "datetime": "yyyy-mm-dd hh:mm:ss"}
_WIDTHS = {"date": 12, "datetime": 20, "integer": 10, "number": 12, "boolean": 9, "text": 24}
_HEAD = {"bold": True, "bg_color": "#E7EEF3", "bottom": 1, "text_wrap": True, "valign": "top"}
_KINDS = {
    "text": Text("chữ", "text"),
    "code": Text("chọn trong danh sách", "one of the list"),
    "integer": Text("số nguyên", "whole number"),
    "number": Text("số", "number"),
    "date": Text("ngày, viết năm-tháng-ngày: 2016-01-31", "date as year-month-day: 2016-01-31"),
    "datetime": Text(
        "ngày giờ: 2016-01-31 08:30; không rõ giờ thì chỉ ghi ngày",
        "day and time: 2016-01-31 08:30; the day alone where the time is not known",
    ),
    "boolean": Text("có hoặc không", "yes (có) or no (không)"),
}


NOTHING = same("")


@dataclass(frozen=True)
class Column:
    """A column of the sheet of data; `choices` are what its drop-down offers."""

    title: str
    kind: str = "text"
    meaning: Text = NOTHING
    choices: tuple[str, ...] = ()
    required: bool = False
    example: str = ""


@dataclass
class Book:
    """A workbook in the making: rows are handed to `sheet` one by one, in order."""

    columns: Sequence[Column]
    file: Any
    sheet: Worksheet
    formats: Mapping[str, Format]
    notes: list[tuple[Text, Text]] = field(default_factory=list)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Finish the file; where writing it failed, only let go of what is open."""
        if kind is None:
            self._finish()
        else:
            for sheet in self.file.worksheets():
                sheet.row_data_fh.close()

    def _finish(self) -> None:
        _write_help(self)
        _write_lists(self)
        self.file.close()


def start_book(path: Path, columns: Sequence[Column], notes: list[tuple[Text, Text]]) -> Book:
    """Begin a workbook in a folder of its own, to be used with `with`; the header stands."""
    options = {
        "constant_memory": True, "tmpdir": str(path.parent), "strings_to_numbers": False,
        "strings_to_formulas": False, "strings_to_urls": False,
    }  # fmt: skip
    made = xlsxwriter.Workbook(str(path), options)
    made.set_custom_property(MARK, "1")
    formats = {kind: _format(made, kind) for kind in _KINDS}
    sheet = made.add_worksheet(DATA)
    head = made.add_format(_HEAD)
    needed = made.add_format(_HEAD | {"bg_color": "#FBE5D0"})
    for at, column in enumerate(columns):
        width = max(_WIDTHS.get(column.kind, 22), min(len(column.title) + 2, 30))
        sheet.set_column(at, at, width, formats[column.kind])
        sheet.write_string(0, at, column.title, needed if column.required else head)
    sheet.freeze_panes(1, 0)
    _offer(sheet, columns)
    return Book(columns, made, sheet, formats, notes)


def _format(made: Any, kind: str) -> Format:
    """Text stays text when it is typed again: house numbers, codes, leading zeros, formulas."""
    if kind in ("text", "code"):
        return made.add_format({"num_format": "@", "quote_prefix": True})
    return made.add_format({"num_format": _NUMBER_FORMATS.get(kind, "General")})


def _offer(sheet: Worksheet, columns: Sequence[Column]) -> None:
    """Give columns of codes their drop-downs, columns of days a check of what is typed."""
    listed = 0
    for at, column in enumerate(columns):
        span = (1, at, ROWS_OF_LISTS, at)
        if column.choices:
            name = xl_col_to_name(listed, True)
            source = f"='{LISTS}'!{name}$2:{name}${len(column.choices) + 1}"
            sheet.data_validation(*span, {
                "validate": "list", "source": source, "error_title": "Không có trong danh mục",
                "error_message": f"Chọn một giá trị của danh sách (trang {LISTS}).",
            })  # fmt: skip
            listed += 1
        elif column.kind in ("date", "datetime"):
            sheet.data_validation(*span, {
                "validate": "date", "criteria": ">=", "value": 61, "error_type": "warning",
                "input_title": column.title[:32], "input_message": _KINDS[column.kind].vi,
                "error_message": "Ô này cần một ngày, viết năm-tháng-ngày: 2016-01-31.",
            })  # fmt: skip


def _write_help(book: Book) -> None:
    sheet, bold = book.file.add_worksheet(HELP), book.file.add_format({"bold": True})
    wrap = book.file.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    head = book.file.add_format(_HEAD)
    for at, width in enumerate((26, 12, 34, 44, 24, 34)):
        sheet.set_column(at, at, width, wrap)
    row = 0
    for name, words in book.notes:
        sheet.write_string(row, 0, name.vi, bold)
        sheet.write_string(row, 2, words.vi[:LONGEST_CELL], wrap)
        row += 1
    row += 1
    for at, title in enumerate(
        ("Cột", "Bắt buộc", "Kiểu", "Được dùng", "Ví dụ", "Nghĩa (tiếng Anh)")
    ):
        sheet.write_string(row, at, title, head)
    for column in book.columns:
        row += 1
        allowed = "; ".join(column.choices[:40]) + ("; …" if len(column.choices) > 40 else "")
        needed = "có" if column.required else ""
        cells = (column.title, needed, _KINDS[column.kind].vi, allowed, column.example,
                 column.meaning.en)  # fmt: skip
        for at, cell in enumerate(cells):
            sheet.write_string(row, at, cell[:LONGEST_CELL], wrap)


def _write_lists(book: Book) -> None:
    listed = [column for column in book.columns if column.choices]
    if not listed:
        return
    sheet, head = book.file.add_worksheet(LISTS), book.file.add_format(_HEAD)
    for at, column in enumerate(listed):
        sheet.set_column(at, at, 30, book.formats["text"])
        sheet.write_string(0, at, column.title, head)
    for row in range(max(len(column.choices) for column in listed)):
        for at, column in enumerate(listed):
            if row < len(column.choices):
                sheet.write_string(row + 1, at, column.choices[row], book.formats["text"])
