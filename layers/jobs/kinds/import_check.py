"""Check an uploaded file with what was said of it: argument `upload`; result `verdict`."""

from typing import Any

from geo.text import Text
from layers.file_store import FileStore
from layers.importing.upload_work import check_upload
from layers.jobs.base import JobContext, Kind
from layers.queries.uploads import get_upload
from layers.settings import FileSettings


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Keep what was found with the upload; begun again after a crash it finds the same."""
    upload = get_upload(job.conn, job.ward, arguments["upload"])
    store = FileStore(FileSettings.from_env().folder)
    return check_upload(job.conn, job.ward, upload, store, job.actor, job.progress)


KIND = Kind("import_check", Text("Kiểm tra tệp", "Check of a file"), run)
