"""What one act did to many rows of a register, kept so that it is taken back as a whole."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.registers.contract import Register
from layers.registers.following import hold
from layers.registers.scope import Reader, Window
from layers.registers.undoing import same_as, undo_change
from layers.registers.values import FormRefused
from layers.registers.writing import BulkDone, EditConflict, remove_row, require_editor
from layers.roles import Role

Seen = tuple[int, int]
"""The id of a row, and the version that the act made of it."""
NEWEST = """
    SELECT b.*, coalesce(u.display_name, b.actor) AS who
      FROM batch_of_rows AS b LEFT JOIN "user" AS u ON u.login = b.actor
     WHERE b.ward_id = %s AND b.register = %s AND b.file_name <> ''
     ORDER BY b.id DESC LIMIT %s
"""


class Batch(NamedTuple):
    """A sheet that was loaded, for a list of them; `is_undoable`: this reader may take it back."""

    id: int
    file_name: str
    who: str
    at: datetime
    added: int
    changed: int
    is_undone: bool
    is_undoable: bool


def keep_batch(
    conn: connection,
    register: Register,
    reader: Reader,
    *,
    added: Sequence[Seen] = (),
    changed: Sequence[Seen] = (),
    file_name: str = "",
) -> int:
    """Keep what was done to rows; return its id. It belongs to the transaction of the act."""
    return int(
        db.value(
            conn,
            "INSERT INTO batch_of_rows (ward_id, register, file_name, added, changed, actor)"
            " VALUES (%s, %s, %s, %s::bigint[], %s::bigint[], %s) RETURNING id",
            (reader.ward.id, register.name, file_name, _flat(added), _flat(changed), reader.login),
        )
    )


def newest_loads(
    conn: connection, register: Register, reader: Reader, most: int = 5
) -> list[Batch]:
    """Return the sheets that were loaded last, the newest first."""
    return [
        Batch(
            row["id"], row["file_name"], row["who"], row["at"], len(row["added"]) // 2,
            len(row["changed"]) // 2, row["undone_at"] is not None,
            row["undone_at"] is None and _is_theirs(row["actor"], reader),
        )
        for row in db.rows(conn, NEWEST, (reader.ward.id, register.name, most))
    ]  # fmt: skip


def undo_batch(
    conn: connection, register: Register, reader: Reader, batch_id: int, window: Window
) -> BulkDone:
    """Take back what one act did: rows that came go, rows that were changed are as before.

    Rows that somebody has changed since, or that others name by now, are left and told: they stay
    in the batch, for another try. NotFound for a batch there is none, NotAllowed for somebody
    else's below a supervisor, UndoRefused where it is undone already; where a row cannot be as it
    was, all is refused (FormRefused).
    """
    require_editor(register, reader)
    added: list[Seen] = []
    changed: list[Seen] = []
    with db.acting_as(conn, reader.login):
        row = db.one(
            conn,
            "SELECT * FROM batch_of_rows WHERE ward_id = %s AND register = %s AND id = %s"
            " FOR UPDATE",
            (reader.ward.id, register.name, batch_id),
        )
        if row is None:
            raise NotFound(Text("lần nạp", "load"), batch_id)
        if not _is_theirs(row["actor"], reader):
            raise NotAllowed(
                Text(
                    "Chỉ người đã nạp hoặc người giám sát được hoàn tác.",
                    "Only who loaded it or a supervisor may undo this.",
                )
            )
        if row["undone_at"] is not None:
            raise UndoRefused(Text("Lần này đã hoàn tác rồi.", "This is undone already."))
        hold(conn, reader.ward, register)
        # The last one first: a row that was entered may name one that came before it.
        for seen in reversed(_pairs(row["added"])):
            if not _removed(conn, register, reader, seen, window):
                added.append(seen)
        for seen in reversed(_pairs(row["changed"])):
            try:
                undo_change(conn, register, reader, *seen, window)
            except (EditConflict, NotFound):
                changed.append(seen)
        _keep_left(conn, reader, batch_id, added[::-1], changed[::-1])
    left = sorted(row_id for row_id, _ in (*added, *changed))
    return BulkDone((len(row["added"]) + len(row["changed"])) // 2 - len(left), left)


def _keep_left(
    conn: connection, reader: Reader, batch_id: int, added: list[Seen], changed: list[Seen]
) -> None:
    """Leave in a batch what was not taken back; with nothing left it is undone."""
    if added or changed:
        query = "UPDATE batch_of_rows SET added = %s::bigint[], changed = %s::bigint[]"
        given: tuple[object, ...] = (_flat(added), _flat(changed))
    else:
        query, given = "UPDATE batch_of_rows SET undone_by = %s, undone_at = now()", (reader.login,)
    db.execute(conn, f"{query} WHERE id = %s", (*given, batch_id))


def _removed(
    conn: connection, register: Register, reader: Reader, seen: Seen, window: Window
) -> bool:
    """Take away a row that came; False where it was changed, is gone, or is named by now."""
    try:
        with db.transaction(conn):
            version = same_as(conn, register, reader, *seen)
            remove_row(conn, register, reader, seen[0], version, window)
    except (EditConflict, FormRefused, InputError, NotFound):
        return False
    return True


def _is_theirs(actor: str, reader: Reader) -> bool:
    return reader.role >= Role.SUPERVISOR or actor == reader.login


def _flat(rows: Iterable[Seen]) -> list[int]:
    return list(chain.from_iterable(rows))


def _pairs(flat: Sequence[int]) -> list[Seen]:
    return list(zip(flat[::2], flat[1::2], strict=True))
