"""Registers of a made-up ward: each figure = its rows = the sums of its parts = CSV = XLSX."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from psycopg2.extensions import connection

from layers.registers.contract import Register
from layers.registers.export import make_file
from layers.registers.figures import read_figures
from layers.registers.listing import PAGE, Row, all_rows, list_rows
from layers.registers.matrix import read_matrix
from layers.registers.reading import find_register
from layers.registers.scope import STATUSES, Reader, View, Window, window_of
from layers.roles import Role
from tests.layers.agreement.checks import DAYS, SPANS, Case
from tests.layers.agreement.reading_back import csv_lines, xlsx_lines


def check_registers(case: Case) -> None:
    """Hold the registers of the ward that have rows against themselves."""
    for kind in case.kept.town.rows:
        if kind.startswith("register:"):
            register = find_register(kind.removeprefix("register:"))
            role = case.dice.choice((Role.ADMIN, register.visible_to))
            period = case.dice.choice(("", *SPANS)) if register.period else ""
            view = View(period=period, as_of=str(case.dice.choice(DAYS)))
            reader = Reader(case.ward, role, case.dice.choice(("dice", "lan", "nobody")))
            hold_together(case.conn, register, reader, view, case.dice)


def hold_together(
    conn: connection,
    register: Register,
    reader: Reader,
    view: View,
    dice: random.Random | None = None,
) -> None:
    """Check every figure of a view of a register, its parts (with dice: one's), its files."""
    window = window_of(conn, register, reader, view)
    asked = _Asked(conn, register, reader, window)
    figures = read_figures(conn, register, reader, view, window)
    divided = {dice.choice(figures).name} if dice and figures else {each.name for each in figures}
    for known in figures:
        rows = asked.rows(known.view)
        assert known.value <= 10**9 and (known.value == 0 or rows), known
        definition = next((f for f in register.figures if f.name == known.name), None)
        if definition is None or definition.value == "count(*)":
            assert known.value == len(rows), known
        if known.name in divided:
            asked.is_its_parts(known.view, rows)
    rows = asked.rows(view)
    asked.is_its_parts(view, rows)
    with make_file("csv", register, reader, view, rows) as file:
        in_csv = csv_lines(file.read())
    with make_file("xlsx", register, reader, view, rows) as file:
        in_book = xlsx_lines(file.read())
    assert len(in_csv) == len(in_book) == len(rows), view


@dataclass(frozen=True)
class _Asked:
    conn: connection
    register: Register
    reader: Reader
    window: Window

    def rows(self, view: View) -> list[Row]:
        rows = all_rows(self.conn, self.register, self.reader, view, self.window)
        listed = list_rows(self.conn, self.register, self.reader, view, self.window)
        assert listed.total == len(rows) and listed.rows == rows[:PAGE], view
        return rows

    def is_its_parts(self, view: View, rows: list[Row]) -> None:
        """The rows of a view are those of each state, of each choice, of each cell of a table."""
        for what, views, others in self._parts(view, rows):
            parts = sum(self._count(each) for each in views)
            assert parts + others == len(rows), (self.register.name, what, view)
        for matrix in self.register.matrices:
            grid = read_matrix(self.conn, self.register, self.reader, view, self.window, matrix)
            assert sum(grid.rows_of(line) for line in grid.lines) == len(rows), matrix.name

    def _parts(self, view: View, rows: list[Row]) -> Iterator[tuple[str, list[View], int]]:
        if self.register.deadline and not view.status:
            others = sum(row["status_now"] is None for row in rows)
            yield "status", [replace(view, status=each) for each in STATUSES], others
        for column in self.register.columns:
            if column.type == "choice":
                values = [*column.choices, *([] if column.required else [None])]
                yield column.name, [replace(view, chosen=((column.name, e),)) for e in values], 0

    def _count(self, view: View) -> int:
        return list_rows(self.conn, self.register, self.reader, view, self.window).total
