"""Files on their way in: received piece by piece, spoken about, checked and loaded by jobs."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request
from flask_login import current_user

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.file_store import FileStore, is_companion, plain_name
from layers.importing.said import NEW_LAYER, add_to
from layers.importing.targets import find_target
from layers.queries import uploads
from layers.queries.jobs import enqueue
from layers.queries.uploads import Upload, get_upload
from layers.settings import FileSettings
from web.access import role_required
from web.bodies import takes_file
from web.db import get_conn
from web.import_data import describe_upload
from web.kept_files import send_kept
from web.params import read_object, read_word
from web.wards import current_ward, role_here

blueprint = Blueprint("uploads", __name__)
PIECE = 1 << 16
ONE = "/api/<ward>/uploads/<int(max=9007199254740991):upload_id>"


@blueprint.post("/api/<ward>/uploads")
@role_required("supervisor")
@takes_file
def receive(ward: str) -> tuple[Response, int]:
    """Keep the file that the body is; its name and its layer stand in the address."""
    name, layer = plain_name(read_word("name")), read_word("layer")
    _require_target(layer)
    for sha256 in uploads.discard_abandoned(get_conn()):
        store().forget(sha256)
    kept = store().receive(name, _pieces(), _settings().most_bytes)
    made = uploads.add_upload(get_conn(), current_ward(), layer, [kept], current_user.login)
    return jsonify(describe_upload(made)), 201


@blueprint.post(ONE + "/companions")
@role_required("supervisor")
@takes_file
def receive_companion(ward: str, upload_id: int) -> Response:
    """Keep a file that belongs beside the one that came first, such as the .dbf of a .shp."""
    upload, name = _open(upload_id), plain_name(read_word("name"))
    if not is_companion(name, upload.file_name):
        raise _not_beside(name, upload.file_name)
    kept = store().receive(name, _pieces(), _settings().most_bytes)
    uploads.add_companion(get_conn(), upload, kept)
    return jsonify(describe_upload(_open(upload_id)))


@blueprint.get(ONE)
@role_required("supervisor")
def show(ward: str, upload_id: int) -> Response:
    return jsonify(describe_upload(get_upload(get_conn(), current_ward(), upload_id, role_here())))


@blueprint.patch(ONE)
@role_required("supervisor")
def say(ward: str, upload_id: int) -> Response:
    """Take what a person says of the file: `layer`, and `said` with null for what is taken back.

    What is said from two tabs at once adds up.
    """
    conn, body = get_conn(), read_object()
    with db.transaction(conn):
        uploads.hold_row(conn, current_ward(), upload_id)
        upload = _open(upload_id)
        layer = str(body.get("layer") or upload.layer)
        _require_target(layer)
        said = add_to(upload.said if layer == upload.layer else {}, _part(body, "said"))
        uploads.say(conn, upload, said, layer)
    return jsonify(describe_upload(_open(upload_id)))


@blueprint.delete(ONE)
@role_required("supervisor")
def discard(ward: str, upload_id: int) -> Response:
    """Drop a file and what was said of it; nothing that was loaded from it is touched."""
    upload = get_upload(get_conn(), current_ward(), upload_id, role_here())
    for sha256 in uploads.discard(get_conn(), upload):
        store().forget(sha256)
    return jsonify(state=uploads.DISCARDED)


@blueprint.post(ONE + "/<any(check, load):what>")
@role_required("supervisor")
def work(ward: str, upload_id: int, what: str) -> tuple[Response, int]:
    """Start to check or to load the file; answers with the job that does it."""
    upload = _open(upload_id)
    job = enqueue(
        get_conn(), current_ward(), f"import_{what}", {"upload": upload.id}, current_user.login
    )
    uploads.set_job(get_conn(), upload, job.id)
    return jsonify(job=job.id), 202


@blueprint.get(ONE + "/issues.xlsx")
@role_required("supervisor")
def issue_sheet(ward: str, upload_id: int) -> Response:
    """Send the rows of the file with the faulty cells marked, as of the last check."""
    upload = get_upload(get_conn(), current_ward(), upload_id, role_here())
    if upload.issues_sha256 is None:
        raise uploads.UploadNotFound(upload_id)
    return send_kept(store(), upload.issues_sha256, f"{upload.file_name}-loi.xlsx")


def _require_target(layer: str) -> None:
    """Refuse what nothing can be loaded into; a file may also make a layer of its own."""
    if layer != NEW_LAYER:
        find_target(get_conn(), current_ward(), layer, role_here())


def store() -> FileStore:
    return FileStore(_settings().folder)


def _settings() -> FileSettings:
    settings: FileSettings = current_app.extensions["web_settings"].files
    return settings


def _open(upload_id: int) -> Upload:
    """Return an upload that can still be spoken about; InputError once it is loaded."""
    upload = get_upload(get_conn(), current_ward(), upload_id, role_here())
    if upload.state == uploads.LOADED:
        raise InputError(
            Text(
                f"Tệp này đã được nạp (lần nạp {upload.import_id}). Muốn đổi: hoàn tác trước.",
                f"This file has been loaded (import {upload.import_id}). To change it: undo first.",
            ),
            field="upload",
            value=upload_id,
        )
    return upload


def _pieces() -> Iterator[bytes]:
    return iter(lambda: request.stream.read(PIECE), b"")


def _part(body: dict[str, Any], name: str) -> dict[str, Any]:
    part = body.get(name) or {}
    if not isinstance(part, dict):
        raise InputError(
            Text(f"{name}: cần một đối tượng JSON.", f"{name}: needs a JSON object."), field=name
        )
    return part


def _not_beside(name: str, of: str) -> InputError:
    return InputError(
        Text(
            f"'{name}' không phải phần đi kèm của '{of}'.",
            f"'{name}' is not part of '{of}'.",
        ),
        field="name",
        value=name,
    )
