"""Incidents that wait to be placed, and coordinates that hold many rows: shown, settled, undone."""

import csv
import io

from flask import Blueprint, Response, jsonify, render_template
from flask_login import current_user

from layers import db
from layers.placing.lanes import LaneRegister
from layers.placing.place import place_at, place_on_lane, place_sure, undo_placing
from layers.queries.default_locations import decide_location, list_locations
from layers.queries.unplaced import (
    CSV_HEADER,
    PAGE,
    count_waiting,
    csv_rows,
    list_placed,
    list_waiting,
    same_address,
)
from web.access import role_required
from web.db import get_conn
from web.page_data import page_data
from web.params import read_coordinates, read_number, read_object, read_whole
from web.reader import reader
from web.routes.pages import shell_url
from web.wards import current_ward

blueprint = Blueprint("unplaced", __name__)
ONE = "/api/<ward>/unplaced/<int(max=9007199254740991):row_id>"


@blueprint.get("/unplaced")
@role_required("inspector")
def page() -> str:
    current_ward()
    return render_template(
        "unplaced/index.html", page_data=page_data(), shell_url=shell_url(), **reader()
    )


@blueprint.get("/api/<ward>/unplaced")
@role_required("inspector")
def waiting(ward: str) -> Response:
    conn, here = get_conn(), current_ward()
    limit = read_number("limit", PAGE, least=1, most=PAGE)
    rows = list_waiting(
        conn, here, LaneRegister(conn, here), limit=limit, offset=read_number("offset", 0)
    )
    return _fresh(total=count_waiting(conn, here), rows=rows)


@blueprint.get("/api/<ward>/unplaced.csv")
@role_required("inspector")
def waiting_csv(ward: str) -> Response:
    conn, here = get_conn(), current_ward()
    rows = list_waiting(conn, here, LaneRegister(conn, here), limit=100_000)
    text = io.StringIO()
    csv.writer(text).writerows([CSV_HEADER, *csv_rows(rows)])
    answer = Response("\ufeff" + text.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{here.code}-unplaced.csv"'
    return answer


@blueprint.post(f"{ONE}/place")
@role_required("inspector")
def place(ward: str, row_id: int) -> Response:
    conn, here, said = get_conn(), current_ward(), read_object()
    # None of that address waits any more: then the row itself is named as what is missing.
    same = same_address(conn, here, row_id) if said.get("same") is True else []
    rows = same or [row_id]
    if "lane" in said:
        made = place_on_lane(conn, here, rows, read_whole(said, "lane"), current_user.login)
    else:
        lon, lat = read_coordinates(said)
        made = place_at(conn, here, rows, lon, lat, current_user.login)
    return jsonify(placings=made, total=count_waiting(conn, here))


@blueprint.post("/api/<ward>/unplaced/again")
@role_required("inspector")
def again(ward: str) -> Response:
    conn, here = get_conn(), current_ward()
    with db.acting_as(conn, current_user.login):
        placed = place_sure(conn, here, current_user.login)
    return jsonify(placed=placed, total=count_waiting(conn, here))


@blueprint.get("/api/<ward>/placings")
@role_required("inspector")
def placings(ward: str) -> Response:
    return _fresh(rows=list_placed(get_conn(), current_ward()))


@blueprint.post("/api/<ward>/placings/<int(max=9007199254740991):placing_id>/undo")
@role_required("inspector")
def undo(ward: str, placing_id: int) -> Response:
    conn, here = get_conn(), current_ward()
    row = undo_placing(conn, here, placing_id, current_user.login)
    return jsonify(row=row, total=count_waiting(conn, here))


@blueprint.get("/api/<ward>/default-locations")
@role_required("inspector")
def locations(ward: str) -> Response:
    return _fresh(rows=list_locations(get_conn(), current_ward()))


@blueprint.post("/api/<ward>/default-locations")
@role_required("supervisor")
def decide(ward: str) -> Response:
    said = read_object()
    lon, lat = read_coordinates(said)
    changed = decide_location(
        get_conn(),
        current_ward(),
        lon,
        lat,
        current_user.login,
        is_default=said.get("is_default") is True,
        note=str(said.get("note") or "")[:500],
    )
    return jsonify(changed=changed)


def _fresh(**body: object) -> Response:
    answer = jsonify(**body)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
