"""What a serving connection is told once, and whether it still answers."""

import psycopg2
from psycopg2.extensions import connection

from layers import db


def prepare_session(conn: connection) -> None:
    """Plan for many small queries on data that lies in memory.

    Parallel workers cost more than they bring on a tile; a row by its key costs little. Only
    look-ups by key are prepared (layers/prepared.py), and those keep their plan.
    """
    db.execute(
        conn,
        "SET max_parallel_workers_per_gather = 0; SET random_page_cost = 1.1;"
        " SET plan_cache_mode = 'auto'",
    )


def is_alive(conn: connection) -> bool:
    """Say whether the server behind an idle connection still answers."""
    try:
        return bool(db.value(conn, "SELECT true"))
    except psycopg2.Error:
        return False
