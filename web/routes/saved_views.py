"""Views of the map that people keep: listed, kept, changed, deleted and restored."""

from flask import Blueprint, Response, jsonify

from layers.queries.saved_views import (
    change_view,
    delete_view,
    list_views,
    read_view,
    restore_view,
    save_view,
)
from web.access import role_required
from web.db import get_conn
from web.params import read_object
from web.view_address import person_here, read_changes, read_kept
from web.wards import current_ward

blueprint = Blueprint("saved_views", __name__)
ALL = "/api/<ward>/views"
ONE = ALL + "/<int(max=9007199254740991):view_id>"


@blueprint.get(ALL)
@role_required("viewer")
def list_all(ward: str) -> Response:
    answer = jsonify(views=list_views(get_conn(), current_ward(), person_here()))
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.post(ALL)
@role_required("viewer")
def save(ward: str) -> tuple[Response, int]:
    name, query, is_shared = read_kept(read_object())
    conn, here, person = get_conn(), current_ward(), person_here()
    view_id = save_view(conn, here, person, name, query, is_shared=is_shared)
    return jsonify(view=read_view(conn, here, person, view_id)), 201


@blueprint.patch(ONE)
@role_required("viewer")
def change(ward: str, view_id: int) -> Response:
    conn, here, person = get_conn(), current_ward(), person_here()
    change_view(conn, here, person, view_id, read_changes(read_object()))
    return jsonify(view=read_view(conn, here, person, view_id))


@blueprint.delete(ONE)
@role_required("viewer")
def delete(ward: str, view_id: int) -> Response:
    delete_view(get_conn(), current_ward(), person_here(), view_id)
    return jsonify(deleted=view_id)


@blueprint.post(ONE + "/restore")
@role_required("viewer")
def restore(ward: str, view_id: int) -> Response:
    conn, here, person = get_conn(), current_ward(), person_here()
    restore_view(conn, here, person, view_id)
    return jsonify(view=read_view(conn, here, person, view_id))
