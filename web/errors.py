"""One table from error class to status; JSON for programs, a page for people."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

import psycopg2
from flask import Flask, Response, jsonify, make_response, redirect, render_template, request
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
)
from layers.queries.sign_in import TooManyAttempts
from web.access import SignInNeeded
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
NO_DATABASE = Text("Không truy cập được cơ sở dữ liệu", "The database cannot be reached")


def init_app(app: Flask) -> None:
    app.register_error_handler(ServiceError, _service_error)
    app.register_error_handler(psycopg2.OperationalError, _database_gone)
    app.register_error_handler(CSRFError, csrf_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def status_of(error: ServiceError) -> int:
    """Return the status of the nearest class in the table."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def wants_json() -> bool:
    """Programs ask under /api and /tiles; everything else is a person with a browser."""
    return request.path.startswith(("/api/", "/tiles/", "/healthz"))


def _service_error(error: ServiceError) -> Response:
    if isinstance(error, SignInNeeded) and request.method == "GET" and not wants_json():
        return _to_sign_in()
    answer = _answer(error.text, status_of(error), _details(error))
    if isinstance(error, TooManyAttempts):
        answer.headers["Retry-After"] = str(error.retry_after_s)
    return answer


def _database_gone(error: psycopg2.OperationalError) -> Response:
    log.error("database: %s", error)
    return _answer(NO_DATABASE, STATUS[Unavailable])


def csrf_error(error: CSRFError) -> Response:
    log.info("refused without a valid CSRF token: %s", error.description)
    return _answer(CSRF_TEXT, 400)


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return make_response(error.get_response())
    answer = _answer(OF_STATUS.get(error.code, OF_STATUS[400]), error.code)
    if error.code == 405:
        answer.headers["Allow"] = ", ".join(getattr(error, "valid_methods", None) or ())
    return answer


def _fault(error: Exception) -> Response:
    log.exception("fault at %s %s", request.method, request.path, exc_info=error)
    return _answer(OF_STATUS[500], 500)


def _details(error: ServiceError) -> dict[str, Any]:
    found = {name: getattr(error, name, None) for name in ("field", "value")}
    details: dict[str, Any] = {k: str(value) for k, value in found.items() if value is not None}
    if isinstance(error, Stale):
        theirs = error.theirs
        details["theirs"] = (
            state_of(theirs["subject"], theirs["row"]) if "row" in theirs else theirs
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
    seen = {"status": status, "message": message, "text": text}
    try:
        return render_template("errors/error.html", **_reader(status), **seen)
    except TemplateError:
        log.exception("the error page cannot be rendered")
        return message


def _reader(status: int) -> dict[str, Any]:
    """Say who reads and in which ward; nothing where the database may be what has failed."""
    if status >= 500:
        return {}
    try:
        return reader()
    except (ServiceError, psycopg2.Error):
        return {}


def _to_sign_in() -> Response:
    target = request.full_path if request.query_string else request.path
    return make_response(redirect("/sign-in?" + urlencode({"next": target})))
