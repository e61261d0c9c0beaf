"""What a page is told of the analyses that it shows, and of the job that makes newer ones."""

from typing import Any

from flask_login import current_user

from layers.queries.jobs import Job
from layers.queries.shown_runs import Shown, crowded
from layers.roles import Role
from web.db import get_conn
from web.sharing import share_here
from web.wards import current_ward, role_here


def login_here() -> str:
    """Return the name of who asks; empty for whoever comes through a share link."""
    is_known = share_here() is None and current_user.is_authenticated
    return str(current_user.login) if is_known else ""


def shown_json(shown: Shown) -> dict[str, Any]:
    """Return the runs, from which zoom on crowded ones are shown, and the job for newer ones."""
    told = {
        "runs": shown.runs,
        "from_zoom": crowded(get_conn(), current_ward(), shown.runs),
    }
    if shown.job is None:
        return told
    return told | {
        "made_at": shown.made_at and shown.made_at.isoformat(timespec="seconds"),
        "job": _job_json(shown.job),
        "is_worked_on": shown.is_worked_on,
    }


def _job_json(job: Job) -> dict[str, Any]:
    told = job.to_json()
    names = ("id", "state", "stage", "fraction", "error", "is_cancelling")
    login = login_here()
    may_stop = bool(login) and (job.created_by == login or role_here() >= Role.SUPERVISOR)
    return {name: told[name] for name in names} | {"tries": job.tries, "may_stop": may_stop}
