"""Which registers speak of a thing on the map, or of a row of another register."""

from dataclasses import dataclass

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.registers.contract import Column, Register
from layers.registers.references import KINDS, referring
from layers.registers.scope import Reader, rights


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
        if register.visible_to <= reader.role and column.visible_to <= reader.role
    ]


def mentions_on_map(conn: connection, reader: Reader, layer: str, row_id: int) -> list[Mentions]:
    """Return the registers that do name a record of a map layer."""
    kind = next((name for name, target in KINDS.items() if target.layer == layer), None)
    found = mentions_of(conn, reader, kind, row_id) if kind else []
    return [each for each in found if each.count]


def _count(
    conn: connection, reader: Reader, register: Register, column: Column, row_id: int
) -> int:
    query = sql.SQL("SELECT count(*) FROM {} AS r WHERE {} AND r.{} = %(id)s").format(
        sql.Identifier(register.table), rights(register), sql.Identifier(column.name)
    )
    params = {"ward": reader.ward.id, "login": reader.login, "id": row_id}
    return int(db.value(conn, query, params))
