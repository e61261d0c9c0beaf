"""Rows that name a row of their own register: a way up that leads back to its start is refused."""

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.registers.contract import Column, Register
from layers.registers.references import words_of_ids
from layers.registers.values import FormRefused

# Usage: after a row was written, over the few rows above it; UNION ends also on an older loop.
WAY_UP = """
WITH RECURSIVE above AS (
  SELECT r.{column} AS id FROM {table} AS r WHERE r.id = %(id)s
  UNION
  SELECT r.{column} FROM {table} AS r JOIN above AS a ON r.id = a.id
)
SELECT (SELECT r.{column} FROM {table} AS r WHERE r.id = %(id)s)
  FROM above AS a
 WHERE a.id = %(id)s
"""


def refuse_loop(conn: connection, register: Register, row_id: int) -> None:
    """Refuse a row, as it was just written, that is above itself; the caller's transaction ends.

    FormRefused names the column and the row that leads back. Two people who put two rows under each
    other at one moment are told apart without a lock of ours: a write moves the version of its
    table in the ward (`move_version`), so the second waits there, and then sees the first.
    """
    for column in register.columns:
        if column.ref != register.name:
            continue
        query = sql.SQL(WAY_UP).format(
            column=sql.Identifier(column.name), table=sql.Identifier(register.table)
        )
        named = db.value(conn, query, {"id": row_id})
        if named is not None:
            words = words_of_ids(conn, column, {named}).get(named, str(named))
            raise FormRefused({column.name: _leads_back(column, register, words)})


def _leads_back(column: Column, register: Register, words: str) -> Text:
    one = register.one
    return Text(
        f"{column.title.vi}: '{words}' là chính {one.vi} này, hoặc lại dẫn về nó; chọn {one.vi}"
        " khác, hoặc để trống.",
        f"{column.title.en}: '{words}' is this very {one.en}, or leads back to it; choose another"
        f" {one.en}, or none.",
    )
