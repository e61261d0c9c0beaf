"""Load many plain rows into a table at once, and find rows again by what people call them."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import shapely
from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from layers import db

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def insert_rows(
    conn: connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Copy rows into a table; return how many. The caller opens the transaction.

    Geometry is taken to be in degrees (EPSG:4326), mappings and lists become JSON.
    """
    lines = ["\t".join(_text(value) for value in row) for row in rows]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with conn.cursor() as cursor:
        cursor.copy_expert(statement, io.StringIO("".join(line + "\n" for line in lines)))
    return len(lines)


def ids_by(
    conn: connection, table: str, ward_id: int, columns: Sequence[str]
) -> dict[tuple[Any, ...], int]:
    """The ids of a ward's rows by the values of some columns; of equal rows, the last one."""
    statement = sql.SQL("SELECT id, {} FROM {} WHERE ward_id = %s ORDER BY id").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(table)
    )
    found = db.rows(conn, statement, (ward_id,))
    return {tuple(row[column] for column in columns): row["id"] for row in found}


def derive_incident_links(conn: connection, ward_id: int) -> int:
    """Give every incident of a ward its lane and its resident group; return how many changed."""
    changed: int = db.value(conn, "SELECT derive_incident_links(%s)", (ward_id,))
    return changed


def refresh_statistics(conn: connection, tables: Sequence[str]) -> None:
    """Let the planner know of rows that came by the thousand; allowed inside a transaction."""
    names = sql.SQL(", ").join(map(sql.Identifier, tables))
    db.execute(conn, sql.SQL("ANALYZE {}").format(names))


def _text(value: Any) -> str:
    """One value in the text format of COPY."""
    if value is None:
        return "\\N"
    if isinstance(value, BaseGeometry):
        placed = shapely.set_srid(value, 4326)
        return str(shapely.to_wkb(placed, hex=True, include_srid=True))
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, Mapping | list):
        value = json.dumps(value, ensure_ascii=False)
    return str(value).translate(_ESCAPES)
