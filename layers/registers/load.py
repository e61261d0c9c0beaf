"""Load whole registers: rows that name what they refer to by code, or by the key of another row."""

from collections.abc import Mapping, Sequence
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.registers.contract import Column
from layers.registers.reading import find_register, is_register
from layers.registers.references import KINDS

_EMPTY: dict[str, Any] = {"text": "", "note": "", "people": []}
Key = tuple[str, str]


def fill_registers(
    conn: connection,
    ward_id: int,
    registers: Mapping[str, Sequence[Mapping[str, Any]]],
    actor: str,
) -> dict[str, int]:
    """Insert rows register by register, each referring to earlier ones; return how many of each.

    The caller opens the transaction. KeyError where a row names what is not there.
    """
    known: dict[Key, int] = {}
    for kind, target in KINDS.items():
        known |= _codes(conn, ward_id, kind, target.table)
    for name, rows in registers.items():
        register = find_register(name)
        for row in rows:
            values = {
                each.name: _value(each, row.get(each.name), known) for each in register.columns
            }
            values |= {"ward_id": ward_id, "created_by": actor, "updated_by": actor}
            query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
                sql.Identifier(register.table),
                sql.SQL(", ").join(map(sql.Identifier, values)),
                sql.SQL(", ").join(map(sql.Placeholder, values)),
            )
            row_id = db.value(conn, query, values)
            if "key" in row:
                known[name, row["key"]] = row_id
    return {name: len(rows) for name, rows in registers.items()}


def _codes(conn: connection, ward_id: int, kind: str, table: str) -> dict[Key, int]:
    """Return the ids of a kind by code; of a code that was used again, the first one's."""
    query = sql.SQL("SELECT {} AS code, id FROM {} WHERE ward_id = %s ORDER BY id DESC").format(
        sql.Identifier("source_key" if table == "incident" else "code"), sql.Identifier(table)
    )
    return {(kind, row["code"]): row["id"] for row in db.rows(conn, query, (ward_id,))}


def _value(column: Column, value: Any, known: Mapping[Key, int]) -> Any:
    if value is None:
        return _EMPTY.get(column.type)
    if not column.ref:
        return value
    assert is_register(column.ref) or column.ref in KINDS
    return known[column.ref, value]
