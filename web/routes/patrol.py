"""Patrol sheets: what there is to choose from, and the walk past what was chosen."""

from typing import Any

from flask import Blueprint, Response, jsonify, request

from layers.patrol.candidates import patrol_candidates
from layers.patrol.files import sheet_csv, sheet_gpx
from layers.patrol.sheet import patrol_sheet
from layers.patrol.wish import read_wish
from web.access import role_required
from web.db import get_conn
from web.i18n import current_language
from web.params import read_filter, read_method
from web.wards import current_ward, role_here

blueprint = Blueprint("patrol", __name__)
WRITERS = {"csv": (sheet_csv, "text/csv"), "gpx": (sheet_gpx, "application/gpx+xml")}


@blueprint.get("/api/<ward>/patrol")
@role_required("supervisor")
def candidates(ward: str) -> Response:
    rule = read_method("repeat_points")
    return jsonify(
        patrol_candidates(get_conn(), current_ward(), read_filter(), rule, role=role_here())
    )


@blueprint.get("/api/<ward>/patrol/walk")
@role_required("supervisor")
def walk(ward: str) -> Response:
    """Order `stops=cell:7:3,lane:12` from `start=lon,lat` to `end=open|start`."""
    return jsonify(_sheet())


@blueprint.get("/api/<ward>/patrol/walk.<any(csv, gpx):kind>")
@role_required("supervisor")
def walk_file(ward: str, kind: str) -> Response:
    write, media_type = WRITERS[kind]
    answer = Response(write(_sheet(), current_language()), mimetype=media_type)
    name = f"{current_ward().code}-patrol.{kind}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _sheet() -> dict[str, Any]:
    wish, rule = read_wish(request.args), read_method("repeat_points")
    return patrol_sheet(get_conn(), current_ward(), read_filter(), wish, rule, role=role_here())
