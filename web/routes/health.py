"""Is the service able to serve: the database answers and its schema is of this version."""

from flask import Blueprint, Response, jsonify

from layers.migrate import pending
from web.access import public
from web.db import get_conn

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    missing = pending(get_conn())
    return jsonify(ok=not missing, migrations_missing=len(missing)), 503 if missing else 200
