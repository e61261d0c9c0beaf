"""Load whole registers: rows that name what they refer to by code, or by the key of another row."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.loading import insert_rows
from layers.registers.contract import Column, Register
from layers.registers.reading import find_register, is_register
from layers.registers.references import KINDS

_EMPTY: dict[str, Any] = {"text": "", "note": "", "people": "{}"}
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
        known |= _fill(conn, find_register(name), rows, known, _Kept(ward_id, actor, actor))
    return {name: len(rows) for name, rows in registers.items()}


class _Kept(NamedTuple):
    """What every row has."""

    ward_id: int
    created_by: str
    updated_by: str


def _fill(
    conn: connection,
    register: Register,
    rows: Sequence[Mapping[str, Any]],
    known: Mapping[Key, int],
    kept: _Kept,
) -> dict[Key, int]:
    """Insert the rows of one register; return the ids of those with a key.

    Rows that nothing refers to go in together.
    """
    found: dict[Key, int] = {}
    columns = [*(each.name for each in register.columns), *_Kept._fields]
    others = []
    for row in rows:
        values = [_value(each, row.get(each.name), {**known, **found}) for each in register.columns]
        if "key" not in row:
            others.append([*values, *kept])
            continue
        query = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
            sql.Identifier(register.table),
            sql.SQL(", ").join(map(sql.Identifier, columns)),
            sql.SQL(", ").join(sql.Placeholder() for _ in columns),
        )
        found[register.name, row["key"]] = db.value(conn, query, [*values, *kept])
    insert_rows(conn, register.table, columns, others)
    return found


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
