"""The ward's deadlines: days by state in dated versions, shown to staff, changed by supervisors."""

from datetime import timedelta

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request

from geo.errors import InputError
from layers import clock
from layers.cases.deadlines import read_deadlines, register_deadlines, set_days, take_back
from layers.links import to_page
from layers.roles import Role
from web.access import role_required
from web.case_pages import worker_here
from web.db import get_conn
from web.i18n import in_language, show_date, t
from web.links import href
from web.reader import reader
from web.wards import current_ward, role_here

blueprint = Blueprint("deadlines", __name__)


@blueprint.get("/deadlines")
@role_required("viewer")
def shown() -> str:
    return _page({})


@blueprint.post("/deadlines")
@role_required("supervisor")
def change() -> Response:
    """Add a version (`state`, `days`, `valid_from`, `reason`); what is refused stays typed."""
    try:
        done = set_days(get_conn(), worker_here(), request.form, clock.today())
    except InputError as error:
        return make_response(_page(dict(request.form), error), 400)
    day = show_date(done.since)
    flash(t("deadlines.saved", state=in_language(done.name), n=done.days, day=day), "success")
    return make_response(redirect(href(to_page("deadlines"))))


@blueprint.post("/deadlines/<int(max=9007199254740991):version_id>/delete")
@role_required("supervisor")
def delete(version_id: int) -> Response:
    take_back(get_conn(), worker_here(), version_id, clock.today())
    flash(t("deadlines.taken_back"), "success")
    return make_response(redirect(href(to_page("deadlines"))))


def _page(said: dict[str, str], error: InputError | None = None) -> str:
    today = clock.today()
    return render_template(
        "cases/deadlines.html",
        states=read_deadlines(get_conn(), current_ward(), today),
        registers=register_deadlines(role_here()),
        today=today,
        tomorrow=today + timedelta(days=1),
        said=said,
        trouble=in_language(error.text) if error else "",
        field=error.field if error else "",
        can_change=role_here() >= Role.SUPERVISOR,
        **reader(),
    )
