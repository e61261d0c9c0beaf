"""The tables of a page and of a file as rows of text, so that one can be held against the other."""

import csv
import io
import re
from datetime import date, datetime
from html import unescape

from python_calamine import CalamineWorkbook

from layers.day_words import short_day
from layers.number_words import number_words

DAY = re.compile(r"\d{4}-\d\d-\d\d")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)
NOTHING = "–"


def page_table(page: str, at: int = 0) -> list[list[str]]:
    """Return the words of the cells of a table of a page, its heads first; [] where it has none."""
    tables = re.findall(r"<table.*?</table>", page, re.S)
    if not tables:
        return []
    return [
        [_words(cell) for cell in CELL.findall(row)]
        for row in re.findall(r"<tr.*?</tr>", tables[at], re.S)
    ]


def file_table(content: bytes, kind: str) -> list[list[str]]:
    """Return the cells of a CSV or XLSX, days as ISO says them; a disarmed formula as it was."""
    if kind == "csv":
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return [[re.sub(r"^'(?=[=+\-@])", "", cell) for cell in row] for row in rows]
    book = CalamineWorkbook.from_object(io.BytesIO(content))
    return [[_plain(cell) for cell in row] for row in book.get_sheet_by_index(0).to_python()]


def as_shown(cell: str, lang: str, years: bool = False) -> str:
    """Say a cell of a file as a page does; `years`: a whole number has no thousands."""
    if not cell:
        return NOTHING
    if DAY.fullmatch(cell):
        return short_day(date.fromisoformat(cell)).in_language(lang)
    if NUMBER.fullmatch(cell) and not (years and cell.isdecimal()):
        return number_words(float(cell)).in_language(lang)
    return cell


def _plain(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return f"{cell:.15g}" if isinstance(cell, float) else str(cell)


def _words(cell: str) -> str:
    text = re.sub(
        r'<span aria-hidden="true">.*?</span>|<svg.*?</svg>|<[^>]+>', "", cell, flags=re.S
    )
    return " ".join(unescape(text).split())
