"""Say what an uploaded file would do as a new epoch: arguments `upload`, `wish`."""

from typing import Any

from geo.text import Text
from layers.boundaries.uploaded import plan_upload, read_wish
from layers.file_store import FileStore
from layers.jobs.base import JobContext, Kind
from layers.queries.uploads import get_upload
from layers.settings import FileSettings


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Plan in a transaction that is undone: begun again after a crash it finds the same."""
    upload = get_upload(job.conn, job.ward, arguments["upload"])
    wish = read_wish(arguments["wish"], upload, job.actor)
    store = FileStore(FileSettings.from_env().folder)
    return plan_upload(job.conn, job.ward, upload, wish, store, job.progress)


KIND = Kind("epoch_plan", Text("Dự kiến ranh giới mới", "Plan of new boundaries"), run)
