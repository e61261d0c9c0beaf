"""The address of a map as a kept view: what of it is kept, and which one is opened first."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import request
from flask_login import current_user

from geo.refusals import must_be
from layers.filters import Filter
from layers.queries.saved_views import Changes, Person, first_view
from layers.queries.wards import list_wards
from layers.roles import Role
from web.db import get_conn
from web.view import read_place
from web.wards import current_ward, role_here

KEPT = ("map", "layers", "order", "opacity", "run", "run2", "areas", "t", "step", "mode")
PERIOD = ("from", "to")
FILTER = (
    "field",
    "category",
    "group",
    "lane",
    "state",
    "holder",
    "round",
    "text",
    "inside",
    "shape",
)


def person_here() -> Person:
    """Return who asks, with their role in the ward of the request."""
    return Person(current_user.user.id, current_user.login, role_here())


def read_kept(body: dict[str, Any]) -> tuple[str, str, bool]:
    """Read `name`, `query`, `is_shared`; InputError where the query is no address of a map.

    With `is_newest` the period is left out: the view opens with the newest one.
    """
    names = (*KEPT, *FILTER, *(() if _flag(body, "is_newest") else PERIOD))
    pairs = dict(parse_qsl(_text(body, "query").removeprefix("?"), keep_blank_values=True))
    kept = {name: pairs[name] for name in names if name in pairs}
    Filter.from_query(kept)
    read_place(kept.get("map", ""))
    return _text(body, "name"), urlencode(kept, safe=",/:"), _flag(body, "is_shared")


def read_changes(body: dict[str, Any]) -> Changes:
    """Read what of a view is to be other: `name`, `is_shared`, `roles`."""
    return Changes(
        name=_text(body, "name") if "name" in body else None,
        is_shared=_flag(body, "is_shared") if "is_shared" in body else None,
        roles=_roles(body) if "roles" in body else None,
    )


def start_address() -> str | None:
    """Return where an empty address of the map leads: the first view of the caller's role."""
    is_empty = set(request.args) <= {"ward", "lang"}
    if not is_empty or not current_user.is_authenticated or not list_wards(get_conn()):
        return None
    query = first_view(get_conn(), current_ward(), role_here())
    if query is None:
        return None
    return f"/?{urlencode({'ward': current_ward().code, **request.args.to_dict()})}&{query}"


def _roles(body: dict[str, Any]) -> tuple[Role, ...]:
    given = body["roles"]
    if not isinstance(given, list) or not all(isinstance(each, str) for each in given):
        raise must_be("roles", "một danh sách vai trò", "a list of roles")
    roles = tuple(dict.fromkeys(Role.parse(each) for each in given))
    if Role.PUBLIC in roles:
        raise must_be("roles", "vai trò có đăng nhập", "roles that sign in")
    return roles


def _text(body: dict[str, Any], name: str) -> str:
    given = body.get(name)
    if not isinstance(given, str):
        raise must_be(name, "một dòng chữ", "a text")
    return given


def _flag(body: dict[str, Any], name: str) -> bool:
    given = body.get(name, False)
    if not isinstance(given, bool):
        raise must_be(name, "true hoặc false", "true or false")
    return given
