"""Matrices (a line a group, a column a month or choice) and checks of the records."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from psycopg2.extensions import connection

from geo.names import natural_key
from geo.text import Text, same
from layers import db
from layers.periods import Period, last_day
from layers.queries.sources import read_sql
from layers.registers.contract import Check, Column, Matrix, Register
from layers.registers.listing import Row, all_rows
from layers.registers.references import options_of
from layers.registers.scope import STATUSES, Reader, View, Window
from layers.registers.words import label_key, words_of

MISSING = Text("Chưa có", "Missing")
TONE = {"done": "good", "done_late": "warn", "late": "bad", "open": ""}


class Head(NamedTuple):
    """A line or column: its value, its words, and the parameter of an address that means it.

    `said` is what the parameter says where that is not the value.
    """

    value: str
    words: Text
    name: str
    said: str = ""

    @property
    def query(self) -> dict[str, str]:
        return {self.name: self.said or self.value}


class Cell(NamedTuple):
    """`row_ids` are the rows behind a cell; none: there is nothing yet."""

    words: Text
    tone: str
    row_ids: tuple[int, ...]


class Grid(NamedTuple):
    lines: list[Head]
    columns: list[Head]
    cells: dict[tuple[str, str], Cell]
    shown: dict[str, str]

    def query(self, line: Head, column: Head) -> dict[str, str]:
        """Return the parameters of an address for a new row of a cell."""
        return line.query | column.query

    def opens(self, line: Head, column: Head) -> dict[str, str]:
        """Return the parameters of an address that shows just the rows of a cell."""
        return self.shown | self.query(line, column)

    def good(self, line: Head) -> int:
        """Count the good cells of a line."""
        return sum(1 for cell in self._of(line) if cell.tone == "good")

    def rows_of(self, line: Head) -> int:
        """Count the rows behind a line."""
        return sum(len(cell.row_ids) for cell in self._of(line))

    def _of(self, line: Head) -> list[Cell]:
        found = (self.cells.get((line.value, column.value)) for column in self.columns)
        return [cell for cell in found if cell]


def read_matrix(
    conn: connection, register: Register, reader: Reader, view: View, window: Window, matrix: Matrix
) -> Grid:
    """Put the rows of a view into the cells of a matrix."""
    rows = all_rows(conn, register, reader, view, window)
    lines = _lines(conn, register, reader, matrix, rows, window)
    columns = _columns(register, matrix, window)
    cells: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        at = (str(row[matrix.rows]), _column_key(register, matrix, row))
        cells.setdefault(at, []).append(row)
    filled = {at: _cell(register, matrix, found) for at, found in cells.items()}
    return Grid(lines, columns, filled, view.to_query())


def _lines(
    conn: connection,
    register: Register,
    reader: Reader,
    matrix: Matrix,
    rows: list[Row],
    window: Window,
) -> list[Head]:
    """Return what could stand in the lines: groups of the period, or all there is to refer to."""
    column, name = register.column(matrix.rows), matrix.rows
    if column.ref != "group":
        options = options_of(conn, reader.ward, column)
        return [Head(str(each.id), same(each.label), name) for each in options]
    # Without a period the groups are those that the rows name, of whatever time.
    known = _groups(conn, reader, window) if register.period else []
    lines = {str(each["id"]): each["name"] for each in known}
    for row in sorted(rows, key=lambda each: natural_key(str(each[label_key(column)]))):
        lines.setdefault(str(row[name]), row[label_key(column)])
    return [Head(value, same(words), name) for value, words in lines.items()]


def _groups(conn: connection, reader: Reader, window: Window) -> list[dict[str, Any]]:
    return db.rows(
        conn,
        "SELECT id, name FROM area WHERE ward_id = %s AND kind = 'group' AND valid @> %s::date"
        " ORDER BY code, valid_from",
        (reader.ward.id, window.last),
    )


def _columns(register: Register, matrix: Matrix, window: Window) -> list[Head]:
    column, name = register.column(matrix.columns), matrix.columns
    if column.type == "choice":
        return [Head(code, words, name) for code, words in column.choices.items()]
    return [_month_head(column, day, window) for day in _months(window)]


def _month_head(column: Column, month: date, window: Window) -> Head:
    """Head a month; days are chosen by a period, as much of the month as the window holds."""
    value, words = f"{month:%Y-%m}", Text(f"{month:%m/%Y}", f"{month:%b %Y}")
    if column.type != "date":
        return Head(value, words, column.name)
    part = Period(max(month, window.first), min(last_day(month), window.last))
    said = value if part.whole_months else f"{part.first}..{part.last}"
    return Head(value, words, "period", said)


def _months(window: Window) -> Iterator[date]:
    day = window.first.replace(day=1)
    while day <= window.last:
        yield day
        day = last_day(day) + timedelta(1)


def _column_key(register: Register, matrix: Matrix, row: Row) -> str:
    value = row[matrix.columns]
    return f"{value:%Y-%m}" if isinstance(value, date) else str(value)


def _cell(register: Register, matrix: Matrix, rows: list[Row]) -> Cell:
    ids, row = tuple(each["id"] for each in rows), rows[0]
    if matrix.cell == "count":
        return Cell(same(str(len(rows))), "", ids)
    if matrix.cell == "status":
        status = row["status_now"]
        return Cell(STATUSES.get(status, MISSING), TONE.get(status, ""), ids)
    column = register.column(matrix.cell)
    return Cell(words_of(column, row), _choice_tone(column.choices, row[column.name]), ids)


def _choice_tone(choices: dict[str, Text], value: Any) -> str:
    """Colour a choice by its place: the first is good, the last bad, what is between neither."""
    codes = list(choices)
    if value == codes[0]:
        return "good"
    return "bad" if value == codes[-1] else "warn"


def run_check(
    conn: connection, reader: Reader, window: Window, check: Check
) -> list[dict[str, Any]]:
    """Ask the records; one dict a finding, with the columns of the check.

    `row_id` is the row that it is about, or None; with `list_by` a value of that column, whose rows
    stand behind the finding, those of the figure `list_figure` where it names one. Beside a number
    `x`, `x_rows` are the parameters of the list, `x_map` those of the map, that open its
    rows; `x_effect` what the page of before and after is asked.
    """
    params = window.params() | {"ward": reader.ward.id, "login": reader.login}
    return db.rows(conn, read_sql(check.sql), params)
