"""Mails of notices: where they go, that its owner wants them there, and their end in one click."""

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as WerkzeugResponse

from geo.errors import InputError
from geo.text import Text
from layers.notices.addresses import ask_address, confirm_address, forget_address, unsubscribe
from web.access import public, role_required
from web.db import get_conn
from web.i18n import current_language, t
from web.notice_pages import index_facts, link, owner_here, sends_mail
from web.reader import reader
from web.wards import current_ward

blueprint = Blueprint("notice_mail", __name__)
CONFIRM, STOP = "/notices/confirm/<token>", "/notices/unsubscribe/<token>"
ONE_CLICK = f"{__name__}.stop"
"""Called by mail programs (RFC 8058), which have no session: the token is all they bring."""


@blueprint.post("/notices/mail")
@role_required("viewer")
def ask() -> Response | WerkzeugResponse:
    """Keep an address and have its owner asked; the form again where it is none."""
    if not sends_mail():
        raise InputError(Text("Máy chủ này không gửi thư.", "This service sends no mail."))
    said = request.form.get("address", "")
    try:
        ask_address(get_conn(), current_ward(), owner_here(), said, current_language())
    except InputError as error:
        facts = {"mail_trouble": error.text, "said_address": said[:254], **index_facts()}
        return make_response(render_template("notices/index.html", **facts), 400)
    return redirect(link("index") + "#mail")


@blueprint.post("/notices/mail/forget")
@role_required("viewer")
def forget() -> WerkzeugResponse:
    forget_address(get_conn(), owner_here())
    flash(t("notices.mail_forgotten"), "success")
    return redirect(link("index"))


@blueprint.get(CONFIRM)
@public
def offer_confirm(token: str) -> Response:
    """Ask for one press: programs that look at every link of a mail confirm nothing."""
    return _page("confirm")


@blueprint.post(CONFIRM)
@public
def confirm(token: str) -> Response:
    return _page("confirm", is_done=confirm_address(get_conn(), token))


@blueprint.get(STOP)
@public
def offer_stop(token: str) -> Response:
    return _page("stop")


@blueprint.post(STOP)
@public
def stop(token: str) -> Response:
    return _page("stop", is_done=unsubscribe(get_conn(), token))


def _page(what: str, *, is_done: bool | None = None) -> Response:
    """Show the page with a button, or what came of it; the token in its address goes nowhere else.

    It goes back to us alone: over HTTPS a form without a referrer is refused (Flask-WTF).
    """
    status = 404 if is_done is False else 200
    page = render_template("notices/mail.html", what=what, is_done=is_done, **reader())
    answer = make_response(page, status)
    answer.headers["Referrer-Policy"] = "same-origin"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
