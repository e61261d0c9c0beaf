"""Load an uploaded file as a new epoch: arguments `upload`, `wish`; result `epoch`."""

from typing import Any

from geo.text import Text
from layers.boundaries.uploaded import load_upload, read_wish
from layers.file_store import FileStore
from layers.jobs.base import JobContext, Kind
from layers.queries.uploads import get_upload
from layers.settings import FileSettings


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Load in one transaction; begun again after a crash it loads once, whatever was reached."""
    upload = get_upload(job.conn, job.ward, arguments["upload"])
    wish = read_wish(arguments["wish"], upload, job.actor)
    store = FileStore(FileSettings.from_env().folder)
    return load_upload(job.conn, job.ward, upload, wish, store, job.progress)


KIND = Kind("epoch_load", Text("Nạp ranh giới mới", "Load of new boundaries"), run)
