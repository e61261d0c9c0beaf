"""The figures of a register: each is computed over just the rows that its link opens."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.registers.contract import Figure, Register
from layers.registers.scope import STATUSES, Reader, View, Window, condition_of

LATE = Text("Quá hạn, cần đôn đốc", "Late, to be chased")
OPEN = Text("Chưa xong, còn hạn", "Open, not yet due")
ROWS = Text("dòng", "rows")


class Known(NamedTuple):
    """A figure with its number; `view` opens its rows. `expected` is None where there is none."""

    name: str
    title: Text
    unit: Text
    value: Decimal
    expected: Decimal | None
    decimals: int
    view: View


def read_figures(
    conn: connection, register: Register, reader: Reader, view: View, window: Window
) -> list[Known]:
    """Compute all figures of a register for a view: its period, search and choices count."""
    base = replace(view, figure="", status="", sort="")
    found = [_figure(conn, register, reader, base, window, each) for each in register.figures]
    if register.deadline:
        found += [_status(conn, register, reader, base, window, name) for name in ("open", "late")]
    return found


def read_figure(
    conn: connection, register: Register, reader: Reader, view: View, window: Window, name: str
) -> Known:
    """Compute one figure; KeyError where the register has none of that name."""
    figure = next((each for each in register.figures if each.name == name), None)
    if figure is None:
        raise KeyError(name)
    base = replace(view, figure="", status="", sort="")
    return _figure(conn, register, reader, base, window, figure)


def _figure(
    conn: connection, register: Register, reader: Reader, base: View, window: Window, figure: Figure
) -> Known:
    view = replace(base, figure=figure.name)
    value = _value(conn, register, reader, view, window, figure.value)
    expected = _expected(conn, figure, window)
    return Known(figure.name, figure.title, figure.unit, value, expected, figure.decimals, view)


def _status(
    conn: connection, register: Register, reader: Reader, base: View, window: Window, name: str
) -> Known:
    assert name in STATUSES
    view = replace(base, status=name)
    value = _value(conn, register, reader, view, window, "count(*)")
    return Known(name, LATE if name == "late" else OPEN, ROWS, value, None, 0, view)


def _value(
    conn: connection, register: Register, reader: Reader, view: View, window: Window, of: str
) -> Decimal:
    condition, params = condition_of(register, reader, view, window)
    query = sql.SQL("SELECT {value} FROM {table} AS r WHERE {condition}").format(
        value=sql.SQL(of), table=sql.Identifier(register.table), condition=condition
    )
    return _decimal(db.value(conn, query, params))


def _expected(conn: connection, figure: Figure, window: Window) -> Decimal | None:
    if not figure.expected:
        return None
    return _decimal(
        db.value(conn, sql.SQL("SELECT {}").format(sql.SQL(figure.expected)), window.params())
    )


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value or 0))
