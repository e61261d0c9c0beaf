"""Jobs: how far one is, and an end to it; for whoever asked for it, and for supervisors."""

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from layers.errors import JobNotFound
from layers.queries.jobs import Job, get_job, list_jobs, request_cancel
from layers.queries.uploads import hidden_uploads
from layers.roles import Role
from web.access import role_required
from web.db import get_conn
from web.params import read_number
from web.wards import current_ward, role_here

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/api/<ward>/jobs")
@role_required("supervisor")
def jobs(ward: str) -> Response:
    limit = read_number("limit", 50, least=1, most=500)
    found = _seen(list_jobs(get_conn(), current_ward(), limit))
    return jsonify(jobs=[job.to_json() for job in found])


@blueprint.get("/api/<ward>/jobs/<int(max=9007199254740991):job_id>")
@role_required("viewer")
def job(ward: str, job_id: int) -> Response:
    answer = jsonify(_own(job_id).to_json())
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post("/api/<ward>/jobs/<int(max=9007199254740991):job_id>/cancel")
@role_required("viewer")
def cancel(ward: str, job_id: int) -> Response:
    asked = request_cancel(get_conn(), current_ward(), _own(job_id).id, current_user.login)
    return jsonify(asked.to_json())


def _own(job_id: int) -> Job:
    """Return a job that the caller may see; JobNotFound else, so that none shows that it exists."""
    found = get_job(get_conn(), current_ward(), job_id)
    if found.created_by != current_user.login and role_here() < Role.SUPERVISOR:
        raise JobNotFound(job_id)
    if not _seen([found]):
        raise JobNotFound(job_id)
    return found


def _seen(jobs: list[Job]) -> list[Job]:
    """Leave out work on files for layers that the caller may not know of: results quote rows."""
    asked = [job.arguments["upload"] for job in jobs if "upload" in job.arguments]
    hidden = hidden_uploads(get_conn(), current_ward(), asked, role_here()) if asked else set()
    return [job for job in jobs if job.arguments.get("upload") not in hidden]
