"""Cases: their list, one case, and the steps that people take with it."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from geo.errors import InputError
from layers.cases.listing import cases_file
from layers.cases.steps import LARGEST_STEP, take_step
from layers.cases.work import CaseConflict, manage_case, undo_move
from layers.errors import NotAllowed, TooLarge
from web.access import role_required
from web.bodies import takes_form_of
from web.case_pages import case_facts, case_link, list_facts, view_here, worker_here
from web.db import get_conn
from web.i18n import current_language, in_language, t
from web.kept_files import send_rows
from web.params import read_form_number
from web.routes.uploads import store
from web.wards import current_ward, role_here

blueprint = Blueprint("cases", __name__)
STATUSES = {NotAllowed: 403, TooLarge: 413}
ONE = "/incidents/<int(max=9007199254740991):incident_id>"


@blueprint.get("/cases")
@role_required("viewer")
def listed() -> str:
    return render_template("cases/list.html", **list_facts())


@blueprint.get("/cases/export.<kind>")
@role_required("viewer")
def export(kind: str) -> Response:
    view, ward = view_here(), current_ward()
    made = cases_file(get_conn(), ward, view, kind, role_here(), current_language())
    return send_rows(made, kind, f"{ward.code}-cases")


@blueprint.get(ONE)
@role_required("viewer")
def one(incident_id: int) -> str:
    return render_template("cases/case.html", **case_facts(incident_id))


@blueprint.post(f"{ONE}/move")
@role_required("inspector")
@takes_form_of(LARGEST_STEP)
def move(incident_id: int) -> Response:
    """Take a step (`state`, `reason`, `photo_file`) from the version the form was opened on."""
    said, version = dict(request.form), read_form_number("version")
    files = [each.read() for each in request.files.getlist("photo_file") if each.filename]
    return _done(
        incident_id,
        said,
        lambda: take_step(get_conn(), worker_here(), store(), incident_id, version, said, files),
        "move",
    )


@blueprint.post(f"{ONE}/undo")
@role_required("inspector")
def undo(incident_id: int) -> Response:
    version = read_form_number("version")
    return _done(
        incident_id, {}, lambda: undo_move(get_conn(), worker_here(), incident_id, version), "undo"
    )


@blueprint.post(f"{ONE}/manage")
@role_required("inspector")
def manage(incident_id: int) -> Response:
    """Name the handler, the day, what holds it up."""
    said, version = dict(request.form), read_form_number("version")
    wish = {name: said[name] for name in ("handler", "due_on", "blocked_by") if name in said}
    wish["reason"] = said.get("manage_reason", "")
    return _done(
        incident_id,
        said,
        lambda: manage_case(get_conn(), worker_here(), incident_id, version, wish),
        "manage",
    )


def _done(incident_id: int, said: dict[str, str], act: object, what: str) -> Response:
    """Do it and go to the case; where it is refused, show the case with what was typed."""
    try:
        act()  # type: ignore[operator]
    except CaseConflict as conflict:
        facts = case_facts(incident_id, said, in_language(conflict.text), conflict)
        return make_response(render_template("cases/case.html", **facts), 409)
    except (InputError, NotAllowed, TooLarge) as error:
        facts = case_facts(incident_id, said, in_language(error.text))
        status = STATUSES.get(type(error), 400)
        return make_response(render_template("cases/case.html", **facts), status)
    flash(t(f"cases.done_{what}"), "success")
    return make_response(redirect(case_link("one", incident_id=incident_id, saved=what)))
