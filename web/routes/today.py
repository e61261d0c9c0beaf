"""The start page by role, the unit that somebody calls theirs, and the jobs that wait."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_login import current_user

from layers.links import to_page
from layers.today.jobs import read_jobs, title_of
from layers.today.page import start_page
from layers.today.visits import choose_unit, list_units
from web.access import role_required
from web.db import get_conn
from web.links import href
from web.params import read_day, read_form_number
from web.reader import reader
from web.register_here import reader_here
from web.wards import current_ward

blueprint = Blueprint("today", __name__)


@blueprint.get("/today")
@role_required("viewer")
def today() -> Response:
    """Show what is late, new, came back and is to be done; `as_of` asks for another day."""
    here, parts = start_page(get_conn(), reader_here(), current_user.user.id, read_day("as_of"))
    page = make_response(
        render_template(
            "today/index.html",
            here=here,
            parts=parts,
            units=list_units(get_conn(), here.ward),
            **reader(),
        )
    )
    page.headers["Cache-Control"] = "private, no-store"
    return page


@blueprint.post("/today/unit")
@role_required("viewer")
def unit() -> Response:
    choose_unit(get_conn(), current_ward(), current_user.user.id, read_form_number("unit"))
    return make_response(redirect(href(to_page("today"))))


@blueprint.get("/jobs")
@role_required("supervisor")
def jobs() -> str:
    which = request.args.get("state", "waiting")
    found = read_jobs(get_conn(), current_ward(), which)
    return render_template("today/jobs.html", title=title_of(which), jobs=found, **reader())
