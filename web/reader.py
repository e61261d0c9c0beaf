"""Who reads a page, and in which ward: what the templates of every page ask for."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_login import current_user

from layers.errors import NotFound
from layers.queries.wards import Ward, list_wards
from layers.roles import Role
from web.db import get_conn
from web.navigation import current_page, navigation
from web.sharing import share_here
from web.wards import current_ward, role_here


def reader() -> dict[str, Any]:
    """Return ward, wards, user and role of the request; ward None where none is named rightly."""
    wards, ward = list_wards(get_conn()), ward_if_any()
    role = _role(ward)
    # Who comes through a share link looks on: no page offers what only staff do.
    shown_role = Role.PUBLIC if share_here() else role
    items = navigation(shown_role)
    return {
        "ward": ward,
        "wards": wards,
        "role": role,
        "role_name": shown_role.code,
        "nav_items": items,
        "page_here": current_page(items, request.path),
        "user": current_user.user if current_user.is_authenticated else None,
        "is_demo": ward.is_demo if ward else any(each.is_demo for each in wards),
    }


def ward_if_any() -> Ward | None:
    """Return the ward that the page is about; None before there is one, or for a wrong name."""
    try:
        return current_ward()
    except NotFound:
        return None


def _role(ward: Ward | None) -> Role:
    if ward is not None:
        return role_here()
    of_all_wards = current_user.is_authenticated and current_user.ward_id is None
    return current_user.role if of_all_wards else Role.PUBLIC
