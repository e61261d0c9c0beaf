"""Two periods side by side, unit by unit."""

from flask import Blueprint, Response, jsonify, request

from layers.periods import parse_period
from layers.queries.period_compare import compare_periods
from web.access import role_required
from web.db import get_conn
from web.params import read_filter
from web.wards import current_ward

blueprint = Blueprint("compare", __name__)


@blueprint.get("/api/<ward>/compare")
@role_required("supervisor")
def compare(ward: str) -> Response:
    """Compare `from`..`to` with `before=2016-01-01..2016-03-31`, by `unit=groups|lanes`."""
    raw = request.args.get("before", "").strip()
    before = parse_period(raw) if raw else None
    unit = request.args.get("unit", "groups")
    return jsonify(compare_periods(get_conn(), current_ward(), read_filter(), before, unit))
