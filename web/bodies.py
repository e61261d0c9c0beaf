"""How much a request may bring: little, but for the routes that take a file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

View = TypeVar("View", bound=Callable[..., Any])
MARK = "takes_a_file"
FORM_MARK = "takes_a_form_of"
FILE_TYPE = "application/octet-stream"
NO_LIMIT = 1 << 62  # who keeps the file counts what comes and stops at the limit of the settings


def takes_file(view: View) -> View:
    """Mark a view whose body is a file, read piece by piece and never parsed."""
    setattr(view, MARK, True)
    return view


def takes_form_of(largest: int) -> Callable[[View], View]:
    """Mark a view whose form brings a file of at most so many bytes, beside its other fields."""

    def mark(view: View) -> View:
        setattr(view, FORM_MARK, largest)
        return view

    return mark


def init_app(app: Flask) -> None:
    app.before_request(_allow_file)


def _allow_file() -> None:
    """Lift the limit of the body where it is a file; a form would be parsed, so it stays small."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, MARK, False) and request.mimetype == FILE_TYPE:
        request.max_content_length = NO_LIMIT
    elif largest := getattr(view, FORM_MARK, 0):
        # As much beside the file as any form may have: a file just too large is refused in words.
        request.max_content_length = largest + current_app.config["MAX_CONTENT_LENGTH"]
