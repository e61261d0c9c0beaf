"""What a page is told of the analyses that it shows, and of the job that makes newer ones."""

from typing import Any

from flask_login import current_user

from layers.queries.jobs import Job
from layers.queries.run_words import counted_by_run
from layers.queries.shown_runs import Shown, crowded, shown_runs
from layers.registry import Layer
from layers.roles import Role
from web.db import get_conn
from web.params import read_filter, read_run_of_rows, read_runs
from web.sharing import is_locked, is_redacted, share_here
from web.wards import current_ward, role_here


def login_here() -> str:
    """Return the name of who asks; empty for whoever comes through a share link."""
    is_known = share_here() is None and current_user.is_authenticated
    return str(current_user.login) if is_known else ""


def run_of_rows(layer: Layer) -> int | None:
    """Return the run whose rows are asked for: the one that is named, else the one the map shows.

    0 where there is none yet: no rows, rather than those of another run.
    """
    named = read_run_of_rows()
    if named or not layer.needs_run or layer.run_id:
        return named
    return runs_on_map().get(layer.needs_run, 0)


def runs_on_map() -> dict[str, int]:
    """Return by method the runs that the map shows under the filter that is asked for."""
    if is_redacted() or role_here() is Role.PUBLIC:
        return {}
    return shown_runs(get_conn(), current_ward(), read_filter(), login_here()).runs


def runs_of_counts() -> dict[str, int]:
    """Read `runs`; a locked link says nothing of runs, and has those that its map shows."""
    return runs_on_map() if is_locked() else read_runs()


def shown_json(shown: Shown) -> dict[str, Any]:
    """Return the runs, what each counted, from which zoom crowded ones are shown, and the job."""
    told = {
        "runs": shown.runs,
        "from_zoom": crowded(get_conn(), current_ward(), shown.runs),
        "counted": _counted(shown.runs),
    }
    if shown.job is None:
        return told
    return told | {
        "made_at": shown.made_at and shown.made_at.isoformat(timespec="seconds"),
        "job": _job_json(shown.job),
        "is_worked_on": shown.is_worked_on,
    }


def _counted(runs: dict[str, int]) -> dict[str, Any]:
    words = counted_by_run(get_conn(), current_ward(), runs.values())
    return {method: words[run].to_json() for method, run in runs.items() if run in words}


def _job_json(job: Job) -> dict[str, Any]:
    told = job.to_json()
    names = ("id", "state", "stage", "fraction", "error", "is_cancelling")
    login = login_here()
    may_stop = bool(login) and (job.created_by == login or role_here() >= Role.SUPERVISOR)
    return {name: told[name] for name in names} | {"tries": job.tries, "may_stop": may_stop}
