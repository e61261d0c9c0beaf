"""What is here: everything at one spot of the map; and how long or large what is drawn is."""

from flask import Blueprint, Response, jsonify, request

from geo.measure import measure_area, measure_line
from layers.queries.spot import read_spot
from web.access import public
from web.db import get_conn
from web.params import read_at, read_filter, read_points
from web.shown_runs import runs_of_counts
from web.wards import current_ward, role_here

blueprint = Blueprint("spot", __name__)


@blueprint.get("/api/<ward>/here")
@public
def here(ward: str) -> Response:
    lon, lat = read_at()
    chosen, runs = read_filter(), runs_of_counts()
    found = read_spot(get_conn(), current_ward(), lon, lat, chosen, role_here(), runs)
    answer = jsonify(found)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/api/<ward>/measure")
@public
def measure(ward: str) -> Response:
    """Measure `points` as a line, or with `of=area` as an area, in the metres of the ward."""
    srid = current_ward().srid_measure
    tool = measure_area if request.args.get("of") == "area" else measure_line
    return jsonify(**tool(read_points(), srid)._asdict(), srid=srid)
