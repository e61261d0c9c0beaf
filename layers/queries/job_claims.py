"""Jobs as a worker sees them: claim one, keep it, end it, and find those that nobody holds.

A worker and every connection of a job hold a shared advisory lock of the job's number as long as
they live; PostgreSQL lets go of it the moment they die. So a running job whose lock is free is
nobody's. Where a whole machine goes silent its connections linger: then the lease tells, and
those connections are ended before the job is begun again, so that the dead can never write.
"""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db

CHANNEL = "diemnong_job"
ENDED = ("done", "failed", "cancelled")
MOST_TRIES = 2
LEASE_S = 30
LOCK = 0x6A6F62  # "job"
WORKER = 0x776F726B  # "work": every worker holds it, shared, as long as it listens
DIED_TWICE = Text(
    "Tiến trình làm việc này bị ngắt đột ngột hai lần (hết bộ nhớ, bị tắt, hoặc mất cơ sở dữ liệu),"
    " nên việc không được làm lại nữa. Chưa có gì được ghi dở dang.",
    "The process doing this was cut short twice (out of memory, killed, or the database lost),"
    " so it is not begun again. Nothing half-done was written.",
)

CLAIM = """
    UPDATE job SET state = 'running', worker = %(worker)s, tries = tries + 1, fraction = 0,
           stage = '{"vi": "", "en": ""}',
           started_at = clock_timestamp(),
           lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
     WHERE id = (SELECT id FROM job WHERE state = 'queued' AND (%(id)s IS NULL OR id = %(id)s)
                  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, tries
"""
SOME_WORKER = """
    SELECT EXISTS (
      SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND classid = %s AND objid = 0 AND objsubid = 2
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
"""


def listen(conn: connection) -> None:
    """Have the connection hear of new, cancelled and returned jobs, and show that it does."""
    db.execute(conn, sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
    db.execute(conn, "SELECT pg_advisory_lock_shared(%s, 0)", (WORKER,))


def has_worker(conn: connection) -> bool:
    """Say whether any worker listens for jobs of this database just now."""
    return bool(db.value(conn, SOME_WORKER, (WORKER,)))


def claim(conn: connection, worker: str, job_id: int | None = None) -> tuple[int, int] | None:
    """Take the oldest job that waits (or the named one), with its lock; return id and attempt."""
    with db.transaction(conn):
        row = db.one(conn, CLAIM, {"worker": worker, "lease": LEASE_S, "id": job_id})
        if row is None:
            return None
        hold(conn, row["id"])
    return row["id"], row["tries"]


def hold(conn: connection, job_id: int) -> None:
    """Show that this connection works on a job, until it closes or lets go."""
    db.execute(conn, "SELECT pg_advisory_lock_shared(%s, %s)", (LOCK, _number(job_id)))


def let_go(conn: connection, job_id: int) -> None:
    db.execute(conn, "SELECT pg_advisory_unlock_shared(%s, %s)", (LOCK, _number(job_id)))


def read_work(conn: connection, job_id: int, attempt: int) -> dict[str, Any] | None:
    """Return what a job at work is about; None where this attempt is no longer the running one."""
    return db.one(
        conn,
        "SELECT job.kind, job.arguments, job.created_by, ward.code AS ward_code"
        "  FROM job JOIN ward ON ward.id = job.ward_id"
        " WHERE job.id = %s AND job.tries = %s AND job.state = 'running'",
        (job_id, attempt),
    )


def tell_progress(
    conn: connection, job_id: int, attempt: int, stage: Text, fraction: float
) -> bool:
    """Keep how far a job is; False where it shall stop."""
    row = db.one(
        conn,
        "UPDATE job SET stage = %s, fraction = %s"
        " WHERE id = %s AND tries = %s AND state = 'running'"
        " RETURNING cancel_requested_at",
        (Json(stage.to_json()), min(max(fraction, 0.0), 1.0), job_id, attempt),
    )
    return row is not None and row["cancel_requested_at"] is None


def finish(conn: connection, job_id: int, attempt: int, result: dict[str, Any]) -> bool:
    """Keep the result of a job that is done; False where it is no longer this attempt's."""
    return _end(conn, job_id, attempt, "done", result=result)


def fail(conn: connection, job_id: int, attempt: int, words: Text) -> bool:
    """Keep why a job came to nothing."""
    return _end(conn, job_id, attempt, "failed", error=words)


def mark_cancelled(conn: connection, job_id: int, attempt: int) -> bool:
    """Keep that a job was stopped because a person asked for it."""
    return _end(conn, job_id, attempt, "cancelled")


def put_back(conn: connection, job_id: int, attempt: int) -> None:
    """Let a job wait again as if it had not been begun: its worker stops in good order."""
    _requeue(conn, job_id, attempt, tries=attempt - 1)


def crashed(conn: connection, job_id: int, attempt: int) -> None:
    """Let a job whose process died wait again; the second time, and not the first, it has failed.

    One that was to be cancelled is cancelled.
    """
    row = db.one(conn, "SELECT cancel_requested_at FROM job WHERE id = %s", (job_id,))
    if row is not None and row["cancel_requested_at"] is not None:
        mark_cancelled(conn, job_id, attempt)
    elif attempt >= MOST_TRIES:
        fail(conn, job_id, attempt, DIED_TWICE)
    else:
        _requeue(conn, job_id, attempt, tries=attempt)


def keep_alive(conn: connection, worker: str) -> None:
    """Move the leases of a worker on."""
    db.execute(
        conn,
        "UPDATE job SET lease_until = clock_timestamp() + make_interval(secs => %s)"
        " WHERE worker = %s AND state = 'running'",
        (LEASE_S, worker),
    )


def to_cancel(conn: connection, worker: str) -> list[int]:
    """Return the jobs of a worker that people have cancelled."""
    query = (
        "SELECT id FROM job WHERE worker = %s AND state = 'running'"
        " AND cancel_requested_at IS NOT NULL"
    )
    return [row["id"] for row in db.rows(conn, query, (worker,))]


def take_back_orphans(conn: connection, worker: str) -> list[int]:
    """Treat running jobs that nobody holds as crashed; return their ids."""
    others = db.rows(
        conn,
        "SELECT id, tries, lease_until < clock_timestamp() AS is_late FROM job"
        " WHERE state = 'running' AND worker <> %s ORDER BY id",
        (worker,),
    )
    return [row["id"] for row in others if _take_back(conn, row)]


def _take_back(conn: connection, job: dict[str, Any]) -> bool:
    if job["is_late"]:
        _end_holders(conn, job["id"])
    number = _number(job["id"])
    if not db.value(conn, "SELECT pg_try_advisory_lock(%s, %s)", (LOCK, number)):
        return False
    try:
        crashed(conn, job["id"], job["tries"])
    finally:
        db.execute(conn, "SELECT pg_advisory_unlock(%s, %s)", (LOCK, number))
    return True


def _end_holders(conn: connection, job_id: int) -> None:
    """End the connections of a worker that has gone silent: whatever it does, it writes no more."""
    db.execute(
        conn,
        """
        SELECT pg_terminate_backend(pid, 2000) FROM pg_locks
         WHERE locktype = 'advisory' AND classid = %s AND objid = %s AND objsubid = 2
           AND pid <> pg_backend_pid()
           AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        """,
        (LOCK, _number(job_id)),
    )


def _end(
    conn: connection,
    job_id: int,
    attempt: int,
    state: str,
    result: dict[str, Any] | None = None,
    error: Text | None = None,
) -> bool:
    touched = db.execute(
        conn,
        """
        UPDATE job SET state = %(state)s, result = %(result)s, error = %(error)s, worker = NULL,
               lease_until = NULL, ended_at = clock_timestamp(),
               fraction = CASE %(state)s WHEN 'done' THEN 1 ELSE fraction END
         WHERE id = %(id)s AND tries = %(attempt)s AND state = 'running'
        """,
        {
            "id": job_id,
            "attempt": attempt,
            "state": state,
            "result": None if result is None else Json(result),
            "error": None if error is None else Json(error.to_json()),
        },
    )
    return touched > 0


def _requeue(conn: connection, job_id: int, attempt: int, tries: int) -> None:
    with db.transaction(conn):
        db.execute(
            conn,
            "UPDATE job SET state = 'queued', worker = NULL, lease_until = NULL, fraction = 0,"
            " tries = %s WHERE id = %s AND tries = %s AND state = 'running'",
            (tries, job_id, attempt),
        )
        db.execute(conn, "SELECT pg_notify(%s, '')", (CHANNEL,))


def _number(job_id: int) -> int:
    """Return the job's id as the four bytes that an advisory lock of two numbers has room for."""
    return job_id % (2**31)
