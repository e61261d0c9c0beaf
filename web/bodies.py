"""How much a request may bring: little, but for the routes that take a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
MARK = "takes_a_file"
FILE_TYPE = "application/octet-stream"
NO_LIMIT = 1 << 62  # who keeps the file counts what comes and stops at the limit of the settings


def takes_file(view: View) -> View:
    """Mark a view whose body is a file, read piece by piece and never parsed."""
    setattr(view, MARK, True)
    return view


def init_app(app: Flask) -> None:
    app.before_request(_allow_file)


def _allow_file() -> None:
    """Lift the limit of the body where it is a file; a form would be parsed, so it stays small."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, MARK, False) and request.mimetype == FILE_TYPE:
        request.max_content_length = NO_LIMIT
