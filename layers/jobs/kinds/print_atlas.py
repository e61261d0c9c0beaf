"""Make an atlas: arguments `request`, `role`; the result says under which hash the PDF is kept."""

import time
from datetime import datetime
from typing import Any

from geo.text import Text
from layers.file_store import FileStore
from layers.jobs.base import JobContext, Kind
from layers.printing.of_view import print_view
from layers.printing.request import PrintRequest
from layers.roles import Role
from layers.settings import FileSettings

KEPT_S = 7 * 24 * 3600
"""How long a print waits to be fetched; it can always be made again."""


def prints(files: FileSettings) -> FileStore:
    """Return where prints are kept: apart from what people have brought."""
    return FileStore(files.folder / "prints")


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the hash and size of the PDF; begun a second time it is simply made again."""
    asked = PrintRequest.from_json(arguments["request"])
    made = print_view(
        job.conn,
        job.ward,
        Role.parse(arguments["role"]),
        asked,
        made_at=datetime.now(),
        progress=job.progress,
    )
    store = prints(FileSettings.from_env())
    kept = store.receive(f"{job.ward.code}.pdf", [made])
    store.forget_before(time.time() - KEPT_S)
    return {"sha256": kept.sha256, "bytes": kept.bytes}


KIND = Kind("print", Text("In tập bản đồ", "Print of an atlas"), run)
