"""Findings of the nightly watch: what is new, and that somebody has seen it."""

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from layers.queries.jobs import enqueue
from layers.queries.watch import mark_seen, unseen
from web.access import role_required
from web.db import get_conn
from web.wards import current_ward

blueprint = Blueprint("watch", __name__)


@blueprint.get("/api/<ward>/watch")
@role_required("supervisor")
def findings(ward: str) -> Response:
    return jsonify(findings=unseen(get_conn(), current_ward()))


@blueprint.post("/api/<ward>/watch")
@role_required("supervisor")
def start(ward: str) -> tuple[Response, int]:
    job = enqueue(get_conn(), current_ward(), "watch", {}, current_user.login)
    return jsonify(job=job.to_json()), 202


@blueprint.post("/api/<ward>/watch/<int(max=9007199254740991):finding_id>/seen")
@role_required("supervisor")
def seen(ward: str, finding_id: int) -> Response:
    mark_seen(get_conn(), current_ward(), finding_id, current_user.login)
    return jsonify(seen=finding_id)
