"""The ward of a request, and the role its caller has there."""

from __future__ import annotations

from flask import g, request
from flask_login import current_user

from layers.queries.wards import Ward, default_ward, get_ward, list_wards
from layers.roles import Role
from web.db import get_conn


def current_ward() -> Ward:
    """Return the ward named by the address (path, then `?ward=`), else the default one."""
    if "ward" not in g:
        g.ward = _find_ward()
    return g.ward


def has_ward() -> bool:
    """Say whether the request names a ward in its path or query."""
    return _ward_code() is not None


def role_here() -> Role:
    """Return the caller's role in the ward of this request: public in a ward that is not theirs."""
    if not current_user.is_authenticated:
        return Role.PUBLIC
    if current_user.ward_id is None:
        return current_user.role
    return current_user.role if current_ward().id == current_user.ward_id else Role.PUBLIC


def _ward_code() -> str | None:
    return (request.view_args or {}).get("ward") or request.args.get("ward")


def _find_ward() -> Ward:
    conn, code = get_conn(), _ward_code()
    if code is not None:
        return get_ward(conn, code)
    own = getattr(current_user, "ward_id", None)
    if own is not None:
        return next(ward for ward in list_wards(conn) if ward.id == own)
    return default_ward(conn)
