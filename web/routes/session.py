"""Signing in and out."""

from flask import Blueprint, Response, make_response, redirect, render_template, request

from layers.errors import NotFound
from layers.queries.sign_in import authenticate
from layers.queries.wards import Ward
from web.access import public
from web.auth import end_session, start_session
from web.db import get_conn
from web.i18n import t
from web.params import safe_next
from web.wards import current_ward

blueprint = Blueprint("session", __name__)


@blueprint.get("/sign-in")
@public
def sign_in_form() -> str:
    return _form(failed=False)


@blueprint.post("/sign-in")
@public
def sign_in() -> Response:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    user = authenticate(get_conn(), login, password, request.remote_addr or "")
    if user is None:
        return make_response(_form(failed=True), 403)
    start_session(user)
    return make_response(redirect(safe_next(request.form.get("next"))))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    end_session()
    return make_response(redirect("/"))


def _form(*, failed: bool) -> str:
    target = safe_next(request.values.get("next"))
    login = request.form.get("login", "")
    error = t("sign_in.failed") if failed else None
    return render_template(
        "auth/sign_in.html", error=error, next=target, login=login, ward=_ward_of_page()
    )


def _ward_of_page() -> Ward | None:
    """Return the ward that the page is about; None before there is one."""
    try:
        return current_ward()
    except NotFound:
        return None
