"""Who may call what: every view function is marked, and one gate in front of all reads the mark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request
from flask_login import current_user

from geo.text import Text
from layers.errors import NotAllowed
from layers.registry import Layer, get_layer, is_built_in, layer_of
from layers.roles import Role
from layers.run_layers import is_run_layer
from web.db import get_conn
from web.i18n import translate
from web.shared_layers import shared_layer
from web.sharing import share_here
from web.wards import current_ward, role_here

View = TypeVar("View", bound=Callable[..., Any])
MARK = "may_be_called_by"
SHARED = "opens_through_share_links"


class SignInNeeded(NotAllowed):
    """Somebody signed out asks for what only staff may see."""


class UndeclaredRoute(RuntimeError):
    """A programming mistake: a route that does not say who may call it."""


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    setattr(view, MARK, Role.PUBLIC)
    return view


def role_required(role: str) -> Callable[[View], View]:
    """Mark a view for people whose role in the ward of the request is `role` or above."""

    def mark(view: View) -> View:
        setattr(view, MARK, Role.parse(role))
        return view

    return mark


def open_to_links(view: View) -> View:
    """Mark a view that also answers through a share link, with what the link lets be seen.

    Every other view is closed there, whatever the role of the link.
    """
    setattr(view, SHARED, True)
    return view


def init_app(app: Flask) -> None:
    app.before_request(_gate)


def check_declarations(app: Flask) -> None:
    """Refuse to start when a route does not say who may call it."""
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, MARK)]
    if silent:
        raise UndeclaredRoute(f"no @public or @role_required above: {', '.join(sorted(silent))}")


def needed_role(endpoint: str) -> Role:
    """Return the role a route asks for."""
    return Role(getattr(current_app.view_functions[endpoint], MARK))


def layer_for(name: str) -> Layer:
    """Return a layer the caller may see; LayerNotFound, SignInNeeded or NotAllowed else.

    Of a layer of the ward's own, those who may not see it do not learn that it is there.
    """
    if share_here() is not None:
        return shared_layer(name)
    if is_built_in(name):
        require(get_layer(name).visible_to)
    if is_run_layer(name):
        require(Role.VIEWER)
    return layer_of(get_conn(), current_ward(), name, role_here())


def require(needed: Role) -> None:
    """Let the caller pass or raise: signed out and not allowed are two different answers."""
    role = role_here()
    if role >= needed:
        return
    if share_here() is not None:
        raise _closed()
    if not current_user.is_authenticated:
        raise SignInNeeded(
            Text("Hãy đăng nhập để xem phần này", "Sign in to see this part"),
        )
    raise NotAllowed(
        Text(
            f"Tài khoản của bạn không có quyền này ở phường này (cần: {_named('vi', needed)})",
            f"Your account does not have this right in this ward (needed: {_named('en', needed)})",
        )
    )


def _named(language: str, role: Role) -> str:
    return translate(language, f"role.{role.code}")


def _gate() -> None:
    if request.endpoint is not None:
        if share_here() is not None:
            _gate_of_links(request.endpoint)
        needed = needed_role(request.endpoint)
        if needed > Role.PUBLIC:
            require(needed)


def _gate_of_links(endpoint: str) -> None:
    """Let through a link what is marked for it, and nothing that would change anything."""
    is_open = getattr(current_app.view_functions[endpoint], SHARED, False)
    if not is_open or request.method not in ("GET", "HEAD", "OPTIONS"):
        raise _closed()


def _closed() -> NotAllowed:
    return NotAllowed(
        Text(
            "Liên kết chia sẻ chỉ mở bản đồ để xem; phần này không nằm trong đó.",
            "A share link opens the map to look at; this is not part of it.",
        )
    )
