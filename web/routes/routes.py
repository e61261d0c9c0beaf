"""Contracted routes: who holds what on a day, one route with its handovers, lanes nobody holds."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from flask_login import current_user

from geo.errors import InputError
from layers.editing.handover import hand_over, undo_handover
from layers.errors import Stale, UndoRefused
from web.access import role_required
from web.db import get_conn
from web.errors import status_of
from web.i18n import in_language, t
from web.params import read_form_number
from web.route_list import lanes_file, routes_facts, routes_file
from web.route_pages import read_handover, route_facts
from web.wards import current_ward, role_here

blueprint = Blueprint("routes", __name__)
ONE = "/routes/<int(max=9007199254740991):route_id>"


@blueprint.get("/routes")
@role_required("viewer")
def listed() -> str:
    return render_template("routes/list.html", **routes_facts())


@blueprint.get("/routes/export.<kind>")
@role_required("viewer")
def export(kind: str) -> Response:
    return routes_file(kind)


@blueprint.get("/routes/free.<kind>")
@role_required("viewer")
def free(kind: str) -> Response:
    return lanes_file(kind)


@blueprint.get(ONE)
@role_required("viewer")
def one(route_id: int) -> str:
    return render_template("routes/one.html", **route_facts(route_id))


@blueprint.post(f"{ONE}/handover")
@role_required("supervisor")
def hand(route_id: int) -> Response:
    """Hand the route over to `unit` and `name` from the day `on`, with a `reason`."""
    conn, ward, actor = get_conn(), current_ward(), current_user.login
    try:
        done = hand_over(conn, ward, read_handover(route_id), role_here(), actor)
    except (InputError, Stale) as error:
        facts = route_facts(route_id, dict(request.form), in_language(error.text))
        return make_response(render_template("routes/one.html", **facts), status_of(error))
    words = " ".join([t("contracts.handed", n=done.incidents), *map(in_language, done.notes)])
    return _to(done.route_id, words, saved=route_id)


@blueprint.post(f"{ONE}/undo")
@role_required("supervisor")
def undo(route_id: int) -> Response:
    """Take back the `edit` of the route, with all that it did."""
    conn, ward, edit_id = get_conn(), current_ward(), read_form_number("edit")
    try:
        left = undo_handover(conn, ward, route_id, edit_id, role_here(), current_user.login)
    except (InputError, UndoRefused) as error:
        return _to(route_id, in_language(error.text), "error")
    return _to(left, t("contracts.undone"))


def _to(route_id: int, words: str, level: str = "success", saved: int | None = None) -> Response:
    """Go to a route with `words`; the page forgets what was typed of the route `saved`."""
    flash(words, level)
    of = f"&saved={saved}" if saved else ""
    return make_response(redirect(f"/routes/{route_id}?ward={current_ward().code}{of}"))
