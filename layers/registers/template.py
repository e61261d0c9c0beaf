"""The blank sheet of a register: its columns with their choices, and the rows that are missing."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from psycopg2.extensions import connection

from geo.text import Text
from layers.exporting.formats.xlsx import write_cells
from layers.exporting.workbook import Column as BookColumn
from layers.exporting.workbook import start_book
from layers.registers.contract import Column, Register
from layers.registers.matrix import read_matrix
from layers.registers.reading import figure_names
from layers.registers.references import options_of, target_of
from layers.registers.scope import Reader, View, Window
from layers.registers.words import NO, YES

_KINDS = {"integer": "integer", "number": "number", "date": "date"}


def make_template(
    conn: connection, register: Register, reader: Reader, view: View, window: Window
) -> bytes:
    """Return the workbook to fill in; where a table says what is missing, with a row for each."""
    columns = register.columns_for(reader.role)
    heads = [_head(conn, reader, each) for each in columns]
    notes = [
        (Text("Mẫu nhập", "Template for"), register.title),
        (Text("Phường", "Ward"), reader.ward.name),
        (
            Text("Cách dùng", "How to use it"),
            Text(
                "Mỗi dòng của trang đầu là một dòng của sổ. Giữ nguyên dòng tiêu đề; cột nền cam là"
                " bắt buộc. Nạp lại ở trang của sổ này: sai một ô thì không ghi gì.",
                "One row a row of the register. Keep the titles; orange columns are required. Load"
                " it on the page of this register: one wrong cell, and nothing is entered.",
            ),
        ),
    ]
    with tempfile.TemporaryDirectory(prefix="diemnong-sheet-") as folder:
        path = Path(folder) / "template.xlsx"
        with start_book(path, heads, notes) as book:
            missing = _missing(conn, register, reader, view, window)
            for number, said in enumerate(missing, start=1):
                write_cells(book, number, [said.get(each.name, "") for each in columns], {"id": 0})
        return path.read_bytes()


def _head(conn: connection, reader: Reader, column: Column) -> BookColumn:
    choices = tuple(each.vi for each in column.choices.values())
    if column.type == "boolean":
        choices = (YES.vi, NO.vi)
    if column.type == "figure":
        choices = tuple(each.vi for each in figure_names(reader.role).values())
    if column.ref and not target_of(column).typed:
        choices = tuple(each.words for each in options_of(conn, reader.ward, column))
    kind = "code" if choices else _KINDS.get(column.type, "text")
    return BookColumn(column.title.vi, kind, column.title, choices, column.required)


def _missing(
    conn: connection, register: Register, reader: Reader, view: View, window: Window
) -> Iterator[dict[str, str]]:
    """Yield the rows that a table of the register lacks in the period, where a key makes them."""
    keys = [
        matrix for matrix in register.matrices if (matrix.rows, matrix.columns) in register.unique
    ]
    if not keys or not view.period:
        return
    grid = read_matrix(conn, register, reader, view, window, keys[0])
    is_choice = register.column(keys[0].columns).type == "choice"
    for column in grid.columns:
        for line in grid.lines:
            if (line.value, column.value) not in grid.cells:
                at = column.words.vi if is_choice else column.value
                yield {keys[0].rows: line.words.vi, keys[0].columns: at}
