"""One table from error class to status; JSON for programs, a page for people."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg2
from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateError
from werkzeug.exceptions import HTTPException

from geo.errors import InputError, ServiceError
from geo.text import Text
from layers.editing.described import state_of
from layers.errors import (
    ImportRejected,
    NotAllowed,
    NotFound,
    Stale,
    TooLarge,
    Unavailable,
    UndoRefused,
    Unreachable,
)
from layers.queries.sign_in import TooManyAttempts
from layers.roles import Role
from web.access import SignInNeeded, needed_role
from web.auth import as_nobody
from web.i18n import current_language
from web.reader import reader

log = logging.getLogger(__name__)

STATUS: dict[type[ServiceError], int] = {
    TooLarge: 413,
    InputError: 400,
    SignInNeeded: 401,
    NotAllowed: 403,
    NotFound: 404,
    UndoRefused: 409,
    Stale: 409,
    ImportRejected: 422,
    TooManyAttempts: 429,
    Unavailable: 503,
}

OF_STATUS: dict[int, Text] = {
    400: Text("Yêu cầu không hợp lệ", "The request is not valid"),
    404: Text("Không có trang này", "There is no such page"),
    405: Text("Địa chỉ này không nhận cách gọi đó", "This address does not take that method"),
    413: Text("Dữ liệu gửi lên quá lớn", "The data sent is too large"),
    500: Text("Lỗi của hệ thống, đã được ghi lại", "A fault of the system; it has been logged"),
}
CSRF_TEXT = Text(
    "Phiên làm việc đã cũ: tải lại trang rồi thử lại",
    "The session is old: reload the page and try again",
)
ENDED_TEXT = Text(
    "Phiên làm việc đã kết thúc: hãy đăng nhập lại",
    "The session has ended: sign in again",
)
RETRY_AFTER_S = 30
AT_ONCE = Text(
    "Có người ghi cùng lúc, nên chưa lưu gì: hãy thử lại ngay",
    "Somebody was writing at the same moment, so nothing was saved: try again now",
)
NO_DATABASE = Text("Không truy cập được cơ sở dữ liệu", "The database cannot be reached")


def init_app(app: Flask) -> None:
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(psycopg2.extensions.TransactionRollbackError, _at_once)
    app.register_error_handler(psycopg2.OperationalError, _database_gone)
    app.register_error_handler(Unreachable, _database_gone)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def status_of(error: ServiceError) -> int:
    """Return the status of the nearest class in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def wants_json() -> bool:
    """Programs ask under /api and /tiles, or name JSON as what they take (`*/*` names nothing)."""
    if request.path.startswith(("/api/", "/tiles/", "/healthz")):
        return True
    return any(kind.lower() == "application/json" for kind, _ in request.accept_mimetypes)


def _service_error(error: ServiceError) -> Response:
    if isinstance(error, SignInNeeded) and not wants_json():
        return _to_sign_in()
    answer = _answer(error.text, status_of(error), _details(error))
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _database_gone(error: Exception) -> Response:
    """Say that the database is away; which server it was is for the log."""
    log.error("database: %s", error)
    answer = _answer(NO_DATABASE, STATUS[Unavailable])
    answer.headers["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _at_once(error: Exception) -> Response:
    """Say that two waited for each other, and this one gave way: all of it is undone."""
    log.warning("two at once: %s", error)
    answer = _answer(AT_ONCE, STATUS[Unavailable])
    answer.headers["Retry-After"] = "1"
    return answer


def csrf_error(error: CSRFError) -> Response:
    log.info("refused without a valid CSRF token: %s", error.description)
    try:
        has_ended = not current_user.is_authenticated and _is_for_staff()  # the cookie is gone
    except (ServiceError, psycopg2.Error) as gone:
        return _database_gone(gone)
    if has_ended:
        return _answer(ENDED_TEXT, 401) if wants_json() else _to_sign_in()
    return _answer(CSRF_TEXT, 400)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    answer = _answer(OF_STATUS.get(error.code, OF_STATUS[400]), error.code)
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def _fault(error: Exception) -> Response:
    """Log the rule, not the path: a path may hold the secret of a feed, a mail or a share."""
    log.exception("fault at %s %s", request.method, request.url_rule, exc_info=error)
    return _answer(OF_STATUS[500], 500)


def _details(error: ServiceError) -> dict[str, Any]:
    found = {name: getattr(error, name, None) for name in ("field", "value")}
    details: dict[str, Any] = {k: str(value) for k, value in found.items() if value is not None}
    if isinstance(error, Stale):
        theirs = error.theirs
        details["theirs"] = (
            state_of(theirs["subject"], theirs["row"]) | {"id": theirs["row"].id}
            if "row" in theirs
            else theirs
        )
    return details


def _answer(text: Text, status: int, details: dict[str, Any] | None = None) -> Response:
    if wants_json():
        answer = jsonify(error=text.to_json(), **(details or {}))
    else:
        answer = make_response(_page(text, status))
    answer.status_code = status
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(text: Text, status: int) -> str:
    """Render the error page; it may not itself need the database."""
    message = text.in_language(current_language())
    who = _reader(status)
    seen = {"status": status, "message": message, "text": text, "back": _page_before()}
    try:
        return render_template("errors/error.html", **who, **seen)
    except TemplateError:
        log.exception("the error page cannot be rendered")
        return message


def _reader(status: int) -> dict[str, Any]:
    """Say who reads and in which ward; nobody where the database may be what has failed."""
    if status < 500:
        try:
            return reader()
        except (ServiceError, psycopg2.Error):
            pass
    as_nobody()
    return {"is_nobody_known": True}


def _page_before() -> str | None:
    """Return where a form was sent from (its page has kept what was typed); None of a page."""
    return _came_from() if request.method != "GET" else None


def _came_from() -> str | None:
    """Return the page of ours that led here; None where it is another's, or would lead to one."""
    try:
        came_from = urlsplit(request.referrer or "")
    except ValueError:
        return None
    target = came_from.path + (f"?{came_from.query}" if came_from.query else "")
    # A browser reads "//x" and "/\\x" as the host x, and takes control characters out first.
    is_path = target.startswith("/") and not target.startswith("//")
    is_plain = "\\" not in target and target.isprintable()
    return target if came_from.netloc == request.host and is_path and is_plain else None


def _is_for_staff() -> bool:
    return request.endpoint is not None and needed_role(request.endpoint) > Role.PUBLIC


def _to_sign_in() -> Response:
    """Lead to the sign-in and back: of a form to its page, which has kept what was typed."""
    target = request.full_path if request.query_string else request.path
    if request.method != "GET":
        target = _came_from() or "/"
    return make_response(redirect("/sign-in?" + urlencode({"next": target})))
