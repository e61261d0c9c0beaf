"""Loading files on the page: the four steps, the list of imports, one import, its undo."""

from flask import Blueprint, Response, current_app, jsonify, render_template
from flask_login import current_user

from layers.importing.said import NEW_LAYER
from layers.importing.targets import find_target
from layers.importing.undo import undo_import
from layers.queries.imports import get_import, hidden_from, list_imports, rows_of_import
from layers.queries.uploads import get_upload, open_uploads
from layers.registry import layer_of
from web.access import require, role_required
from web.db import get_conn
from web.import_data import (
    NEW_LAYER_TITLE,
    describe_brief,
    describe_import,
    describe_imports,
    describe_rows,
    describe_upload,
    importable_layers,
)
from web.kept_files import send_original
from web.page_data import page_data
from web.params import read_number
from web.reader import reader
from web.routes.pages import shell_url
from web.routes.uploads import store
from web.wards import current_ward, role_here

blueprint = Blueprint("imports", __name__)
ONE = "/api/<ward>/imports/<int(max=9007199254740991):import_id>"


@blueprint.get("/import")
@role_required("supervisor")
def begin() -> str:
    waiting = [
        describe_brief(each) for each in open_uploads(get_conn(), current_ward(), role=role_here())
    ]
    return _page("begin", open=waiting)


@blueprint.get(
    "/import/<int(max=9007199254740991):upload_id>/<any(file, columns, check, load):step>"
)
@role_required("supervisor")
def step(upload_id: int, step: str) -> str:
    upload = get_upload(get_conn(), current_ward(), upload_id, role_here())
    return _page(step, upload=describe_upload(upload))


@blueprint.get("/imports")
@role_required("supervisor")
def listed() -> str:
    return _page("list")


@blueprint.get("/imports/<int(max=9007199254740991):import_id>")
@role_required("supervisor")
def one(import_id: int) -> str:
    record = get_import(get_conn(), current_ward(), import_id, role_here())
    return _page("one", record=describe_import(record))


@blueprint.get("/api/<ward>/imports")
@role_required("supervisor")
def records(ward: str) -> Response:
    limit = read_number("limit", 50, least=1, most=200)
    before = read_number("before", 0) or None
    found = list_imports(get_conn(), current_ward(), limit, before, role_here())
    return jsonify(imports=describe_imports(found), is_all=len(found) < limit)


@blueprint.get(ONE)
@role_required("supervisor")
def record(ward: str, import_id: int) -> Response:
    """Show an import with its report and a page of the rows that are of it."""
    conn, here = get_conn(), current_ward()
    found = get_import(conn, here, import_id, role_here())
    target, layer = find_target(conn, here, found.layer), layer_of(conn, here, found.layer)
    hidden = hidden_from(role_here(), {each.name: each.visible_to for each in layer.fields})
    offset = read_number("offset", 0)
    rows = rows_of_import(conn, found, target, hidden, limit=100, offset=offset)
    return jsonify(describe_import(found) | describe_rows(found, rows, layer))


@blueprint.post(ONE + "/undo")
@role_required("supervisor")
def undo(ward: str, import_id: int) -> Response:
    undone = undo_import(get_conn(), current_ward(), import_id, current_user.login, role_here())
    return jsonify(undone.to_json())


@blueprint.get(ONE + "/file")
@role_required("supervisor")
def original(ward: str, import_id: int) -> Response:
    """Send the file as it came; NotFound where none was kept.

    It holds every column: NotAllowed where the layer has one that the caller may not see.
    """
    record = get_import(get_conn(), current_ward(), import_id, role_here())
    layer = layer_of(get_conn(), current_ward(), record.layer, role_here())
    require(max([layer.visible_to, *(field.visible_to for field in layer.fields)]))
    return send_original(store(), record.files)


def _page(step: str, **facts: object) -> str:
    """Render a page with what its script needs: the layers a file can go into, and its facts."""
    current_ward()
    most = current_app.extensions["web_settings"].files.most_bytes
    layers = [
        {"name": each.name, "title": each.title.to_json(), "geometry": each.geometry}
        for each in importable_layers()
    ]
    layers.append({"name": NEW_LAYER, "title": NEW_LAYER_TITLE.to_json(), "geometry": "any"})
    data = page_data() | {"step": step, "importable": layers, "most_bytes": most, **facts}
    seen = reader() | {"step": step, "facts": facts}
    return render_template("import/step.html", page_data=data, shell_url=shell_url(), **seen)
