"""Signing in and out."""

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask_wtf.csrf import CSRFError

from layers.queries.sign_in import TooManyAttempts, authenticate
from web.access import public
from web.auth import end_session, start_session
from web.db import get_conn
from web.errors import csrf_error
from web.i18n import in_language, t
from web.params import safe_next
from web.reader import reader

blueprint = Blueprint("session", __name__)


@blueprint.get("/sign-in")
@public
def sign_in_form() -> str:
    return _form()


@blueprint.post("/sign-in")
@public
def sign_in() -> Response:
    login, password = request.form.get("login", ""), request.form.get("password", "")
    user = authenticate(get_conn(), login, password, request.remote_addr or "")
    if user is None:
        return make_response(_form(t("sign_in.failed")), 403)
    start_session(user)
    return make_response(redirect(safe_next(request.form.get("next"))))


@blueprint.post("/sign-out")
@public
def sign_out() -> Response:
    end_session()
    return make_response(redirect("/"))


@blueprint.errorhandler(TooManyAttempts)
def _too_many(error: TooManyAttempts) -> Response:
    """Show the form again, with how long to wait."""
    answer = make_response(_form(in_language(error.text)), 429)
    answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


@blueprint.errorhandler(CSRFError)
def _old_form(error: CSRFError) -> Response:
    """Show a fresh form: another tab has signed in or out since this one was opened."""
    if request.endpoint != "session.sign_in":
        return csrf_error(error)
    return make_response(_form(t("sign_in.old_form")), 400)


def _form(error: str | None = None) -> str:
    target = safe_next(request.values.get("next"))
    login = request.form.get("login", "")
    return render_template("auth/sign_in.html", error=error, next=target, login=login, **reader())
