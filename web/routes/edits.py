"""Editing on the map: a record with its form, what a save would do, the save, its undo."""

from typing import Any

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from geo.refusals import must_be
from geo.typed_coordinates import read_corners
from layers.editing.contract import Division, Wish
from layers.editing.described import describe_new, describe_outcome, describe_row, read_version
from layers.editing.dividing import plan_division, save_division
from layers.editing.edited import require_editor
from layers.editing.record import undo_edit
from layers.editing.save import plan_edit, save_edit
from web.access import role_required
from web.db import get_conn
from web.params import read_object, read_whole
from web.wards import current_ward, role_here

blueprint = Blueprint("edits", __name__)
LAYER = "/api/<ward>/edits/<layer>"
ROW = LAYER + "/<int(max=9007199254740991):row_id>"
VERSION = ROW + "/versions/<int(max=9007199254740991):version>"
TYPED = "/api/<ward>/edits/typed"
UNDO = "/api/<ward>/edits/<int(max=9007199254740991):edit_id>/undo"


@blueprint.get(f"{LAYER}/new")
@role_required("inspector")
def new(ward: str, layer: str) -> Response:
    require_editor(layer, role_here())
    return _fresh(describe_new(get_conn(), current_ward(), layer, role_here()))


@blueprint.get(ROW)
@role_required("inspector")
def row(ward: str, layer: str, row_id: int) -> Response:
    require_editor(layer, role_here())
    return _fresh(describe_row(get_conn(), current_ward(), layer, row_id, role_here()))


@blueprint.get(VERSION)
@role_required("inspector")
def earlier(ward: str, layer: str, row_id: int, version: int) -> Response:
    conn, here = get_conn(), current_ward()
    require_editor(layer, role_here())
    return _fresh(read_version(conn, here, layer, row_id, version, role_here()))


@blueprint.post(f"{LAYER}/plan")
@role_required("inspector")
def plan(ward: str, layer: str) -> Response:
    """Say what a save would do: nothing is kept."""
    conn, here = get_conn(), current_ward()
    return _fresh(describe_outcome(conn, here, plan_edit(conn, here, _wish(layer), role_here())))


@blueprint.post(LAYER)
@role_required("inspector")
def save(ward: str, layer: str) -> Response:
    conn, here = get_conn(), current_ward()
    done = save_edit(conn, here, _wish(layer), role_here(), current_user.login)
    return _fresh(describe_outcome(conn, here, done))


@blueprint.post(f"{ROW}/split")
@role_required("supervisor")
def split(ward: str, layer: str, row_id: int) -> Response:
    said = read_object()
    return _divided(said, _division(said, layer, row_id) | {"cut": said.get("cut")})


@blueprint.post(f"{ROW}/merge")
@role_required("supervisor")
def merge(ward: str, layer: str, row_id: int) -> Response:
    said = read_object()
    other = read_whole(said, "other"), _version(said, "other_version")
    return _divided(said, _division(said, layer, row_id) | {"other": other})


@blueprint.post(UNDO)
@role_required("inspector")
def undo(ward: str, edit_id: int) -> Response:
    conn, here = get_conn(), current_ward()
    return _fresh(undo_edit(conn, here, edit_id, role_here(), current_user.login))


@blueprint.post(TYPED)
@role_required("inspector")
def typed(ward: str) -> Response:
    """Read corners that somebody typed, in degrees or in metres of the ward's own system."""
    text = read_object().get("text")
    if not isinstance(text, str):
        raise must_be("text", "một chuỗi", "a text")
    return _fresh({"parts": read_corners(text, current_ward().srid_measure)})


def _wish(layer: str) -> Wish:
    """Read `id`, `version`, `geometry`, `values`, `reason`, `remove` and `attempt` of the body.

    Who may not edit the layer is told that, whatever the body.
    """
    require_editor(layer, role_here())
    said = read_object()
    row_id = None if said.get("id") is None else read_whole(said, "id")
    values, reason = said.get("values", {}), _reason(said)
    if not isinstance(values, dict):
        raise must_be("values", "một đối tượng JSON", "a JSON object")
    remove = said.get("remove") is True and row_id is not None
    attempt = said.get("attempt") or ""
    if not isinstance(attempt, str):
        raise must_be("attempt", "một chuỗi", "a text")
    version, geometry = _version(said), said.get("geometry")
    return Wish(layer, row_id, version, geometry, values, reason, remove=remove, attempt=attempt)


def _divided(said: dict[str, Any], asked: dict[str, Any]) -> Response:
    """Split or merge; with `plan` only say what that would do."""
    conn, here, wish = get_conn(), current_ward(), Division(**asked)
    if said.get("plan") is True:
        done = plan_division(conn, here, wish, role_here())
    else:
        done = save_division(conn, here, wish, role_here(), current_user.login)
    return _fresh(describe_outcome(conn, here, done))


def _division(said: dict[str, Any], layer: str, row_id: int) -> dict[str, Any]:
    names, document, reason = said.get("names", []), said.get("document", {}), _reason(said)
    if not isinstance(names, list) or not all(isinstance(each, dict) for each in names):
        raise must_be("names", "một danh sách mã và tên", "a list of codes and names")
    if not isinstance(document, dict):
        raise must_be("document", "một đối tượng JSON", "a JSON object")
    return {
        "layer": layer, "row_id": row_id, "version": _version(said), "names": tuple(names),
        "document": document, "reason": reason,
    }  # fmt: skip


def _reason(said: dict[str, Any]) -> str:
    reason = said.get("reason", "")
    if not isinstance(reason, str):
        raise must_be("reason", "một chuỗi", "a text")
    return reason


def _version(said: dict[str, Any], name: str = "version") -> int | None:
    version = said.get(name)
    if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
        raise must_be(name, "một số nguyên", "a whole number")
    return version


def _fresh(body: dict[str, Any]) -> Response:
    answer = jsonify(body)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
