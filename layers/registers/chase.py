"""All that is late, over every register that a reader may see: the longest first."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.text import Text
from layers.registers.contract import Register
from layers.registers.listing import Row, all_rows
from layers.registers.reading import registers_for
from layers.registers.scope import Reader, View, window_of
from layers.registers.words import row_title, words_of

UNIT = "unit_id"


@dataclass(frozen=True)
class Late:
    """A row whose day has passed; `unit` is who should have done it, "" where nobody is named."""

    register: Register
    row_id: int
    title: Text
    unit: str
    due_on: date
    days: int


class Chased(NamedTuple):
    """The late rows, and how many each unit has, most first, those of no unit last."""

    rows: list[Late]
    by_unit: list[tuple[str, int]]


def read_late(conn: connection, reader: Reader, as_of: str = "", unit: str | None = None) -> Chased:
    """Return what is late on a day (today by default), of one unit where it is named."""
    found = [
        late
        for register in registers_for(reader.role)
        if register.deadline
        for late in _late_of(conn, register, reader, as_of)
    ]
    counts: dict[str, int] = {}
    for each in found:
        counts[each.unit] = counts.get(each.unit, 0) + 1
    by_unit = sorted(counts.items(), key=lambda item: (item[0] == "", -item[1], item[0]))
    shown = [each for each in found if unit is None or each.unit == unit]
    return Chased(sorted(shown, key=lambda each: (each.due_on, each.register.name)), by_unit)


def _late_of(conn: connection, register: Register, reader: Reader, as_of: str) -> list[Late]:
    view = View(status="late", as_of=as_of)
    window = window_of(conn, register, reader, view)
    return [
        _late(register, row, window.as_of) for row in all_rows(conn, register, reader, view, window)
    ]


def _late(register: Register, row: Row, as_of: date) -> Late:
    assert register.deadline
    due: date = row[register.deadline.due]
    who = next((c for c in register.columns if c.name == (register.deadline.who or UNIT)), None)
    unit = words_of(who, row).vi if who and who.name in row else ""
    return Late(register, row["id"], row_title(register, row), unit, due, (as_of - due).days)
