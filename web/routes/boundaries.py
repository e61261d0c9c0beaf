"""Boundaries in time on the page: epochs, a new one from a file, its lineage, totals recast."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, render_template
from flask_login import current_user

from geo.refusals import must_be
from layers.boundaries.editing import confirm_epoch, correct_pair, undo_epoch
from layers.boundaries.epochs import unassigned_by_epoch
from layers.boundaries.reading import KIND_WORDS, epoch_shapes, read_epoch, read_epochs
from layers.boundaries.recasting import recast_totals
from layers.boundaries.uploaded import read_wish
from layers.queries.jobs import enqueue
from layers.queries.uploads import get_upload, set_job
from web.access import role_required
from web.db import get_conn
from web.page_data import page_data
from web.params import read_object
from web.reader import reader
from web.routes.pages import shell_url
from web.wards import current_ward, role_here

blueprint = Blueprint("boundaries", __name__)
ALL = "/api/<ward>/boundaries"
ONE = ALL + "/<int(max=9007199254740991):epoch_id>"
MOST_TOTALS = 5_000


@blueprint.get("/boundaries")
@role_required("supervisor")
def listed() -> str:
    conn, here = get_conn(), current_ward()
    unassigned = unassigned_by_epoch(conn, here.id)
    return _page("boundaries/index.html", loaded=read_epochs(conn, here), unassigned=unassigned)


@blueprint.get("/boundaries/<int(max=9007199254740991):epoch_id>")
@role_required("supervisor")
def one(epoch_id: int) -> str:
    kinds = {kind: words.to_json() for kind, words in KIND_WORDS.items()}
    epoch = read_epoch(get_conn(), current_ward(), epoch_id)
    return _page("boundaries/epoch.html", epoch=epoch, lineage_kinds=kinds)


@blueprint.get(ALL)
@role_required("supervisor")
def epochs(ward: str) -> Response:
    return jsonify(epochs=read_epochs(get_conn(), current_ward()))


@blueprint.get(ONE)
@role_required("supervisor")
def epoch(ward: str, epoch_id: int) -> Response:
    return jsonify(read_epoch(get_conn(), current_ward(), epoch_id))


@blueprint.get(ONE + "/shapes")
@role_required("supervisor")
def shapes(ward: str, epoch_id: int) -> Response:
    return jsonify(epoch_shapes(get_conn(), current_ward(), epoch_id))


@blueprint.post(ALL + "/<any(plan, load):what>")
@role_required("supervisor")
def work(ward: str, what: str) -> tuple[Response, int]:
    """Plan or load an uploaded file as a new epoch; answers with the job that does it."""
    body, conn, here = read_object(), get_conn(), current_ward()
    upload = get_upload(conn, here, _whole(body, "upload"), role_here())
    wish = _mapping(body, "wish")
    read_wish(wish, upload, current_user.login)  # what is missing is said at once
    arguments = {"upload": upload.id, "wish": wish}
    job = enqueue(conn, here, f"epoch_{what}", arguments, current_user.login)
    set_job(conn, upload, job.id)
    return jsonify(job=job.id), 202


@blueprint.patch(ONE + "/pairs/<int(max=9007199254740991):pair_id>")
@role_required("supervisor")
def correct(ward: str, epoch_id: int, pair_id: int) -> Response:
    body, conn, here = read_object(), get_conn(), current_ward()
    reason = str(body.pop("reason", ""))
    correct_pair(conn, here, epoch_id, pair_id, body, reason, current_user.login)
    return jsonify(read_epoch(conn, here, epoch_id))


@blueprint.post(ONE + "/confirm")
@role_required("supervisor")
def confirm(ward: str, epoch_id: int) -> Response:
    conn, here = get_conn(), current_ward()
    confirm_epoch(conn, here, epoch_id, current_user.login)
    return jsonify(read_epoch(conn, here, epoch_id))


@blueprint.post(ONE + "/undo")
@role_required("supervisor")
def undo(ward: str, epoch_id: int) -> Response:
    return jsonify(undo_epoch(get_conn(), current_ward(), epoch_id, current_user.login))


@blueprint.post(ALL + "/recast")
@role_required("supervisor")
def recast(ward: str) -> Response:
    """Share totals by code, `values`, out over the areas of another day."""
    body = read_object()
    made = recast_totals(
        get_conn(),
        current_ward(),
        str(body.get("kind", "group")),
        _totals(body),
        _day(body, "since"),
        _day(body, "until"),
        str(body.get("by", "area")),
    )
    return jsonify(made)


def _page(template: str, **facts: Any) -> str:
    data = page_data() | facts
    return render_template(template, page_data=data, shell_url=shell_url(), **facts, **reader())


def _whole(body: Mapping[str, Any], name: str) -> int:
    value = body.get(name)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53:
        return value
    raise must_be(name, "một số nguyên dương", "a whole number above 0")


def _mapping(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    value = body.get(name)
    if isinstance(value, dict):
        return value
    raise must_be(name, "một đối tượng JSON", "a JSON object")


def _totals(body: Mapping[str, Any]) -> dict[str, float]:
    values = _mapping(body, "values")
    is_right = 0 < len(values) <= MOST_TOTALS and all(map(_is_total, values.values()))
    if not is_right:
        raise must_be("values", f"1 đến {MOST_TOTALS} số ≥ 0", f"1 to {MOST_TOTALS} numbers ≥ 0")
    return {str(code): float(value) for code, value in values.items()}


def _is_total(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 1e15


def _day(body: Mapping[str, Any], name: str) -> date:
    try:
        return date.fromisoformat(str(body.get(name, "")))
    except ValueError as error:
        raise must_be(name, "ngày dạng 2025-07-01", "a day such as 2025-07-01") from error
