"""Files that no photo shows any more: removed from the disk once nobody can bring them back."""

from psycopg2.extensions import connection

from layers import db
from layers.file_store import FileStore
from layers.queries.uploads import unused_files

KEPT_DAYS = 7
"""So long a withdrawn photo can be brought back, and its file lies on the disk unseen."""

OVER = """
DELETE FROM loose_file WHERE loose_since < now() - make_interval(days => %(days)s) RETURNING sha256
"""


def forget_loose(conn: connection, store: FileStore) -> int:
    """Remove the files whose days are over and that nothing refers to; return how many.

    What is cut short is done again: a file is taken off the list only when it is gone.
    """
    with db.transaction(conn):
        over = [row["sha256"] for row in db.rows(conn, OVER, {"days": KEPT_DAYS})]
        unused = unused_files(conn, over) if over else []
        for sha256 in unused:
            store.forget(sha256)
    return len(unused)
