"""A new record is saved once, however often that is asked for: an answer may be lost on its way."""

import hashlib
import json
import uuid
from typing import NamedTuple

from psycopg2.extensions import connection

from geo.refusals import must_be, refused
from geo.text import Text
from layers import db
from layers.editing.contract import Row, Wish
from layers.editing.editable import Subject
from layers.editing.rows import read_row
from layers.errors import NotFound, Stale
from layers.queries.wards import Ward

MOST = 64
EARLIER = """
    SELECT e.id, e.wished, c.row_id
      FROM edit AS e JOIN change_log AS c ON c.id = ANY (e.changes) AND c.action = 'insert'
     WHERE e.ward_id = %s AND e.attempt = %s AND e.layer = %s AND c.table_name = %s
     ORDER BY c.id LIMIT 1
"""


class Attempt(NamedTuple):
    """The form of a new record by its key, and a digest of what it says."""

    key: str
    wished: str


class Earlier(NamedTuple):
    """The edit that saved a form already, and its row as it stands."""

    edit_id: int
    row: Row


def new_key() -> str:
    """Return the key that a new form carries."""
    return uuid.uuid4().hex


def attempt_of(wish: Wish) -> Attempt | None:
    """Return which attempt a wish for a new record is; None: it has no key, or is no new one.

    InputError for a key that no form has.
    """
    if wish.row_id is not None or not wish.attempt:
        return None
    if len(wish.attempt) > MOST:
        raise must_be("attempt", f"nhiều nhất {MOST} ký tự", f"at most {MOST} characters")
    said = json.dumps([wish.geometry, dict(wish.values), wish.reason], sort_keys=True)
    return Attempt(wish.attempt, hashlib.sha256(said.encode()).hexdigest())


def saved_already(
    conn: connection, ward: Ward, subject: Subject, attempt: Attempt
) -> Earlier | None:
    """Return what this attempt saved before; whoever asks at the same time waits for the other.

    Stale, with the row as it stands, where the form says something else by now; InputError where
    its row is gone again. It is called in the transaction of the save.
    """
    db.execute(
        conn, "SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", (attempt.key, ward.id)
    )
    asked = (ward.id, attempt.key, subject.layer.name, subject.target.table)
    found = db.one(conn, EARLIER, asked)
    if found is None:
        return None
    try:
        row = read_row(conn, ward, subject, int(found["row_id"]), lock=True)
    except NotFound as gone:
        raise refused("attempt", attempt.key[:8], _GONE) from gone
    if found["wished"] != attempt.wished:
        raise Stale(_SAVED, {"row": row, "subject": subject})
    return Earlier(found["id"], row)


_GONE = Text(
    "bản ghi này đã được lưu rồi bị xóa hoặc hoàn tác; hãy mở một mẫu mới",
    "this record was saved, and taken away or undone since; open a new form",
)
_SAVED = Text(
    "Lần lưu trước đã đến máy chủ: bản ghi này có rồi, không thêm lần nữa. Phần bạn sửa sau đó còn"
    " nguyên.",
    "The save before did arrive: this record is there, it is not added again. What you changed"
    " after that is still here.",
)
