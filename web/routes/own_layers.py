"""Layers of a ward's own: listed, changed, styled, shared, deleted and restored."""

from typing import Any

from flask import Blueprint, Response, jsonify
from flask_login import current_user

from geo.refusals import must_be
from layers.custom.edit import change_layer, fields_to_show, share_layer, style_layer
from layers.custom.style_rules import style_from_request
from layers.errors import LayerNotFound
from layers.filters import Filter
from layers.queries.counts import class_counts
from layers.queries.custom_layers import (
    CustomLayer,
    delete_layer,
    find_custom_layer,
    list_with_history,
    read_with_history,
    restore_layer,
)
from layers.queries.versions import layer_version
from layers.registry import Layer
from layers.roles import Role
from web.access import role_required
from web.db import get_conn
from web.own_layer_data import describe_own_layer, describe_proposal, describe_shown
from web.own_looks import proposed
from web.page_data import describe_layer
from web.params import read_object, read_word
from web.wards import current_ward, role_here

blueprint = Blueprint("own_layers", __name__)
ALL = "/api/<ward>/own-layers"
ONE = ALL + "/<name>"


@blueprint.get(ALL)
@role_required("supervisor")
def list_all(ward: str) -> Response:
    found = list_with_history(get_conn(), current_ward())
    return _fresh(
        jsonify(layers=[describe_own_layer(e, role_here()) for e in found if _is_seen(e)])
    )


@blueprint.get(ONE)
@role_required("supervisor")
def show(ward: str, name: str) -> Response:
    return _fresh(jsonify(_whole(name)))


@blueprint.patch(ONE)
@role_required("supervisor")
def change(ward: str, name: str) -> Response:
    body, own = read_object(), _own(name)
    actor, revision = current_user.login, _revision(body)
    change_layer(get_conn(), current_ward(), own.name, body, actor, revision, role_here())
    return jsonify(_whole(name))


@blueprint.get(ONE + "/look")
@role_required("supervisor")
def look(ward: str, name: str) -> Response:
    """Say what a look would give with the rows of now, and how many would change class."""
    return _fresh(jsonify(describe_proposal(proposed(_own(name), read_word("look")))))


@blueprint.put(ONE + "/style")
@role_required("supervisor")
def style(ward: str, name: str) -> Response:
    body = read_object()
    wanted = style_from_request(_own(name), _mapping(body, "style"))
    actor, revision = current_user.login, _revision(body)
    style_layer(get_conn(), current_ward(), name, wanted, actor, revision)
    return jsonify(_whole(name))


@blueprint.get(ONE + "/fields")
@role_required("supervisor")
def fields(ward: str, name: str) -> Response:
    """List the fields with some values and what looks personal, before a layer is opened."""
    listed = fields_to_show(get_conn(), current_ward(), _own(name))
    seen = [describe_shown(each) for each in listed if each.field.visible_to <= role_here()]
    return _fresh(jsonify(fields=seen))


@blueprint.put(ONE + "/access")
@role_required("supervisor")
def share(ward: str, name: str) -> Response:
    body = read_object()
    role = Role.parse(str(body.get("visible_to", "")))
    shown = _names(body, "shown_fields")
    conn, own, actor, revision = get_conn(), _own(name), current_user.login, _revision(body)
    share_layer(conn, current_ward(), own.name, role, actor, shown, revision, role_here())
    return jsonify(_whole(name))


@blueprint.delete(ONE)
@role_required("supervisor")
def delete(ward: str, name: str) -> Response:
    delete_layer(get_conn(), current_ward(), _own(name).name, current_user.login)
    return jsonify(deleted=name)


@blueprint.post(ONE + "/restore")
@role_required("supervisor")
def restore(ward: str, name: str) -> Response:
    seen = [e.layer.name for e in list_with_history(get_conn(), current_ward()) if _is_seen(e)]
    if name not in seen:
        raise LayerNotFound(name)
    restore_layer(get_conn(), current_ward(), name, current_user.login)
    return jsonify(_whole(name))


def _is_seen(found: CustomLayer) -> bool:
    return found.layer.is_visible_to(role_here())


def _own(name: str) -> Layer:
    """Return a layer that the caller may see; LayerNotFound else."""
    found = find_custom_layer(get_conn(), current_ward(), name)
    if found is None or not found.is_visible_to(role_here()):
        raise LayerNotFound(name)
    return found


def _whole(name: str) -> dict[str, Any]:
    """Return a layer for its editor, and as the map takes it."""
    conn, ward = get_conn(), current_ward()
    found = read_with_history(conn, ward, _own(name).name)
    drawn = describe_layer(found.layer, role_here(), layer_version(conn, ward.id, found.layer))
    counts = class_counts(conn, ward, found.layer, Filter())
    return describe_own_layer(found, role_here()) | {"counts": counts, "drawn": drawn}


def _revision(body: dict[str, Any]) -> int | None:
    revision = body.get("revision")
    if revision is not None and (not isinstance(revision, int) or isinstance(revision, bool)):
        raise must_be("revision", "một số nguyên", "a whole number")
    return revision


def _mapping(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name)
    if not isinstance(part, dict):
        raise must_be(name, "một đối tượng JSON", "a JSON object")
    return part


def _names(body: dict[str, Any], name: str) -> list[str] | None:
    part = body.get(name)
    if part is not None and not (isinstance(part, list) and all(map(_is_name, part))):
        raise must_be(name, "một danh sách tên", "a list of names")
    return part


def _is_name(value: object) -> bool:
    return isinstance(value, str)


def _fresh(answer: Response) -> Response:
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
