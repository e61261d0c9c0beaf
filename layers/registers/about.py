"""Which registers speak of a thing on the map, or of a row of another register."""

from collections.abc import Sequence
from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.registers.contract import Column, Register
from layers.registers.reading import all_registers
from layers.registers.references import KINDS, referring, target_of
from layers.registers.scope import Reader, may_see, rights

UNSEEN = Text(
    "còn chỗ nhắc đến mà bạn không được xem", "something that you may not see refers to it"
)
"""All that is said of rows the reader may not see: neither how many, nor in which register."""


@dataclass(frozen=True)
class Mentions:
    """The rows of a register that name a thing in one column, as many as the reader may see."""

    register: Register
    column: Column
    count: int


def mentions_of(conn: connection, reader: Reader, name: str, row_id: int) -> list[Mentions]:
    """Return what can refer to a row of a kind (group, lane …) or register, and how often."""
    return [
        Mentions(register, column, _count(conn, reader, register, column, row_id))
        for register, column in referring(name)
        if _is_seen(reader, register, column)
    ]


def mentions_on_map(conn: connection, reader: Reader, layer: str, row_id: int) -> list[Mentions]:
    """Return the registers that do name a record of a map layer."""
    kind = next((name for name, target in KINDS.items() if target.layer == layer), None)
    found = mentions_of(conn, reader, kind, row_id) if kind else []
    return [each for each in found if each.count]


def is_mentioned(conn: connection, name: str, row_id: int) -> bool:
    """Say whether any row refers to a row of a kind or register, whoever may see it."""
    return any(
        db.value(
            conn,
            sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE {} = %s AND deleted_at IS NULL)").format(
                sql.Identifier(register.table), sql.Identifier(column.name)
            ),
            (row_id,),
        )
        for register, column in referring(name)
    )


def standing_on(conn: connection, reader: Reader, table: str, ids: Sequence[int]) -> list[Text]:
    """Say which registers refer to some rows of a table: those rows cannot go.

    Rows that were taken away count too, because they can be brought back. Of those that the reader
    may not see there is only UNSEEN, where nothing else stands against it.
    """
    found, is_unseen = [], False
    for register in all_registers():
        for column in register.columns:
            if not column.ref or target_of(column).table != table:
                continue
            count, seen = _counts(conn, reader, register, column, ids)
            is_unseen = is_unseen or count > seen
            if seen:
                found.append(
                    Text(
                        f"sổ '{register.title.vi}' có {seen} dòng nhắc đến ({column.title.vi})",
                        f"{seen} rows of '{register.title.en}' refer to it ({column.title.en})",
                    )
                )
    return found or ([UNSEEN] if is_unseen else [])


def _is_seen(reader: Reader, register: Register, column: Column) -> bool:
    return register.visible_to <= reader.role and column.visible_to <= reader.role


def _counts(
    conn: connection, reader: Reader, register: Register, column: Column, ids: Sequence[int]
) -> tuple[int, int]:
    """Count the rows that refer to some rows: all, and those that the reader may see."""
    query = sql.SQL(
        "SELECT count(*) AS every, count(*) FILTER (WHERE {}) AS seen FROM {} AS r"
        " WHERE r.{} = ANY(%(ids)s)"
    ).format(
        may_see(register, reader.role), sql.Identifier(register.table), sql.Identifier(column.name)
    )
    params = {"ward": reader.ward.id, "login": reader.login, "ids": list(ids)}
    row = db.one(conn, query, params)
    assert row is not None
    return row["every"], row["seen"] if _is_seen(reader, register, column) else 0


def _count(
    conn: connection, reader: Reader, register: Register, column: Column, row_id: int
) -> int:
    query = sql.SQL("SELECT count(*) FROM {} AS r WHERE {} AND r.{} = %(id)s").format(
        sql.Identifier(register.table), rights(register, reader.role), sql.Identifier(column.name)
    )
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id}
    return int(db.value(conn, query, params))
