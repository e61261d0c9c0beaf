"""The temporary table into which the rows of a file are copied before they are put into place."""

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import execute_values

from layers import db
from layers.importing.rows import Rows
from layers.importing.spill import stored_columns
from layers.importing.targets import Target

STAGING = sql.Identifier("pg_temp", "import_staging")


def stage(conn: connection, rows: Rows, target: Target) -> None:
    """Copy the rows that passed the steps into a fresh temporary table; `seq` is their order."""
    columns = stored_columns(target)
    identifiers = sql.SQL(", ").join(map(sql.Identifier, columns))
    db.execute(conn, sql.SQL("DROP TABLE IF EXISTS {}").format(STAGING))
    db.execute(
        conn,
        sql.SQL(
            "CREATE TEMP TABLE import_staging AS SELECT 0 AS line, 0::bigint AS seq, {} FROM {}"
            " WITH NO DATA"
        ).format(identifiers, sql.Identifier(target.table)),
    )
    copy = sql.SQL("COPY {} (line, seq, {}) FROM STDIN").format(STAGING, identifiers)
    with conn.cursor() as cursor, rows.spill.open("rb") as spill:
        cursor.copy_expert(copy.as_string(cursor), spill, size=1 << 16)
    _apply_the_end(conn, rows)
    db.execute(conn, sql.SQL("CREATE INDEX ON {} (seq)").format(STAGING))
    known = sql.SQL(", ").join(map(sql.Identifier, dict.fromkeys(("line", "seq", *target.key))))
    db.execute(conn, sql.SQL("ANALYZE {} ({})").format(STAGING, known))  # what is looked up by


def drop_staging(conn: connection) -> None:
    db.execute(conn, sql.SQL("DROP TABLE IF EXISTS {}").format(STAGING))


def forget(conn: connection, lines: "list[int]") -> None:
    """Take lines out of the staging table."""
    if lines:
        query = sql.SQL("DELETE FROM {} WHERE line = ANY(%s)").format(STAGING)
        db.execute(conn, query, (lines,))


def _apply_the_end(conn: connection, rows: Rows) -> None:
    """Bring in what was known only when all parts had been passed."""
    forget(conn, list(rows.dropped))
    if rows.piled:
        query = sql.SQL("UPDATE {} SET is_pile_up = true WHERE line = ANY(%s)").format(STAGING)
        db.execute(conn, query, (list(rows.piled),))
    if rows.renamed:
        query = sql.SQL(
            "UPDATE {} AS s SET source_key = n.key FROM (VALUES %s) AS n (line, key)"
            " WHERE s.line = n.line"
        ).format(STAGING)
        with conn.cursor() as cursor:
            execute_values(cursor, query.as_string(cursor), list(rows.renamed.items()))
