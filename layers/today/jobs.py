"""The jobs of a ward that wait, and those that failed of late: one condition counts and lists."""

from datetime import datetime
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.queries.wards import Ward

FAILED_DAYS = 7
WHICH = {
    "waiting": (Text("Việc máy đang chờ", "Jobs that wait"), "state IN ('queued', 'running')"),
    "failed": (
        Text(f"Việc máy hỏng trong {FAILED_DAYS} ngày", f"Jobs that failed in {FAILED_DAYS} days"),
        "state = 'failed' AND ended_at > now() - %(days)s * interval '1 day'",
    ),
}


class JobLine(NamedTuple):
    """One job: what it does, who asked for it, where it stands and, where it failed, why."""

    id: int
    kind: str
    state: str
    stage: Text
    error: Text
    created_by: str
    created_at: datetime


def count_jobs(conn: connection, ward: Ward, which: str) -> int:
    """Count the jobs that wait or that failed."""
    query = sql.SQL("SELECT count(*) FROM job WHERE ward_id = %(ward)s AND {}").format(_of(which))
    return int(db.value(conn, query, {"ward": ward.id, "days": FAILED_DAYS}))


def read_jobs(conn: connection, ward: Ward, which: str) -> list[JobLine]:
    """Return those jobs, newest first. InputError where `which` is neither."""
    query = sql.SQL(
        "SELECT id, kind, state, stage, error, created_by, created_at FROM job"
        " WHERE ward_id = %(ward)s AND {} ORDER BY id DESC"
    ).format(_of(which))
    found = db.rows(conn, query, {"ward": ward.id, "days": FAILED_DAYS})
    return [
        JobLine(**row | {"stage": _words(row["stage"]), "error": _words(row["error"])})
        for row in found
    ]


def title_of(which: str) -> Text:
    """Say which jobs these are."""
    return WHICH[which][0]


def _of(which: str) -> sql.Composable:
    if which not in WHICH:
        allowed = ", ".join(WHICH)
        raise InputError(
            Text(
                f"state={which[:40]}: chọn trong {allowed}", f"state={which[:40]}: one of {allowed}"
            ),
            field="state",
            value=which[:40],
        )
    return sql.SQL(WHICH[which][1])


def _words(said: dict[str, str] | None) -> Text:
    return Text(said.get("vi", ""), said.get("en", "")) if said else Text("", "")
