"""Freeze a draft of a report: argument `edition`, which is the result as well."""

from typing import Any

from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.jobs.base import JobContext, Kind
from layers.queries.jobs import Job, enqueue, newest_about
from layers.queries.users import role_in
from layers.queries.wards import Ward
from layers.reports.editions import get_edition, require_begun, require_draft, require_writer
from layers.reports.freezing import ensure_frozen
from layers.roles import Role

NAME, ABOUT = "freeze_report", "edition"


def enqueue_freeze(conn: connection, ward: Ward, edition_id: int, actor: str, role: Role) -> Job:
    """Ask that a draft be frozen; return the job of somebody who has asked for it before.

    NotAllowed below supervisor, and where it is frozen already; InputError before its period
    begins.
    """
    require_writer(role)
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('report'), %s)", (ward.id,))
        draft = get_edition(conn, ward, edition_id, role)
        require_draft(draft)
        require_begun(draft.period, draft.days)
        known = freezing_of(conn, ward, edition_id)
        if known is not None and not known.is_ended:
            return known
        return enqueue(conn, ward, NAME, {ABOUT: edition_id}, actor)


def freezing_of(conn: connection, ward: Ward, edition_id: int) -> Job | None:
    """Return the newest job that freezes an edition, whatever became of it."""
    return newest_about(conn, ward, NAME, ABOUT, edition_id)


def run(job: JobContext, arguments: dict[str, Any]) -> dict[str, Any]:
    """Freeze in one transaction; begun again after a crash it is frozen once.

    NotAllowed where whoever asked has lost the role since.
    """
    edition_id = arguments[ABOUT]
    role = role_in(job.conn, job.actor, job.ward)
    require_writer(role)
    ensure_frozen(job.conn, job.ward, edition_id, job.actor, role=role, progress=job.progress)
    return {ABOUT: edition_id}


KIND = Kind(NAME, Text("Chốt báo cáo", "Freezing of a report"), run)
