"""Load an uploaded file: argument `upload`; result is the report of the import."""

from typing import Any

from geo.text import Text
from layers.file_store import FileStore
from layers.importing.upload_work import load_upload
from layers.jobs.base import JobContext, Kind
from layers.queries.uploads import get_upload
from layers.settings import FileSettings


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Load in one transaction; begun again after a crash it loads once, whatever was reached."""
    upload = get_upload(job.conn, job.ward, arguments["upload"])
    store = FileStore(FileSettings.from_env().folder)
    return load_upload(job.conn, job.ward, upload, store, job.actor, job.progress)


KIND = Kind("import_load", Text("Nạp tệp", "Load of a file"), run)
