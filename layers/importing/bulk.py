"""Put the indexes and foreign keys of a table aside while it is filled, and make them anew.

Making an index of a million rows takes two seconds, keeping it up to date row by row thirty; a
foreign key is compared as two sets in half a second, row by row in five. All of it happens in the
transaction of the import: when that is undone, the old indexes are there as before.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db

BULK_FROM = 50_000  # rows from which making anew is quicker, and the lock worth it
MEMORY = "256MB"


class _Aside(NamedTuple):
    """One index or rule, and the statements that take it away and bring it back."""

    drop: sql.Composable
    make: sql.Composable


def is_bulk(conn: connection, table: str, rows: int) -> bool:
    """Say whether so many new rows are at least as many as the table holds, and it is ours."""
    if rows < BULK_FROM or not _is_ours(conn, table):
        return False
    held = sql.SQL("SELECT count(*) FROM (SELECT FROM {} LIMIT %s) AS held").format(
        sql.Identifier(table)
    )
    return int(db.value(conn, held, (rows + 1,))) <= rows


@contextmanager
def set_aside(conn: connection, table: str, ward_id: int) -> Iterator[None]:
    """Fill a table without its indexes and foreign keys; they hold again at the end.

    Readers of the table wait until the caller's transaction ends.
    """
    aside = [*_foreign_keys(conn, table), *_indexes(conn, table)]
    for each in aside:
        db.execute(conn, each.drop)
    with _counted_later(conn, ward_id) if table == "incident" else nullcontext():
        yield
    _set(conn, "maintenance_work_mem", MEMORY)
    for each in reversed(aside):
        db.execute(conn, each.make)


@contextmanager
def _counted_later(conn: connection, ward_id: int) -> Iterator[None]:
    """Count incidents into the stored grid and squares all at once."""
    latest = db.value(conn, "SELECT coalesce(max(id), 0) FROM incident")
    _set(conn, "diemnong.grid_later", "on")
    yield
    _set(conn, "diemnong.grid_later", "")
    _set(conn, "work_mem", MEMORY)
    aside = _foreign_keys(conn, "incident_grid")
    for each in aside:
        db.execute(conn, each.drop)
    db.execute(conn, "SELECT count_into_grid(%s, %s)", (ward_id, latest))
    db.execute(conn, "SELECT count_into_squares(%s, %s)", (ward_id, latest))
    for each in aside:
        db.execute(conn, each.make)


def _set(conn: connection, name: str, value: str) -> None:
    """Set something until the transaction ends."""
    db.execute(conn, "SELECT set_config(%s, %s, true)", (name, value))


def lock_for_bulk(conn: connection, table: str) -> None:
    """Take every lock that `set_aside` will need, those of the referenced tables first.

    Before the transaction writes anything: two such loads then never wait for each other.
    """
    found = db.rows(
        conn,
        "SELECT DISTINCT p.relname FROM pg_constraint AS c"
        " JOIN pg_class AS p ON p.oid = c.confrelid"
        " WHERE c.conrelid = %s::regclass AND c.contype = 'f' ORDER BY p.relname",
        (table,),
    )
    parents = [sql.Identifier(row["relname"]) for row in found]
    if parents:
        db.execute(
            conn,
            sql.SQL("LOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE").format(
                sql.SQL(", ").join(parents)
            ),
        )
    db.execute(
        conn, sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE").format(sql.Identifier(table))
    )


def _is_ours(conn: connection, table: str) -> bool:
    return bool(
        db.value(
            conn,
            "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = %s::regclass",
            (table,),
        )
    )


def _foreign_keys(conn: connection, table: str) -> list[_Aside]:
    return _constraints(
        conn,
        table,
        "SELECT conname, pg_get_constraintdef(oid) AS made FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname",
    )


def _indexes(conn: connection, table: str) -> list[_Aside]:
    """Return all but the primary key and what foreign keys of other tables rest on.

    Those grow at their end only, which costs little.
    """
    rules = _constraints(
        conn,
        table,
        "SELECT conname, pg_get_constraintdef(oid) AS made FROM pg_constraint AS c"
        " WHERE conrelid = %s::regclass AND contype IN ('u', 'x') AND NOT EXISTS"
        " (SELECT FROM pg_constraint AS f WHERE f.contype = 'f' AND f.conindid = c.conindid)"
        " ORDER BY conname",
    )
    found = db.rows(
        conn,
        "SELECT n.nspname, i.relname, pg_get_indexdef(x.indexrelid) AS made"
        "  FROM pg_index AS x JOIN pg_class AS i ON i.oid = x.indexrelid"
        "  JOIN pg_namespace AS n ON n.oid = i.relnamespace"
        " WHERE x.indrelid = %s::regclass AND NOT x.indisprimary AND NOT EXISTS"
        " (SELECT FROM pg_constraint AS c WHERE c.conindid = x.indexrelid) ORDER BY i.relname",
        (table,),
    )
    plain = [
        _Aside(
            sql.SQL("DROP INDEX {}").format(sql.Identifier(row["nspname"], row["relname"])),
            sql.SQL(row["made"]),
        )
        for row in found
    ]
    return [*rules, *plain]


def _constraints(conn: connection, table: str, query: str) -> list[_Aside]:
    altered = sql.Identifier(table)
    return [
        _Aside(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
                altered, sql.Identifier(row["conname"])
            ),
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}").format(
                altered, sql.Identifier(row["conname"]), sql.SQL(row["made"])
            ),
        )
        for row in db.rows(conn, query, (table,))
    ]
