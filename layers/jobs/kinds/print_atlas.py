"""Make an atlas: arguments `request`, `role`; the result says under which hash the PDF is kept."""

import time
from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import clock, db
from layers.errors import NotAllowed, Unavailable
from layers.file_store import FileStore
from layers.jobs.base import JobContext, Kind
from layers.printing.of_view import print_view
from layers.printing.request import PrintRequest
from layers.queries.jobs import Job, count_open, enqueue
from layers.queries.users import role_in
from layers.queries.wards import Ward
from layers.roles import Role
from layers.settings import FileSettings

KEPT_S = 7 * 24 * 3600
"""How long a print waits to be fetched; it can always be made again."""
MOST_WAITING = 3
"""Atlases of one person that wait or are being made at a time."""


def prints(files: FileSettings) -> FileStore:
    """Return where prints are kept: apart from what people have brought."""
    return FileStore(files.folder / "prints")


def enqueue_print(conn: connection, ward: Ward, arguments: dict[str, Any], actor: str) -> Job:
    """Ask for an atlas; Unavailable where so many of this person's wait or are being made."""
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext(%s))", (f"print {actor}",))
        if count_open(conn, "print", actor) >= MOST_WAITING:
            raise Unavailable(
                Text(
                    f"Bạn đang có {MOST_WAITING} tập bản đồ chờ in; hãy đợi một tập xong, hoặc dừng"
                    " một tập.",
                    f"{MOST_WAITING} atlases of yours wait to be made; let one end, or stop one.",
                )
            )
        return enqueue(conn, ward, "print", arguments, actor)


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the hash and size of the PDF; begun a second time it is simply made again.

    NotAllowed where whoever asked has lost the role since: the print is for that role's eyes.
    """
    role = Role.parse(arguments["role"])
    _require_still(job, role)
    asked = PrintRequest.from_json(arguments["request"])
    made = print_view(
        job.conn,
        job.ward,
        role,
        asked,
        made_at=clock.now(),
        progress=job.progress,
    )
    store = prints(FileSettings.from_env())
    kept = store.receive(f"{job.ward.code}.pdf", [made])
    store.forget_before(time.time() - KEPT_S)
    return {"sha256": kept.sha256, "bytes": kept.bytes}


def _require_still(job: JobContext, role: Role) -> None:
    if role_in(job.conn, job.actor, job.ward) < role:
        raise NotAllowed(
            Text(
                f"Tài khoản {job.actor} không còn quyền của lúc yêu cầu in ({role.code}).",
                f"The account {job.actor} no longer has the role it asked with ({role.code}).",
            )
        )


KIND = Kind("print", Text("In tập bản đồ", "Print of an atlas"), run)
