"""Do one job: in a worker's child process, or in the process that calls."""

import logging

import psycopg2
from psycopg2.extensions import connection

from geo.errors import ServiceError
from geo.text import Text
from layers import db
from layers.jobs.base import JobCancelled, JobContext
from layers.jobs.kinds import get_kind
from layers.queries import job_claims
from layers.queries.wards import get_ward
from layers.settings import ComputeSettings

log = logging.getLogger(__name__)
DEFECT = Text(
    "Lỗi của chương trình khi làm việc này; đã được ghi lại.",
    "A fault of the program while doing this; it has been logged.",
)


class DatabaseLost(Exception):
    """The connection broke in the middle: for the worker this is the same as a dead process."""


def run_attempt(database_url: str, computing: ComputeSettings, job_id: int, attempt: int) -> None:
    """Do a claimed job over two connections of its own, both of which hold its lock."""
    try:
        conn, record = db.connect(database_url), db.connect(database_url)
        try:
            for each in (conn, record):
                job_claims.hold(each, job_id)
            _work(conn, record, job_id, attempt, computing)
        finally:
            conn.close()
            record.close()
    except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
        log.exception("job %s: the database was lost", job_id)
        raise DatabaseLost(str(error)) from None


def run_one(conn: connection, job_id: int) -> None:
    """Do a job that waits, in this process and over this connection; for tests and tools."""
    claimed = job_claims.claim(conn, "run_one", job_id)
    if claimed is None:
        raise ValueError(f"job {job_id} does not wait")
    try:
        _work(conn, conn, *claimed, ComputeSettings())
    finally:
        job_claims.let_go(conn, job_id)


def _work(
    conn: connection, record: connection, job_id: int, attempt: int, computing: ComputeSettings
) -> None:
    """Do the work and keep its end: result, words for the person, or that it was cancelled."""
    work = job_claims.read_work(record, job_id, attempt)
    if work is None:
        return
    try:
        ward = get_ward(conn, work["ward_code"])
        job = JobContext(conn, record, ward, work["created_by"], job_id, attempt, computing)
        result = get_kind(work["kind"]).run(job, work["arguments"])
    except JobCancelled:
        job_claims.mark_cancelled(record, job_id, attempt)
    except ServiceError as error:
        job_claims.fail(record, job_id, attempt, error.text)
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        raise
    except Exception:
        log.exception("job %s (%s) met a defect", job_id, work["kind"])
        job_claims.fail(record, job_id, attempt, DEFECT)
    else:
        job_claims.finish(record, job_id, attempt, result)
