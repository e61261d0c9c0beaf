"""Addresses of pages that layers name, in the ward of this request."""

from __future__ import annotations

from typing import Any

from flask import Flask

from layers.links import Link, to_page
from layers.parcels.reading import LAYER as PARCELS
from layers.parcels.reading import ways_of_parcel
from layers.roles import Role
from layers.things.registry import kind_of_layer
from web.db import get_conn
from web.sharing import share_here
from web.wards import current_ward, role_here

# Layers whose records have a page of their own kind, by number.
BY_ID = {"places": "places"}


def init_app(app: Flask) -> None:
    app.jinja_env.filters["href"] = href


def href(link: Link) -> str:
    """Return the address of a page in the ward of this request."""
    return link.address(current_ward().code)


def ways_of(layer: str, record_id: int) -> list[dict[str, Any]]:
    """Return the pages about what a record stands for: of a parcel its row and its project.

    They are for staff, and closed to share links, whoever opens one.
    """
    if layer != PARCELS or share_here() is not None or role_here() < Role.VIEWER:
        return []
    return [
        {"title": title.to_json(), "href": href(link)}
        for title, link in ways_of_parcel(get_conn(), current_ward(), record_id)
    ]


def page_of(layer: str, record: dict[str, Any]) -> str | None:
    """Return the page of a record of a layer; None where it has none, or for who may not open it.

    Pages of things are for staff, and closed to share links, whoever opens one.
    """
    if layer in BY_ID and share_here() is None and role_here() >= Role.VIEWER:
        return href(to_page(BY_ID[layer], record["id"]))
    kind = kind_of_layer(layer)
    if kind is None or share_here() is not None or role_here() < kind.visible_to:
        return None
    codes = {each["name"]: each["value"] for each in record["fields"]}
    on = codes.get("valid_from") if kind.has_versions else None
    return href(to_page(kind.path, codes["code"], on=on)) if codes.get("code") else None
