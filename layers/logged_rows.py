"""Rows as the change log holds them: which columns can be written back, and writing them."""

from collections.abc import Mapping
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db


def restorable_columns(conn: connection, table: str) -> list[str]:
    """Return the columns of a table that are neither derived, generated nor the row's id."""
    found = db.rows(
        conn,
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = '' AND attidentity = ''"
        " AND (attname NOT IN ('lane_id', 'group_id') OR attrelid <> 'incident'::regclass)",
        (table,),
    )
    return [row["attname"] for row in found]


def put_back(conn: connection, table: str, row_id: int, state: Mapping[str, Any]) -> None:
    """Give a row the state that the log holds; a column it did not know yet stays."""
    columns = restorable_columns(conn, table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    earlier = sql.SQL(", ").join(sql.SQL("b.{}").format(sql.Identifier(each)) for each in columns)
    query = sql.SQL(
        "UPDATE {table} AS t SET ({names}) = ROW({earlier})"
        "  FROM {table} AS now CROSS JOIN LATERAL jsonb_populate_record(now, %(state)s) AS b"
        " WHERE t.id = %(id)s AND now.id = t.id"
    )
    filled = query.format(table=sql.Identifier(table), names=names, earlier=earlier)
    db.execute(conn, filled, {"state": Json(dict(state)), "id": row_id})


def bring_back(conn: connection, table: str, state: Mapping[str, Any]) -> None:
    """Insert a row that was removed, under the id that it had."""
    columns = ["id", *(each for each in restorable_columns(conn, table) if each in state)]
    query = sql.SQL(
        "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {names}"
        "  FROM jsonb_populate_record(NULL::{table}, %(state)s)"
    )
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    filled = query.format(table=sql.Identifier(table), names=names)
    db.execute(conn, filled, {"state": Json(dict(state))})
