"""A database for a while: made beside the one that an address names, and dropped in the end."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

from psycopg2 import sql

from layers import db

# DROP … WITH (FORCE) also ends an autovacuum worker, which belongs to no role and which only a
# superuser may end: then it refuses. A plain DROP has the server end its workers itself.
END_OUR_SESSIONS = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = %s AND pg_has_role(usesysid, 'USAGE')
"""


@contextmanager
def scratch_database(url: str) -> Iterator[str]:
    """Give the address of a new database with PostGIS; in the end our sessions in it are ended."""
    made = f"diemnong_bench_{os.getpid()}_{secrets.token_hex(4)}"
    parts = urlsplit(url)
    own = urlunsplit((parts.scheme, parts.netloc, f"/{made}", parts.query, parts.fragment))
    admin = db.connect(url)
    name = sql.Identifier(made)
    db.execute(admin, sql.SQL("CREATE DATABASE {} TEMPLATE template1").format(name))
    try:
        conn = db.connect(own)
        db.execute(conn, "CREATE EXTENSION IF NOT EXISTS postgis")
        conn.close()
        yield own
    finally:
        db.execute(admin, END_OUR_SESSIONS, (made,))
        db.execute(admin, sql.SQL("DROP DATABASE {}").format(name))
        admin.close()
