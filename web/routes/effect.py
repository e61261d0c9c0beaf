"""Did it work: a treated lane or place before and after, and what may be chosen."""

from flask import Blueprint, Response, jsonify, request

from layers.queries.effect import Measure, effect, read_day, upgraded_lanes
from web.access import role_required
from web.db import get_conn
from web.params import read_at, read_filter, read_number
from web.wards import current_ward, role_here

blueprint = Blueprint("effect", __name__)


@blueprint.get("/api/<ward>/effect")
@role_required("supervisor")
def judged(ward: str) -> Response:
    """Judge lane `treated=12` or place `at=21.04/105.88`; `on`, `span_days`, `ring_m`."""
    asked = Measure(
        lane=read_number("treated", 0) or None,
        at=read_at() if request.args.get("at") else None,
        on=read_day(request.args.get("on", "").strip()),
        span_days=read_number("span_days", 0, least=7, most=3660) or None,
        ring_m=request.args.get("ring_m", ""),
        radius_m=request.args.get("radius_m", ""),
    )
    return jsonify(effect(get_conn(), current_ward(), asked, read_filter(), role=role_here()))


@blueprint.get("/api/<ward>/effect/lanes")
@role_required("supervisor")
def lanes(ward: str) -> Response:
    return jsonify(lanes=upgraded_lanes(get_conn(), current_ward()))
