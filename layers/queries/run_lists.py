"""The stored runs of a ward as people look after them: list, keep, remove, bring back."""

from datetime import datetime
from typing import Any

from psycopg2.extensions import connection

from geo.hotspots import METHODS
from geo.text import same
from layers import db
from layers.errors import RunNotFound
from layers.periods import Period, period_title
from layers.queries.wards import Ward

RESTORABLE_DAYS = 30
_TITLES = {method.name: method.title for method in METHODS}

LISTED = """
    SELECT run.id, run.method, run.parameters, run.input, run.input_rows, run.seconds, run.is_kept,
           run.created_by, run.created_at, run.removed_at, run.removed_by,
           jsonb_array_length(run.notes) AS notes,
           run.summary -> 'rule' AS rule, run.summary -> 'units' AS units,
           (SELECT count(*) FROM run_cell WHERE run_id = run.id AND class_code <> 0) AS found
      FROM run
     WHERE run.ward_id = %(ward)s AND (%(method)s = '' OR run.method = %(method)s)
       AND (%(before)s = 0 OR run.id < %(before)s)
       AND run.removed_at IS NULL = NOT %(removed)s
     ORDER BY run.id DESC
     LIMIT %(limit)s
"""


def list_runs(
    conn: connection,
    ward: Ward,
    *,
    method: str = "",
    before: int = 0,
    limit: int = 50,
    removed: bool = False,
) -> list[dict[str, Any]]:
    """Return runs, newest first, from below the id `before`; or those that were removed."""
    params = {
        "ward": ward.id,
        "method": method,
        "before": before,
        "limit": limit,
        "removed": removed,
    }
    return [_listed(row) for row in db.rows(conn, LISTED, params)]


def keep_run(conn: connection, ward: Ward, run_id: int, *, keep: bool) -> None:
    """Keep a run from being dropped when room is made, or no longer."""
    _change(conn, ward, run_id, "UPDATE run SET is_kept = %(keep)s", keep=keep)


def remove_run(conn: connection, ward: Ward, run_id: int, actor: str) -> None:
    """Take a run off every list and map; for 30 days it can be brought back."""
    _change(
        conn,
        ward,
        run_id,
        "UPDATE run SET removed_at = now(), removed_by = %(actor)s, is_kept = false",
        actor=actor,
    )
    purge_removed(conn)


def restore_run(conn: connection, ward: Ward, run_id: int) -> None:
    """Bring a removed run back; RunNotFound where it has gone for good."""
    touched = db.execute(
        conn,
        "UPDATE run SET removed_at = NULL, removed_by = NULL"
        " WHERE id = %s AND ward_id = %s AND removed_at IS NOT NULL",
        (run_id, ward.id),
    )
    if not touched:
        raise RunNotFound(run_id)


def purge_removed(conn: connection) -> int:
    """Delete for good what was removed longer ago than it can be brought back."""
    return db.execute(
        conn,
        "DELETE FROM run WHERE removed_at < now() - make_interval(days => %s)",
        (RESTORABLE_DAYS,),
    )


def _change(conn: connection, ward: Ward, run_id: int, update: str, **params: object) -> None:
    touched = db.execute(
        conn,
        update + " WHERE id = %(run)s AND ward_id = %(ward)s AND removed_at IS NULL",
        {"run": run_id, "ward": ward.id, **params},
    )
    if not touched:
        raise RunNotFound(run_id)


def _listed(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: _iso(row[name]) for name in ("created_at", "removed_at")}
    title = _TITLES.get(row["method"], same(row["method"]))
    words = period_words(row["input"])
    return row | moments | {"title": title.to_json(), "period": words}


def period_words(run_input: dict[str, Any]) -> dict[str, str]:
    """Say which days a run looked at."""
    chosen = run_input.get("filter", {})
    if not chosen.get("from") or not chosen.get("to"):
        return {"vi": "Tất cả các kỳ", "en": "All periods"}
    days = Period(*(datetime.fromisoformat(chosen[name]).date() for name in ("from", "to")))
    return period_title(days).to_json()


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
