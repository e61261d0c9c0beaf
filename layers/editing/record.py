"""The record of edits: which entries of the change log one save made, why, and taking it back."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import psycopg2
import psycopg2.errors
from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.text import Text
from layers import db
from layers.day_words import short_moment
from layers.editing.attempts import Attempt
from layers.editing.contract import Row
from layers.editing.editable import Subject
from layers.editing.edited import EDITABLE, find_subject, require_editor
from layers.editing.rows import read_row, remove_row
from layers.errors import NotAllowed, NotFound, UndoRefused
from layers.logged_rows import bring_back, put_back
from layers.queries.wards import Ward
from layers.roles import Role

MADE = """
    SELECT coalesce(array_agg(c.id ORDER BY c.id), '{}')
      FROM unnest(%s::text[], %s::text[]) AS mine (table_name, row_id)
      JOIN change_log AS c USING (table_name, row_id)
     WHERE c.id > %s
"""

# What was done to the rows of an edit since, and stands. An edit, its undo, the undo of that and so
# on are one line, of which only the last can matter: an odd number since leaves a difference.
LATER = """
    WITH RECURSIVE last AS (
      SELECT c.id, c.actor, c.at, taken.undoes
        FROM change_log AS made
        JOIN change_log AS c ON c.table_name = made.table_name AND c.row_id = made.row_id
         AND c.id > made.id AND NOT c.id = ANY(%(changes)s)
        LEFT JOIN edit AS taken ON taken.changes @> ARRAY[c.id]
       WHERE made.id = ANY(%(changes)s)
         AND NOT EXISTS (SELECT FROM edit AS u WHERE u.undoes = taken.id)
    ), line AS (
      SELECT last.*, 1 AS length FROM last
      UNION ALL
      SELECT line.id, line.actor, line.at, e.undoes, line.length + 1
        FROM line JOIN edit AS e ON e.id = line.undoes
       WHERE e.id > %(edit)s
    )
    SELECT max(actor) AS actor, max(at) AS at FROM line
     GROUP BY id HAVING max(length) %% 2 = 1
     ORDER BY id DESC LIMIT 1
"""


def newest_change(conn: connection) -> int:
    """Return the newest entry of the change log: what this transaction makes comes after it."""
    return int(db.value(conn, "SELECT coalesce(max(id), 0) FROM change_log"))


def record_edit(
    conn: connection,
    ward: Ward,
    subject: Subject,
    action: str,
    reason: str,
    actor: str,
    row_ids: Sequence[int],
    since: int,
    undoes: int | None = None,
    beside: Sequence[tuple[str, str]] = (),
    attempt: Attempt | None = None,
) -> int:
    """Keep an edit with the entries it made; its rows are locked, so they are all its own.

    `beside`: table and id of the rows of other tables that it took along.
    """
    mine = dict.fromkeys([*((subject.target.table, str(each)) for each in row_ids), *beside])
    tables, ids = [each[0] for each in mine], [each[1] for each in mine]
    made = db.value(conn, MADE, (tables, ids, since))
    query = (
        "INSERT INTO edit (ward_id, layer, action, reason, changes, undoes, actor, attempt, wished)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
    )
    values = (ward.id, subject.layer.name, action, reason, made, undoes, actor)
    return int(db.value(conn, query, (*values, *(attempt or (None, None)))))


def undo_edit(conn: connection, ward: Ward, edit_id: int, role: Role, actor: str) -> dict[str, Any]:
    """Take an edit back as a whole; what it did is as before, and the undo is a version of its own.

    NotFound where there is no such edit, UndoRefused where a row was changed since, or the edit is
    undone already.
    """
    with db.acting_as(conn, actor):
        edit = db.one(
            conn, "SELECT * FROM edit WHERE ward_id = %s AND id = %s FOR UPDATE", (ward.id, edit_id)
        )
        if edit is None or edit["layer"] not in EDITABLE:
            raise NotFound(Text("lần sửa", "edit"), edit_id)
        require_editor(edit["layer"], role)
        subject = find_subject(edit["layer"], role)
        if role < Role.SUPERVISOR and edit["actor"] != actor:
            raise NotAllowed(
                Text(
                    "Chỉ giám sát trở lên hoàn tác việc người khác đã lưu.",
                    "Supervisors and above undo what somebody else has saved.",
                )
            )
        subject.rule.lock(conn, ward)
        _lock_rows(conn, ward, subject, edit["changes"])
        require_newest(conn, edit)
        since = newest_change(conn)
        whole = subject.rule.undo_whole(conn, ward, edit, actor)
        undone = _Undone(whole) if whole is not None else _take_all_back(conn, ward, subject, edit)
        undo_id = record_edit(
            conn, ward, subject, "undo", edit["reason"], actor, undone.rows, since, edit_id,
            undone.beside,
        )  # fmt: skip
    return {"edit": undo_id, "undid": edit_id, "incidents": undone.incidents, "rows": undone.rows}


class _Undone(NamedTuple):
    """The rows of the layer that an undo wrote, those beside, and incidents linked anew."""

    rows: list[int]
    beside: Sequence[tuple[str, str]] = ()
    incidents: int = 0


def _take_all_back(conn: connection, ward: Ward, subject: Subject, edit: dict[str, Any]) -> _Undone:
    """Undo an edit entry by entry, the newest first."""
    changes = db.rows(
        conn, "SELECT * FROM change_log WHERE id = ANY(%s) ORDER BY id DESC", (edit["changes"],)
    )
    shapes: list[BaseGeometry] = []
    own, beside = [], []
    for change in changes:
        if change["table_name"] == subject.target.table:
            shapes += _take_back(conn, ward, subject, change)
            own.append(int(change["row_id"]))
        else:
            beside.append(subject.rule.take_back_beside(conn, change))
    return _Undone(own, beside, subject.rule.after_move(conn, ward, shapes))


def _lock_rows(conn: connection, ward: Ward, subject: Subject, changes: Sequence[int]) -> None:
    """Wait for those who write the rows of an edit, so that what they log is seen afterwards."""
    query = sql.SQL(
        "SELECT t.id FROM {} AS t WHERE t.ward_id = %s AND t.id IN"
        " (SELECT row_id::bigint FROM change_log WHERE id = ANY(%s) AND table_name = %s)"
        " ORDER BY t.id FOR UPDATE"
    )
    params = (ward.id, list(changes), subject.target.table)
    db.execute(conn, query.format(subject.table), params)
    subject.rule.lock_beside(conn, changes)


def require_newest(conn: connection, edit: dict[str, Any]) -> None:
    """Refuse to undo an edit that is undone already, or whose rows were changed since.

    An edit that came later and was undone leaves no difference: neither it nor its undo counts. It
    does again where that undo was itself undone.
    """
    if db.value(conn, "SELECT 1 FROM edit WHERE undoes = %s", (edit["id"],)):
        raise UndoRefused(
            Text("Lần sửa này đã được hoàn tác.", "This edit has been undone already.")
        )
    later = db.one(conn, LATER, {"changes": edit["changes"], "edit": edit["id"]})
    if later is not None:
        who, when = later["actor"], short_moment(later["at"])
        raise UndoRefused(
            Text(
                f"Không hoàn tác: {who} đã sửa tiếp lúc {when.vi}. Hãy hoàn tác lần ấy trước, hoặc"
                " mở một phiên bản cũ của bản ghi rồi lưu lại.",
                f"It is not undone: {who} changed it again at {when.en}. Undo that first, or open"
                " an earlier version of the record and save it again.",
            )
        )


def _take_back(
    conn: connection, ward: Ward, subject: Subject, change: dict[str, Any]
) -> list[BaseGeometry]:
    """Undo one entry; return the shapes that were and are now."""
    table, row_id = subject.target.table, int(change["row_id"])
    shapes = [] if change["action"] == "delete" else [_row(conn, ward, subject, row_id).shape]
    try:
        if change["action"] == "insert":
            subject.rule.require_untouched(conn, row_id)
            remove_row(conn, subject, row_id)
        elif change["action"] == "update":
            put_back(conn, table, row_id, change["before"])
            subject.rule.after_write(conn, ward, row_id, is_moved=False)
        else:
            bring_back(conn, table, change["before"])
    except psycopg2.IntegrityError as error:
        rule = error.diag.constraint_name or "?"
        raise UndoRefused(
            Text(
                f"Không hoàn tác được: trái quy tắc {rule}.",
                f"It cannot be undone: against {rule}.",
            )
        ) from error
    return shapes + (
        [] if change["action"] == "insert" else [_row(conn, ward, subject, row_id).shape]
    )


def _row(conn: connection, ward: Ward, subject: Subject, row_id: int) -> Row:
    return read_row(conn, ward, subject, row_id, lock=True)
