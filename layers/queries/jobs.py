"""Jobs as people see them: ask for one, look at it, cancel it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db
from layers.errors import JobNotFound
from layers.queries.job_claims import CHANNEL, ENDED
from layers.queries.wards import Ward

SHOWN = """
    SELECT id, ward_id, kind, arguments, state, stage, fraction, result, error, tries,
           cancel_requested_at, cancelled_by, created_by, created_at, started_at, ended_at
      FROM job
"""


@dataclass(frozen=True)
class Job:
    """The record of a job. `stage` and `error` are words in both languages."""

    id: int
    ward_id: int
    kind: str
    arguments: dict[str, Any]
    state: str
    stage: dict[str, str]
    fraction: float
    result: dict[str, Any] | None
    error: dict[str, str] | None
    tries: int
    cancel_requested_at: datetime | None
    cancelled_by: str | None
    created_by: str
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    def to_json(self) -> dict[str, Any]:
        """Return what a page shows; not the arguments, which may be long."""
        moments = ("created_at", "started_at", "ended_at")
        said = {name: getattr(self, name) for name in moments}
        return {
            "id": self.id,
            "kind": self.kind,
            "state": self.state,
            "stage": self.stage,
            "fraction": self.fraction,
            "result": self.result,
            "error": self.error,
            "tries": self.tries,
            "is_cancelling": self.cancel_requested_at is not None and not self.is_ended,
            "created_by": self.created_by,
            **{name: at and at.isoformat(timespec="milliseconds") for name, at in said.items()},
        }


def enqueue(conn: connection, ward: Ward, kind: str, arguments: dict[str, Any], actor: str) -> Job:
    """Ask for a job; a free worker begins it, after the commit where we are in a transaction."""
    with db.transaction(conn):
        job_id = db.value(
            conn,
            "INSERT INTO job (ward_id, kind, arguments, created_by)"
            " VALUES (%s, %s, %s, %s) RETURNING id",
            (ward.id, kind, Json(arguments), actor),
        )
        db.execute(conn, "SELECT pg_notify(%s, '')", (CHANNEL,))
    return get_job(conn, ward, job_id)


def get_job(conn: connection, ward: Ward, job_id: int) -> Job:
    """Return a job of this ward; JobNotFound also for the job of another ward."""
    row = db.one(conn, SHOWN + " WHERE id = %s AND ward_id = %s", (job_id, ward.id))
    if row is None:
        raise JobNotFound(job_id)
    return Job(**row)


def newest_about(conn: connection, ward: Ward, kind: str, name: str, number: int) -> Job | None:
    """Return the newest job of a kind whose argument `name` is a number, in whatever state."""
    query = (
        " WHERE ward_id = %s AND kind = %s AND (arguments ->> %s)::bigint = %s"
        " ORDER BY id DESC LIMIT 1"
    )
    row = db.one(conn, SHOWN + query, (ward.id, kind, name, number))
    return None if row is None else Job(**row)


def count_open(conn: connection, kind: str, actor: str) -> int:
    """Count the jobs of a kind that somebody has asked for in any ward and that have not ended."""
    query = (
        "SELECT count(*) FROM job"
        " WHERE kind = %s AND created_by = %s AND state IN ('queued', 'running')"
    )
    return int(db.value(conn, query, (kind, actor)))


def list_jobs(conn: connection, ward: Ward, limit: int = 50) -> list[Job]:
    """Return the newest jobs of a ward, newest first."""
    query = SHOWN + " WHERE ward_id = %s ORDER BY id DESC LIMIT %s"
    return [Job(**row) for row in db.rows(conn, query, (ward.id, limit))]


def request_cancel(conn: connection, ward: Ward, job_id: int, actor: str = "") -> Job:
    """Ask that a job stop: one that waits is cancelled at once, one at work within two seconds.

    A job that has ended stays as it is.
    """
    with db.transaction(conn):
        db.execute(
            conn,
            """
            UPDATE job SET cancel_requested_at = clock_timestamp(), cancelled_by = %(actor)s,
                   state = CASE state WHEN 'queued' THEN 'cancelled' ELSE state END,
                   ended_at = CASE state WHEN 'queued' THEN clock_timestamp() END
             WHERE id = %(id)s AND ward_id = %(ward)s AND state IN ('queued', 'running')
               AND cancel_requested_at IS NULL
            """,
            {"id": job_id, "ward": ward.id, "actor": actor},
        )
        db.execute(conn, "SELECT pg_notify(%s, '')", (CHANNEL,))
    return get_job(conn, ward, job_id)
