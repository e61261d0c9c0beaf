"""What is done with a selection of incidents: one state for all, and its undo."""

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from layers.bulk_state import change_states, undo_states
from web.access import role_required
from web.db import get_conn
from web.params import read_filter, read_object, read_whole
from web.wards import current_ward, role_here

blueprint = Blueprint("selection", __name__)


@blueprint.post("/api/<ward>/selection/state")
@role_required("inspector")
def change(ward: str) -> Response:
    """Change the state of the incidents that the filter of the address keeps."""
    said = read_object()
    done = change_states(
        get_conn(),
        current_ward(),
        read_filter(),
        str(said.get("state") or ""),
        str(said.get("reason") or ""),
        read_whole(said, "expected"),
        current_user.login,
    )
    return jsonify(done)


@blueprint.post("/api/<ward>/selection/state/<int(max=9007199254740991):edit_id>/undo")
@role_required("inspector")
def undo(ward: str, edit_id: int) -> Response:
    return jsonify(
        undo_states(get_conn(), current_ward(), edit_id, role_here(), current_user.login)
    )
