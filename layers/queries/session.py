"""What a serving connection is told once, and whether it still answers."""

import psycopg2
from psycopg2.extensions import connection

from layers import db


def prepare_session(conn: connection) -> None:
    """Keep small queries in one process: parallel workers cost more than they bring on a tile."""
    db.execute(conn, "SET max_parallel_workers_per_gather = 0")


def is_alive(conn: connection) -> bool:
    """Say whether the server behind an idle connection still answers."""
    try:
        return bool(db.value(conn, "SELECT true"))
    except psycopg2.Error:
        return False
