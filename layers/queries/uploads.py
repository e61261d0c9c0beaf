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
from layers.queries.custom_layers import seen_in
from layers.queries.wards import Ward
from layers.roles import Role

OPEN, LOADED, UNDONE, DISCARDED = "open", "loaded", "undone", "discarded"
ABANDONED_DAYS = 30


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


def get_upload(conn: connection, ward: Ward, upload_id: int, role: Role = Role.ADMIN) -> Upload:
    """Find an upload of a ward; UploadNotFound where there is none, it was discarded, or it is of
    a layer that is not for this role."""
    is_seen, values = _seen_by(role)
    row = db.one(
        conn,
        sql.SQL(
            "SELECT {} FROM upload WHERE ward_id = %(ward)s AND id = %(id)s"
            " AND state <> %(discarded)s AND {}"
        ).format(_ALL, is_seen),
        values | {"ward": ward.id, "id": upload_id, "discarded": DISCARDED},
    )
    if row is None:
        raise UploadNotFound(upload_id)
    return _upload(row)


def hold_row(conn: connection, ward: Ward, upload_id: int) -> None:
    """Let nobody else write about an upload until the caller's transaction ends."""
    query = "SELECT FROM upload WHERE ward_id = %s AND id = %s FOR UPDATE"
    db.execute(conn, query, (ward.id, upload_id))


def open_uploads(
    conn: connection, ward: Ward, limit: int = 20, role: Role = Role.ADMIN
) -> list[Upload]:
    """List the files that somebody has begun to bring in, the last touched first."""
    is_seen, values = _seen_by(role)
    query = sql.SQL(
        "SELECT {} FROM upload WHERE ward_id = %(ward)s AND state = %(open)s AND {}"
        " ORDER BY changed_at DESC, id DESC LIMIT %(limit)s"
    ).format(_BRIEF, is_seen)
    values |= {"ward": ward.id, "open": OPEN, "limit": limit}
    return [_upload(row) for row in db.rows(conn, query, values)]


def hidden_uploads(conn: connection, ward: Ward, ids: Sequence[int], role: Role) -> set[int]:
    """Return those of some uploads, discarded ones too, that are of layers not for this role."""
    is_seen, values = _seen_by(role)
    query = sql.SQL(
        "SELECT id FROM upload WHERE ward_id = %(ward)s AND id = ANY(%(ids)s) AND NOT ({})"
    ).format(is_seen)
    return {row["id"] for row in db.rows(conn, query, values | {"ward": ward.id, "ids": list(ids)})}


def hold_upload(conn: connection, ward: Ward, upload_id: int) -> Upload:
    """Return an upload as it is once nobody else loads it; the caller's transaction holds it.

    Two loads of one file wait for each other here, and the second sees what the first has done.
    """
    lock = "SELECT pg_advisory_xact_lock(hashtext('diemnong.upload'), %s)"
    db.execute(conn, lock, (upload_id % 2**31,))
    return get_upload(conn, ward, upload_id)


def _seen_by(role: Role) -> tuple[sql.Composable, dict[str, Any]]:
    """SQL for uploads that a role may know of: of its layers, or for a new one that it may see."""
    is_seen, values = seen_in("upload", role)
    wished = sql.SQL("coalesce(said #>> '{{new_layer,visible_to}}', 'public') = ANY(%(roles)s)")
    return sql.SQL("({} AND {})").format(is_seen, wished.format()), values


def add_companion(conn: connection, upload: Upload, file: KeptFile) -> None:
    """Lay a file beside the one that is named, or in place of one of the same name.

    Several may come at the same time: each sees what the one before has laid there.
    """
    with db.transaction(conn):
        hold = "SELECT files FROM upload WHERE id = %s FOR UPDATE"
        files = [KeptFile(**each) for each in db.value(conn, hold, (upload.id,))]
        others = [each for each in files if each.name != file.name]
        _set(conn, upload, files=_json([*others, file]))


def say(conn: connection, upload: Upload, said: Mapping[str, Any], layer: str) -> None:
    """Keep what was said; an undone import is open again once something is said.

    UploadNotFound where the file was loaded or discarded this very moment.
    """
    touched = _set(
        conn, upload, (LOADED, DISCARDED), said=Json(dict(said)), layer=layer, state=OPEN
    )
    if not touched:
        raise UploadNotFound(upload.id)


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
    """Note what an upload was loaded as, and into which layer: a new one got its name by it.

    UploadNotFound where somebody has discarded it meanwhile: then nothing may be loaded.
    """
    if not _set(conn, upload, (DISCARDED,), state=LOADED, import_id=import_id, layer=upload.layer):
        raise UploadNotFound(upload.id)


def discard(conn: connection, upload: Upload) -> list[str]:
    """Take an upload off the list, with what a check kept of it; what was loaded from it stays.

    Returns the hashes of the files that nothing refers to any more: they may be forgotten.
    """
    with db.transaction(conn):
        _set(conn, upload, state=DISCARDED, checked=None, preview=None, issues_sha256=None)
        return _unused(conn, [upload])


def discard_abandoned(conn: connection) -> list[str]:
    """Discard what nobody has touched for 30 days and never loaded, in all wards.

    Returns the hashes of the files that may be forgotten, as `discard` does.
    """
    with db.transaction(conn):
        old = db.rows(
            conn,
            sql.SQL(
                "SELECT {} FROM upload WHERE state = ANY(%(waiting)s)"
                " AND changed_at < now() - make_interval(days => %(days)s)"
                " ORDER BY id FOR UPDATE SKIP LOCKED"
            ).format(_BRIEF),
            {"waiting": [OPEN, UNDONE], "days": ABANDONED_DAYS},
        )
        uploads = [_upload(row) for row in old]
        for each in uploads:
            _set(conn, each, state=DISCARDED, checked=None, preview=None, issues_sha256=None)
        return _unused(conn, uploads)


def unused_files(conn: connection, hashes: Sequence[str]) -> list[str]:
    """Return those of some hashes that no upload, import or photo refers to.

    A photo that was withdrawn holds its files as long as they stand in `loose_file`.
    """
    found = db.rows(conn, _UNUSED, {"hashes": list(hashes), "discarded": DISCARDED})
    return [row["sha256"] for row in found]


def _unused(conn: connection, uploads: Sequence[Upload]) -> list[str]:
    hashes = [file.sha256 for each in uploads for file in each.files]
    hashes += [each.issues_sha256 for each in uploads if each.issues_sha256]
    return unused_files(conn, hashes)


_UNUSED = """
SELECT DISTINCT wanted.sha256
  FROM unnest(%(hashes)s::text[]) AS wanted (sha256)
 WHERE NOT EXISTS (
         SELECT FROM upload AS u
          WHERE u.state <> %(discarded)s
            AND (u.issues_sha256 = wanted.sha256
                 OR u.files @> jsonb_build_array(jsonb_build_object('sha256', wanted.sha256))))
   AND NOT EXISTS (
         SELECT FROM import_run AS i
          WHERE i.files @> jsonb_build_array(jsonb_build_object('sha256', wanted.sha256)))
   AND NOT EXISTS (
         SELECT FROM incident_photo AS p
          WHERE wanted.sha256 IN (p.sha256, p.shared_sha256) AND p.withdrawn_at IS NULL)
   AND NOT EXISTS (SELECT FROM loose_file AS l WHERE l.sha256 = wanted.sha256)
"""


def _set(conn: connection, upload: Upload, unless: tuple[str, ...] = (), **values: object) -> int:
    """Write columns of an upload, unless it is in one of some states; return how many rows."""
    changes = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in values
    )
    query = sql.SQL(
        "UPDATE upload SET {}, changed_at = now() WHERE id = %(id)s AND state <> ALL(%(unless)s)"
    ).format(changes)
    return db.execute(conn, query, values | {"id": upload.id, "unless": list(unless)})


def _json(files: Sequence[KeptFile]) -> Json:
    return Json([each.to_json() for each in files])


def _upload(row: dict[str, Any]) -> Upload:
    return Upload(**row | {"files": tuple(KeptFile(**each) for each in row["files"])})
