"""The faults of a file as a workbook: its rows with the faulty cells marked, and a list of all."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import xlsxwriter

from geo.text import Text
from layers.importing.checking import Checked, Looked
from layers.importing.issues import Issue
from layers.spreadsheet import neutral

ALL_ROWS_UP_TO = 20_000
"""A file of more rows is given with its faulty rows only."""
ROWS_SHEET, ISSUES_SHEET = "Dữ liệu", "Lỗi"
_LONGEST_CELL = 32_000
_HEAD = (
    Text("Dòng", "Row"),
    Text("Trường", "Field"),
    Text("Loại lỗi", "Kind"),
    Text("Giá trị", "Value"),
    Text("Thông báo", "Message (Vietnamese)"),
    Text("Message", "Message (English)"),
)


def write_issue_sheet(path: Path, checked: Checked) -> None:
    """Write the workbook: mended in its first sheet it can be loaded again as it is."""
    with xlsxwriter.Workbook(
        path, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    ) as book:
        styles = {
            "head": book.add_format({"bold": True, "bg_color": "#ECEFEA", "bottom": 1}),
            "bad": book.add_format({"bg_color": "#F7C6C1", "font_color": "#7A0F0A", "border": 1}),
            "row": book.add_format({"bg_color": "#FBEED2"}),
        }
        if checked.looked.read is not None:
            _write_rows(book.add_worksheet(ROWS_SHEET), checked.looked, styles)
        _write_issues(book.add_worksheet(ISSUES_SHEET), checked.report.issues, styles)


def _write_rows(sheet: Any, looked: Looked, styles: dict[str, Any]) -> None:
    source = looked.read
    assert source is not None
    frame, bad = source.frame, looked.issues.bad_lines
    if len(frame) > ALL_ROWS_UP_TO:
        frame = frame[frame.index.isin(list(bad))].iloc[:ALL_ROWS_UP_TO]
    names = [str(name) for name in frame.columns]
    marks = _marks(looked, names)
    for at, name in enumerate(names):
        _put(sheet, 0, at, name, styles["head"])
    for row, (line, cells) in enumerate(
        zip(frame.index.tolist(), frame.to_numpy().tolist(), strict=True), 1
    ):
        faults = marks.get(line, {})
        for at, cell in enumerate(cells):
            style = "bad" if at in faults else "row" if line in bad else None
            _put(sheet, row, at, cell, styles.get(style or ""))
            if at in faults:
                sheet.write_comment(row, at, faults[at], {"x_scale": 2, "author": "Điểm Nóng"})
    sheet.freeze_panes(1, 0)
    if names:
        sheet.autofilter(0, 0, len(frame), len(names) - 1)
        sheet.set_column(0, len(names) - 1, 18)


def _marks(looked: Looked, names: list[str]) -> dict[int, dict[int, str]]:
    """Say for each faulty row which cells bear which words."""
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for issue in looked.issues.kept:
        if issue.line is None or issue.severity != "refuse":
            continue
        for at in _cells(issue, looked, names):
            words = f"{issue.message.vi}\n{issue.message.en}"
            before = marks[issue.line].get(at)
            marks[issue.line][at] = f"{before}\n\n{words}"[:2_000] if before else words
    return marks


def _cells(issue: Issue, looked: Looked, names: list[str]) -> list[int]:
    """Find the columns of the file that an issue is about; the first one where it names none."""
    options = looked.context.options
    mapped = looked.batch.found.mapped if looked.batch else {}
    wanted = {issue.field, mapped.get(issue.field)}
    if issue.field in ("coordinates", "geometry"):
        wanted |= {options.x, options.y}
    found = [at for at, name in enumerate(names) if name in wanted]
    return found or [0]


def _write_issues(sheet: Any, issues: tuple[Issue, ...], styles: dict[str, Any]) -> None:
    for at, head in enumerate(_HEAD):
        _put(sheet, 0, at, head.vi, styles["head"])
    for row, issue in enumerate(issues, 1):
        line: Any = "" if issue.line is None else issue.line
        cells = (line, issue.field, issue.kind, issue.value, issue.message.vi, issue.message.en)
        for at, cell in enumerate(cells):
            if isinstance(cell, int):
                sheet.write_number(row, at, cell)
            else:
                _put(sheet, row, at, cell, None)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 3, 16)
    sheet.set_column(4, 5, 70)


def _put(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    """Write a cell as text, disarmed: nothing in it runs, no number loses its zeros."""
    text = "" if value is None else str(neutral(value))
    if text:
        sheet.write_string(row, column, text[:_LONGEST_CELL], style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)
