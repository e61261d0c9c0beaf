"""The analyses that map and board show, at once: known ones, or older ones and the job for new."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.hotspots import get_method
from geo.result import plain
from geo.text import Text
from layers import db
from layers.analysis import DEFAULT_SEED
from layers.errors import Unavailable
from layers.filters import Filter
from layers.queries.board import CELLS, DEFAULTS, POINTS, board_runs, known_board_runs
from layers.queries.job_claims import has_worker
from layers.queries.jobs import Job, enqueue, get_job
from layers.queries.map_runs import ACTOR, drop_old, filter_of_map, has_incidents
from layers.queries.runs import Run
from layers.queries.versions import read_moved
from layers.queries.wards import Ward

NAME = "map_runs"
"""The kind of job that makes them: layers/jobs/kinds/map_runs.py."""
QUICK_ROWS = 20_000
"""Incidents of a period up to which both analyses are a matter of about a second: made at once."""
FEW_UNITS, FROM_ZOOM = 2_000, 14
"""Above so many places a run's points are one blot from afar: shown from tiles of this zoom on."""
MOST_OF_LINKS = 5
"""Jobs that those who come through share links may have waiting in a ward."""
MOST_OF_ONE = 8
"""Jobs that one person may have waiting in a ward, in all their tabs."""

MANY = """
    SELECT count(*) > %(most)s
      FROM (SELECT FROM incident
             WHERE ward_id = %(ward)s AND occurred_on BETWEEN %(first)s AND %(last)s
             LIMIT %(most)s + 1) AS found
"""
LAST = """
    SELECT DISTINCT ON (method) method, id, created_at
      FROM run
     WHERE ward_id = %(ward)s AND removed_at IS NULL AND seed = %(seed)s
       AND input -> 'filter' = %(filter)s
       AND (method = %(points)s AND parameters = %(rule)s
            OR method = %(hot)s AND parameters = %(cells)s)
     ORDER BY method, id DESC
"""
NEWEST_JOB = """
    SELECT id FROM job
     WHERE ward_id = %(ward)s AND kind = %(kind)s AND id > %(after)s
       AND arguments -> 'asked' = %(asked)s
     ORDER BY id DESC LIMIT 1
"""
WAITING = """
    SELECT count(*) FROM job
     WHERE ward_id = %s AND kind = %s AND state = 'queued' AND created_by = %s
"""
CROWDED = """
    SELECT method FROM run
     WHERE ward_id = %s AND id = ANY (%s) AND method = %s AND (summary ->> 'units')::bigint > %s
"""
ALIVE = "SELECT count(*) FROM run WHERE ward_id = %s AND id = ANY (%s) AND removed_at IS NULL"


class Asked(NamedTuple):
    """Two analyses that somebody wants to see; `filter` is completed already."""

    filter: Filter
    rule: Mapping[str, object] = DEFAULTS
    cells: Mapping[str, object] = DEFAULTS

    def to_json(self) -> dict[str, Any]:
        """Return the arguments of the job."""
        return {
            "filter": self.filter.to_query(),
            "rule": plain(self.rule),
            "cells": plain(self.cells),
        }


class Shown(NamedTuple):
    """Runs by method. `job` makes newer ones; then `made_at` is when the oldest shown was made."""

    runs: dict[str, int]
    job: Job | None = None
    made_at: datetime | None = None
    is_worked_on: bool = True


def shown_runs(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    actor: str = "",
    *,
    follow: int = 0,
    after: int = 0,
) -> Shown:
    """Return the runs that the map draws under a filter, by the standard rule, without delay.

    Where nobody has made them since the ward last changed, they are made at once for a small
    period, else by a job that is asked for once, whoever asks. `follow`: the job that was told
    before, whose result counts although the ward has changed meanwhile. A job that failed or was
    stopped is told, and not asked for again but by `after`, its id; NotFound where there is no such
    job. `actor`: who asks; empty: somebody through a share link.
    """
    if not has_incidents(conn, ward):
        return Shown({})
    asked = Asked(filter_of_map(conn, ward, chosen))
    return find_or_ask(conn, ward, asked, actor, follow=follow, after=after)


def crowded(conn: connection, ward: Ward, runs: Mapping[str, int]) -> dict[str, int]:
    """Return from which zoom of tiles on a run is shown, by method, where it has very many points.

    Cells tile the ward and never lie upon each other: they are shown at every zoom.
    """
    found = db.rows(conn, CROWDED, (ward.id, list(runs.values()), POINTS, FEW_UNITS))
    return {row["method"]: FROM_ZOOM for row in found}


def find_or_ask(
    conn: connection, ward: Ward, asked: Asked, actor: str, *, follow: int = 0, after: int = 0
) -> Shown:
    """Return known runs, or make those of a small period, or what there is and the job."""
    followed = _followed(conn, ward, asked, follow)
    if followed is not None:
        return followed
    known = known_board_runs(conn, ward, *asked)
    if known is None and not _is_large(conn, ward, asked.filter):
        known = board_runs(conn, ward, *asked, actor=ACTOR)
        drop_old(conn, ward)
    if known is not None:
        return Shown(_by_method(known))
    return _with_older(conn, ward, asked, _job(conn, ward, asked, actor, after))


def _followed(conn: connection, ward: Ward, asked: Asked, job_id: int) -> Shown | None:
    """Return what became of a job that the page follows; None where it is no longer of use."""
    if not job_id:
        return None
    job = get_job(conn, ward, job_id)
    if not _answers(job, asked):
        return None
    if job.state != "done":
        return _with_older(conn, ward, asked, job)
    runs: dict[str, int] = (job.result or {})["runs"]
    alive = db.value(conn, ALIVE, (ward.id, list(runs.values())))
    return Shown(runs) if alive == len(runs) else None


def _is_large(conn: connection, ward: Ward, used: Filter) -> bool:
    period = {"ward": ward.id, "first": used.first, "last": used.last, "most": QUICK_ROWS}
    return bool(db.value(conn, MANY, period))


def _job(conn: connection, ward: Ward, asked: Asked, actor: str, after: int) -> Job:
    """Return the job that makes the runs, asking for it where nobody has."""
    with db.transaction(conn):
        db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext(%s), %s)", (NAME, ward.id))
        given_up = after if after and _is_over(get_job(conn, ward, after), asked) else 0
        wanted = {"ward": ward.id, "kind": NAME, "after": given_up, "asked": Json(asked.to_json())}
        newest = db.value(conn, NEWEST_JOB, wanted)
        known = get_job(conn, ward, newest) if newest else None
        if known is not None and _still_tells(known, conn, ward):
            return known
        _require_room(conn, ward, actor)
        arguments = {"asked": asked.to_json(), "versions": _versions(conn, ward)}
        return enqueue(conn, ward, NAME, arguments, actor or ACTOR)


def _still_tells(job: Job, conn: connection, ward: Ward) -> bool:
    """Say whether a job is on its way, or came to nothing while the ward is as it is now."""
    if not job.is_ended:
        return True
    return job.state != "done" and job.arguments["versions"] == _versions(conn, ward)


def _versions(conn: connection, ward: Ward) -> int:
    """Return a number that moves with every change of the ward's data."""
    return sum(at for table, at in read_moved(conn, ward.id).items() if table != "run")


def _answers(job: Job, asked: Asked) -> bool:
    return bool(job.kind == NAME and job.arguments["asked"] == asked.to_json())


def _is_over(job: Job, asked: Asked) -> bool:
    """Say whether a job of this very question has ended: only then may another be asked for."""
    return _answers(job, asked) and job.is_ended


def _require_room(conn: connection, ward: Ward, actor: str) -> None:
    """Raise Unavailable where a person, or all who come by links, have too much waiting already.

    Nothing that waits is withdrawn for it: the tab that waits would only ask again.
    """
    waiting = db.value(conn, WAITING, (ward.id, NAME, actor or ACTOR))
    if waiting >= (MOST_OF_ONE if actor else MOST_OF_LINKS):
        raise Unavailable(_BUSY)


def _with_older(conn: connection, ward: Ward, asked: Asked, job: Job) -> Shown:
    """Return the newest runs of the same question, whatever has changed since, beside the job."""
    last = db.rows(
        conn,
        LAST,
        {
            "ward": ward.id,
            "seed": DEFAULT_SEED,
            "filter": Json(asked.filter.to_query()),
            "points": POINTS,
            "rule": Json(plain(get_method(POINTS).check(asked.rule))),
            "hot": CELLS,
            "cells": Json(plain(get_method(CELLS).check(asked.cells))),
        },
    )
    made_at = min((row["created_at"] for row in last), default=None)
    is_worked_on = job.is_ended or job.state == "running" or has_worker(conn)
    return Shown({row["method"]: row["id"] for row in last}, job, made_at, is_worked_on)


def _by_method(runs: tuple[Run, Run | None]) -> dict[str, int]:
    return {run.method: run.id for run in runs if run is not None}


_BUSY = Text(
    "Đang có nhiều phép tính chờ; hãy thử lại sau ít phút.",
    "Many analyses are waiting to be made; try again in a few minutes.",
)
