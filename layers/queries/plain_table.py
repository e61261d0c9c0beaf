"""The incidents as one plain table of their own, for programs that know nothing of our tables."""

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db

SOME = 500
"""How many ids are given back, evenly spread."""


def plain_incident_table(conn: connection, schema: str, table: str) -> list[int]:
    """Make `schema.table` with the key, the point and thirteen attributes; return some ids."""
    name, space = sql.Identifier(schema, table), sql.Identifier(schema)
    db.execute(conn, sql.SQL("CREATE SCHEMA {}").format(space))
    db.execute(
        conn,
        sql.SQL(
            "CREATE TABLE {} AS SELECT id, geom, source_key, occurred_at, occurred_on,"
            " time_precision, field_code, category_code, state, address, description, lane_id,"
            " group_id, is_pile_up, properties FROM incident ORDER BY id"
        ).format(name),
    )
    db.execute(conn, sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (id)").format(name))
    db.execute(conn, sql.SQL("CREATE INDEX ON {} USING gist (geom)").format(name))
    db.execute(conn, sql.SQL("ANALYZE {}").format(name))
    every = sql.SQL(
        "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS at, count(*) OVER () AS n"
        " FROM {}) AS numbered WHERE (at - 1) %% greatest(n / %(some)s, 1) = 0"
        " ORDER BY id LIMIT %(some)s"
    ).format(name)
    return [int(row["id"]) for row in db.rows(conn, every, {"some": SOME})]


def end_other_sessions(conn: connection) -> None:
    """End every other session of this database, and what it is doing."""
    db.execute(
        conn,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
