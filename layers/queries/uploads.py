"""Files on their way into a ward: what was said about each, and what the last check found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.file_store import KeptFile
from layers.queries.wards import Ward

OPEN, LOADED, UNDONE, DISCARDED = "open", "loaded", "undone", "discarded"


class UploadNotFound(NotFound):
    def __init__(self, upload_id: object) -> None:
        super().__init__(Text("tệp tải lên", "upload"), upload_id)


@dataclass(frozen=True)
class Upload:
    """`checked` is the last check as JSON, made with `checked_said`; None: not looked at yet."""

    id: int
    layer: str
    file_name: str
    file_sha256: str
    files: tuple[KeptFile, ...]
    said: Mapping[str, Any]
    checked: Mapping[str, Any] | None
    checked_said: Mapping[str, Any] | None
    preview: Mapping[str, Any] | None
    issues_sha256: str | None
    state: str
    job_id: int | None
    import_id: int | None
    created_by: str
    created_at: datetime
    changed_at: datetime

    @property
    def is_checked(self) -> bool:
        """Whether the last check still holds: nothing was said since."""
        return self.checked is not None and self.checked_said == self.wanted

    @property
    def wanted(self) -> dict[str, Any]:
        """Everything a check depends on."""
        files = [each.sha256 for each in self.files]
        return {"layer": self.layer, "files": files, "said": dict(self.said)}


_BRIEF = sql.SQL(
    "id, layer, file_name, file_sha256, files, said, NULL::jsonb AS checked, NULL::jsonb AS"
    " checked_said, NULL::jsonb AS preview, issues_sha256, state, job_id, import_id, created_by,"
    " created_at, changed_at"
)
_ALL = sql.SQL(
    "id, layer, file_name, file_sha256, files, said, checked, checked_said, preview,"
    " issues_sha256, state, job_id, import_id, created_by, created_at, changed_at"
)


def add_upload(
    conn: connection, ward: Ward, layer: str, files: Sequence[KeptFile], actor: str
) -> Upload:
    """Note a file that has come; the first of `files` is the one that is named."""
    row = db.one(
        conn,
        sql.SQL(
            "INSERT INTO upload (ward_id, layer, file_name, file_sha256, files, created_by)"
            " VALUES (%s, %s, %s, %s, %s, %s) RETURNING {}"
        ).format(_ALL),
        (ward.id, layer, files[0].name, files[0].sha256, _json(files), actor),
    )
    assert row is not None
    return _upload(row)


def get_upload(conn: connection, ward: Ward, upload_id: int) -> Upload:
    """Find an upload of a ward; UploadNotFound where there is none, or it was discarded."""
    row = db.one(
        conn,
        sql.SQL("SELECT {} FROM upload WHERE ward_id = %s AND id = %s AND state <> %s").format(
            _ALL
        ),
        (ward.id, upload_id, DISCARDED),
    )
    if row is None:
        raise UploadNotFound(upload_id)
    return _upload(row)


def open_uploads(conn: connection, ward: Ward, limit: int = 20) -> list[Upload]:
    """List the files that somebody has begun to bring in, the last touched first."""
    query = sql.SQL(
        "SELECT {} FROM upload WHERE ward_id = %s AND state = %s ORDER BY changed_at DESC, id DESC"
        " LIMIT %s"
    ).format(_BRIEF)
    return [_upload(row) for row in db.rows(conn, query, (ward.id, OPEN, limit))]


def add_companion(conn: connection, upload: Upload, file: KeptFile) -> None:
    """Lay a file beside the one that is named, or in place of one of the same name."""
    others = [each for each in upload.files if each.name != file.name]
    _set(conn, upload, files=_json([*others, file]))


def say(conn: connection, upload: Upload, said: Mapping[str, Any], layer: str) -> None:
    """Keep what was said; an undone import is open again once something is said."""
    _set(conn, upload, said=Json(dict(said)), layer=layer, state=OPEN)


def set_job(conn: connection, upload: Upload, job_id: int) -> None:
    db.execute(conn, "UPDATE upload SET job_id = %s WHERE id = %s", (job_id, upload.id))


def save_check(
    conn: connection,
    upload: Upload,
    checked: Mapping[str, Any],
    preview: Mapping[str, Any],
    issues_sha256: str | None,
) -> None:
    """Keep what a check found, with what it was made with."""
    _set(
        conn,
        upload,
        checked=Json(dict(checked)),
        checked_said=Json(upload.wanted),
        preview=Json(dict(preview)),
        issues_sha256=issues_sha256,
    )


def mark_loaded(conn: connection, upload: Upload, import_id: int) -> None:
    """Note what an upload was loaded as, and into which layer: a new one got its name by it."""
    _set(conn, upload, state=LOADED, import_id=import_id, layer=upload.layer)


def discard(conn: connection, upload: Upload) -> list[str]:
    """Take an upload off the list, with what a check kept of it; what was loaded from it stays.

    Returns the hashes of the files that nothing refers to any more: they may be forgotten.
    """
    with db.transaction(conn):
        _set(conn, upload, state=DISCARDED, checked=None, preview=None, issues_sha256=None)
        hashes = [each.sha256 for each in upload.files]
        hashes += [upload.issues_sha256] if upload.issues_sha256 else []
        found = db.rows(conn, _UNUSED, {"hashes": hashes, "discarded": DISCARDED})
    return [row["sha256"] for row in found]


_UNUSED = """
SELECT DISTINCT wanted.sha256
  FROM unnest(%(hashes)s) AS wanted (sha256)
 WHERE NOT EXISTS (
         SELECT FROM upload AS u
          WHERE u.state <> %(discarded)s
            AND (u.issues_sha256 = wanted.sha256
                 OR u.files @> jsonb_build_array(jsonb_build_object('sha256', wanted.sha256))))
   AND NOT EXISTS (
         SELECT FROM import_run AS i
          WHERE i.files @> jsonb_build_array(jsonb_build_object('sha256', wanted.sha256)))
"""


def _set(conn: connection, upload: Upload, **values: object) -> None:
    changes = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    query = sql.SQL("UPDATE upload SET {}, changed_at = now() WHERE id = %(id)s").format(changes)
    db.execute(conn, query, values | {"id": upload.id})


def _json(files: Sequence[KeptFile]) -> Json:
    return Json([each.to_json() for each in files])


def _upload(row: dict[str, Any]) -> Upload:
    return Upload(**row | {"files": tuple(KeptFile(**each) for each in row["files"])})
