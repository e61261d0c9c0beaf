"""The pages: map, board, design system."""

from typing import Any

from flask import Blueprint, render_template
from flask_login import current_user

from layers.queries.wards import list_wards
from web.access import public, role_required
from web.db import get_conn
from web.page_data import page_data
from web.wards import current_ward, role_here

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
@public
def map_page() -> str:
    return _page("map/index.html")


@blueprint.get("/board")
@role_required("supervisor")
def board_page() -> str:
    return _page("board/index.html")


@blueprint.get("/design")
@public
def design_page() -> str:
    return _page("design/index.html")


def _page(template: str) -> str:
    """Render a page with its ward, its reader and the data for its scripts."""
    seen: dict[str, Any] = {
        "ward": current_ward(),
        "wards": list_wards(get_conn()),
        "role": role_here().code,
        "role_name": role_here().code,
        "role_rank": int(role_here()),
        "user": current_user.user if current_user.is_authenticated else None,
    }
    return render_template(template, page_data=page_data(), **seen)
