"""Rows of registers whose day no longer fits the day of what they refer to, after that was changed.

The rules are `ref_days` of the definitions; each register asks them when a row of its own is
written (layers/registers/rules.py). Who changes the other side is told here.
"""

from collections.abc import Iterator
from datetime import date

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from geo.written import short_days
from layers import db
from layers.registers.contract import Register
from layers.registers.reading import all_registers
from layers.registers.references import target_of
from layers.registers.rules import ref_faults


def left_behind(conn: connection, table: str, row_id: int) -> tuple[Text, ...]:
    """Tell which rows do not fit the day that row `row_id` of a table has now, by register.

    Their days are named, not what is in them: not everybody who may correct one may read the other.
    """
    found = []
    for register in all_registers():
        days = sorted(set(_days_left(conn, register, table, row_id)))
        if days:
            found.append(tell_left(register, days))
    return tuple(found)


def _days_left(conn: connection, register: Register, table: str, row_id: int) -> Iterator[date]:
    for rule in register.ref_days:
        if target_of(register.column(rule.ref)).table != table:
            continue
        query = sql.SQL(
            "SELECT {day} AS day FROM {register} WHERE {ref} = %s AND deleted_at IS NULL"
        ).format(
            day=sql.Identifier(rule.column),
            register=sql.Identifier(register.table),
            ref=sql.Identifier(rule.ref),
        )
        for row in db.rows(conn, query, (row_id,)):
            if ref_faults(conn, register, {rule.column: row["day"], rule.ref: row_id}):
                yield row["day"]


def tell_left(register: Register, days: list[date]) -> Text:
    """Tell of which days a register has rows that do not fit what they name any more."""
    said = short_days(days)
    return Text(
        f"Sổ '{register.title.vi}' có dòng ngày {said.vi} gắn với bản ghi này, không khớp ngày của"
        " nó: cần sửa ở sổ ấy.",
        f"The register '{register.title.en}' has a row of {said.en} for this record, which does not"
        " fit its day: it has to be put right there.",
    )
