"""Name what a spreadsheet does to a table: rows of totals, and house numbers that became dates."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from geo.names import fold
from geo.text import Text
from layers.importing.batch import Batch, Context
from layers.importing.steps.trim import map_distinct

_TOTAL = re.compile(r"((tong|cong)( tong| cong| so| so cong)?|(grand |sub)?total|sum)( \d[\d ]*)?")
_INITIALS = frozenset("tTcCgGsS")
_LEADING = 3  # cells: where a row of totals says so
_ERRORS = ("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def leave_totals(batch: Batch, context: Context) -> Batch:
    """Report rows of totals and leave them out: nothing else can be said of them."""
    source = batch.source
    if source.geometry is not None:
        return batch
    said = source.frame.iloc[:, :_LEADING].apply(lambda column: map_distinct(column, _is_total))
    lines = said.astype(bool).any(axis=1)
    if not lines.any():
        return batch
    shown = {line: _first(source.frame.loc[line]) for line in source.frame.index[lines]}
    batch.issues.add_rows(pd.Series(shown, dtype=object), "", "total_row", _why_total)
    kept = replace(source, frame=source.frame[~lines])
    return replace(batch.only(~lines.to_numpy()), source=kept)


def _first(row: "pd.Series[Any]") -> str:
    return str(next(cell for cell in row if _is_total(cell)))


def _why_total(value: str) -> Text:
    return Text(
        f"'{value}' là dòng cộng, không phải dữ liệu; hãy bỏ dòng này hoặc dùng --skip-bad.",
        f"'{value}' is a row of totals, not data; remove it, or use --skip-bad.",
    )


def find_table_faults(batch: Batch, context: Context) -> Batch:
    """Report cells that hold an error, and dates in columns of text."""
    if batch.source.geometry is not None:
        return batch
    _report_errors(batch)
    texts = {c.name for c in context.target.columns if c.type in ("text", "code")}
    for ours, theirs in batch.found.mapped.items():
        if ours in texts:
            _report_dates(batch, theirs)
    for theirs in set(batch.source.date_cells) - set(batch.found.mapped.values()):
        if 2 * len(batch.source.date_cells[theirs]) < len(batch.source.frame):
            _report_dates(batch, theirs)
    return batch


def _is_total(cell: Any) -> bool:
    if not cell or len(cell) >= 60 or cell.strip()[:1] not in _INITIALS:
        return False
    return _TOTAL.fullmatch(fold(cell)) is not None


def _report_errors(batch: Batch) -> None:
    for name in batch.source.frame.columns:
        column = batch.source.frame[name]
        batch.issues.add_rows(
            column[column.isin(_ERRORS)],
            str(name),
            "cell_error",
            lambda value: Text(
                f"Ô có lỗi công thức {value}.", f"The cell holds the formula error {value}."
            ),
        )


def _report_dates(batch: Batch, name: str) -> None:
    lines = batch.source.date_cells.get(name, frozenset())
    column = batch.source.frame[name]
    batch.issues.add_rows(column[column.index.isin(lines)], name, "date_in_text", _house_number)


def _house_number(value: str) -> Text:
    try:
        day = date.fromisoformat(value[:10])
        guess = f"{day.day}/{day.month}", f"{day.month}/{day.day}"
    except ValueError:
        guess = value, value
    return Text(
        f"Ô là ngày '{value}' trong cột chữ: Excel đã đổi số nhà {guess[0]} hoặc {guess[1]} thành"
        " ngày? Hãy định dạng cột là Text rồi gõ lại.",
        f"The cell is the date '{value}' in a column of text: did Excel turn {guess[0]} or"
        f" {guess[1]} into a date? Format the column as Text and type it again.",
    )
