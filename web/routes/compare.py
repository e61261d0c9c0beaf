"""Two periods side by side, unit by unit."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from layers.periods import parse_period
from layers.queries.period_compare import compare_periods, read_breaks
from layers.queries.period_table import compare_csv
from web.access import role_required
from web.db import get_conn
from web.i18n import current_language
from web.params import read_filter
from web.wards import current_ward

blueprint = Blueprint("compare", __name__)


@blueprint.get("/api/<ward>/compare")
@role_required("supervisor")
def compare(ward: str) -> Response:
    """Compare `from`..`to` with `before=2016-01-01..2016-03-31`, by `unit=groups|lanes|cells`."""
    return jsonify(_compared())


@blueprint.get("/api/<ward>/compare.csv")
@role_required("supervisor")
def table(ward: str) -> Response:
    found = _compared()
    answer = Response(compare_csv(found, current_language()), mimetype="text/csv")
    name = f"{current_ward().code}-compare-{found['unit']}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _compared() -> dict[str, Any]:
    raw = request.args.get("before", "").strip()
    before = parse_period(raw) if raw else None
    unit = request.args.get("unit", "groups")
    breaks = read_breaks(request.args.get("breaks", "").strip())
    return compare_periods(get_conn(), current_ward(), read_filter(), before, unit, breaks)
