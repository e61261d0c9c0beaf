"""Places: the register of repeat points, one place, its states moved and its points confirmed."""

from operator import itemgetter

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_login import current_user

from geo.errors import InputError
from layers.errors import NotAllowed, Stale, UndoRefused
from layers.places.moving import confirm_candidate, move_place
from layers.places.reading import STATES, list_places
from layers.places.undoing import undo_confirmation, undo_step
from web.access import role_required
from web.db import get_conn
from web.errors import status_of
from web.i18n import in_language, t
from web.params import read_form_number
from web.place_pages import place_facts, places_facts, read_asked, read_day
from web.plain_lists import FileColumn, send_list
from web.wards import current_ward, role_here

blueprint = Blueprint("places", __name__)
ONE = "/places/<int(max=9007199254740991):place_id>"
KINDS = {
    "code": "text", "name": "text", "address": "text", "state": "text", "since": "date",
    "incidents": "integer", "last_on": "date", "days_without": "integer", "actions": "integer",
    "holder_unit": "text",
}  # fmt: skip
COLUMNS = [FileColumn(f"places.col_{name}", kind, itemgetter(name)) for name, kind in KINDS.items()]


@blueprint.get("/places")
@role_required("viewer")
def listed() -> str:
    return render_template("places/list.html", **places_facts(read_asked()))


@blueprint.get("/places/export.<kind>")
@role_required("viewer")
def export(kind: str) -> Response:
    found = list_places(get_conn(), current_ward(), read_asked(), role_here())
    rows = [row | {"state": in_language(STATES[row["state"]])} for row in found]
    return send_list(kind, "places", "places.title", COLUMNS, rows)


@blueprint.get(ONE)
@role_required("viewer")
def one(place_id: int) -> str:
    return render_template("places/one.html", **place_facts(place_id))


@blueprint.post(f"{ONE}/state")
@role_required("inspector")
def move(place_id: int) -> Response:
    """Move the place to `to_state` as of `happened_on`, with a `reason`."""
    said, ward = request.form, current_ward()
    try:
        day = read_day(said.get("happened_on", ""), "happened_on")
        to_state, reason = said.get("to_state", ""), said.get("reason", "")
        conn, actor, seen = get_conn(), current_user.login, read_form_number("version")
        move_place(conn, ward, place_id, to_state, day, reason, role_here(), actor, seen)
    except (InputError, Stale) as error:
        facts = place_facts(place_id, dict(said), in_language(error.text))
        return make_response(render_template("places/one.html", **facts), status_of(error))
    return _to(f"/{place_id}", t("places.moved"), saved=place_id)


@blueprint.post(f"{ONE}/undo")
@role_required("inspector")
def undo(place_id: int) -> Response:
    """Take back the newest step, which is the `event`."""
    conn, ward, event = get_conn(), current_ward(), read_form_number("event")
    try:
        undo_step(conn, ward, place_id, event, role_here(), current_user.login)
    except (UndoRefused, NotAllowed, InputError) as error:
        return _to(f"/{place_id}", in_language(error.text), "error")
    return _to(f"/{place_id}", t("places.step_undone"))


@blueprint.post(f"{ONE}/unconfirm")
@role_required("supervisor")
def unconfirm(place_id: int) -> Response:
    try:
        undo_confirmation(get_conn(), current_ward(), place_id, role_here(), current_user.login)
    except UndoRefused as error:
        return _to(f"/{place_id}", in_language(error.text), "error")
    return _to("", t("places.unconfirmed"))


@blueprint.post("/places/confirm")
@role_required("supervisor")
def confirm() -> Response:
    """Make the computed point `cell` of `run` a place."""
    ward, run_id, cell_no = current_ward(), read_form_number("run"), read_form_number("cell")
    try:
        place_id = confirm_candidate(
            get_conn(), ward, run_id, cell_no, role_here(), current_user.login
        )
    except InputError as error:
        return _to("", in_language(error.text), "error")
    return _to(f"/{place_id}", t("places.confirmed"))


def _to(path: str, words: str, level: str = "success", saved: int | None = None) -> Response:
    """Go to a page of places with `words`; it forgets what was typed of the place `saved`."""
    flash(words, level)
    of = f"&saved={saved}" if saved else ""
    return make_response(redirect(f"/places{path}?ward={current_ward().code}{of}"))
