"""The ward of a request, and the role its caller has there."""

from __future__ import annotations

from collections.abc import Mapping

from flask import g, request
from flask_login import current_user

from layers.errors import WardNotFound
from layers.queries.callers import Caller, read_caller
from layers.queries.users import User
from layers.queries.versions import read_moved
from layers.queries.wards import Ward, default_ward, get_ward, list_wards
from layers.roles import Role
from web.db import get_conn
from web.sharing import share_here


def current_ward() -> Ward:
    """Return the ward named by the address (path, then `?ward=`), else the default one."""
    if "ward" not in g:
        g.ward = _find_ward()
    return g.ward


def read_person(user_id: int) -> User | None:
    """Return the person of a session; the ward that the address names comes along."""
    found = _read_caller(user_id)
    if found.ward is not None:
        g.ward = found.ward
    return found.user


def tables_moved() -> Mapping[str, int]:
    """Return the versions of the ward's tables as they were when the request came.

    For answers kept under them: whoever has written since asks for the versions anew.
    """
    here = current_ward()
    if "moved" not in g:
        g.moved = read_moved(get_conn(), here.id)
    return g.moved


def has_ward() -> bool:
    """Say whether the request names a ward in its path or query."""
    return _ward_code() is not None


def role_here() -> Role:
    """Return the caller's role in the ward of this request: public in a ward that is not theirs.

    Through a share link it is that of the link, whoever is signed in.
    """
    share = share_here()
    if share is not None:
        return share.role
    if not current_user.is_authenticated:
        return Role.PUBLIC
    if current_user.ward_id is None:
        return current_user.role
    return current_user.role if current_ward().id == current_user.ward_id else Role.PUBLIC


def _ward_code() -> str | None:
    return (request.view_args or {}).get("ward") or request.args.get("ward")


def _find_ward() -> Ward:
    conn, code = get_conn(), _ward_code()
    share = share_here()
    if share is not None:
        return _ward_of_share(share.ward_id, code)
    if code is not None:
        return _read_caller(None).ward or get_ward(conn, code)
    own = getattr(current_user, "ward_id", None)
    if own is not None:
        return next(ward for ward in list_wards(conn) if ward.id == own)
    return default_ward(conn)


def _read_caller(user_id: int | None) -> Caller:
    found = read_caller(get_conn(), user_id, _ward_code())
    if found.ward is not None:
        g.moved = found.versions
    return found


def _ward_of_share(ward_id: int, code: str | None) -> Ward:
    """Return the ward of a link; WardNotFound for every other that an address may name."""
    ward = next(each for each in list_wards(get_conn()) if each.id == ward_id)
    if code not in (None, ward.code):
        raise WardNotFound(code, [ward.code])
    return ward
