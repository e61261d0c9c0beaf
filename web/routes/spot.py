"""What is here: everything at one spot of the map."""

from flask import Blueprint, Response, jsonify

from layers.queries.spot import read_spot
from web.access import public
from web.db import get_conn
from web.params import read_at, read_filter, read_runs
from web.wards import current_ward, role_here

blueprint = Blueprint("spot", __name__)


@blueprint.get("/api/<ward>/here")
@public
def here(ward: str) -> Response:
    lon, lat = read_at()
    found = read_spot(get_conn(), current_ward(), lon, lat, read_filter(), role_here(), read_runs())
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
