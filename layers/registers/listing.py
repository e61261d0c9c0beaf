"""The rows of a register: a page of them, all of them for a file, one of them."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.errors import NotFound
from layers.registers.contract import Register
from layers.registers.references import label_sql
from layers.registers.scope import Reader, View, Window, condition_of, rights, status_sql, value_sql
from layers.registers.words import label_key
from layers.roles import Role, knows_people

PAGE = 50
WORDS = ("text", "note")
"""Types of columns that stand in the order of names."""
NOTHING: Mapping[str, sql.Composable] = {}
WHO = sql.SQL("r.created_by, r.updated_by")
SOMEBODY = sql.SQL("'' AS created_by, '' AS updated_by")
Row = dict[str, Any]


class Listing(NamedTuple):
    """A page of rows, and how many there are in all."""

    rows: list[Row]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


def list_rows(
    conn: connection, register: Register, reader: Reader, view: View, window: Window, page: int = 1
) -> Listing:
    """Return a page of the rows of a view, in its order."""
    condition, params = condition_of(register, reader, view, window)
    table = sql.Identifier(register.table)
    count = sql.SQL("SELECT count(*) FROM {} AS r WHERE {}").format(table, condition)
    total = int(db.value(conn, count, params))
    page = max(1, min(page, -(-total // PAGE)))
    query, params = _query(register, reader, view, (condition, params))
    one_page = query + sql.SQL(" LIMIT %(limit)s OFFSET %(offset)s")
    rows = db.rows(conn, one_page, params | {"limit": PAGE, "offset": (page - 1) * PAGE})
    return Listing(rows, total, page)


def all_rows(
    conn: connection, register: Register, reader: Reader, view: View, window: Window
) -> list[Row]:
    """Return every row of a view, in its order."""
    scope = condition_of(register, reader, view, window)
    return db.rows(conn, *_query(register, reader, view, scope))


def each_row(
    conn: connection, register: Register, reader: Reader, view: View, window: Window
) -> Iterator[Row]:
    """Yield every row of a view, in its order, as they come: for files."""
    scope = condition_of(register, reader, view, window)
    return db.stream(conn, *_query(register, reader, view, scope))


def read_row(
    conn: connection, register: Register, reader: Reader, row_id: int, window: Window
) -> Row:
    """Return one row with the columns the reader may see; NotFound where there is none for them."""
    query = sql.SQL("SELECT {columns} FROM {table} AS r WHERE {rights} AND r.id = %(id)s").format(
        columns=_columns(register, reader.role),
        table=sql.Identifier(register.table),
        rights=rights(register, reader.role),
    )
    params = window.params() | {"ward": reader.ward.id, "login": reader.login, "id": row_id}
    row = db.one(conn, query, params)
    if row is None:
        raise NotFound(register.one, row_id)
    return row


def _query(
    register: Register, reader: Reader, view: View, scope: tuple[sql.Composable, dict[str, Any]]
) -> tuple[sql.Composed, dict[str, Any]]:
    """Return the query for all rows of a view, and its parameters."""
    condition, params = scope
    query = sql.SQL(
        "SELECT {columns} FROM {table} AS r WHERE {condition} ORDER BY {order}, r.id DESC"
    ).format(
        columns=_columns(register, reader.role, _state_then(register)),
        table=sql.Identifier(register.table),
        condition=condition,
        order=_order(register, view),
    )
    return query, params


def _state_then(register: Register) -> dict[str, sql.Composable]:
    """A list shows the state of the day that it speaks of, as its figures count it."""
    if register.states is None:
        return {}
    name = register.states.column
    then = sql.SQL("{} AS {}").format(value_sql(register, name), sql.Identifier(name))
    return {name: then}


def _columns(
    register: Register, role: Role, instead: Mapping[str, sql.Composable] = NOTHING
) -> sql.Composable:
    columns = register.columns_for(role)
    parts: list[sql.Composable] = [
        sql.SQL("r.id, r.version, r.created_at, r.updated_at"),
        WHO if knows_people(role) else SOMEBODY,
        sql.SQL("{} AS status_now").format(status_sql(register)),
        *(
            instead.get(each.name, sql.SQL("r.{}").format(sql.Identifier(each.name)))
            for each in columns
        ),
        *(
            sql.SQL("{} AS {}").format(label_sql(each), sql.Identifier(label_key(each)))
            for each in columns
            if each.ref
        ),
    ]
    return sql.SQL(", ").join(parts)


def _order(register: Register, view: View) -> sql.Composable:
    wanted = view.sort or register.sort
    column = register.column(wanted.lstrip("-"))
    value = label_sql(column) if column.ref else sql.SQL("r.{}").format(sql.Identifier(column.name))
    names = sql.SQL(" COLLATE vietnamese" if column.ref or column.type in WORDS else "")
    way = " DESC NULLS LAST" if wanted.startswith("-") else " NULLS LAST"
    return value + names + sql.SQL(way)
