"""What the page of a contracted route shows: contracts, incidents, how to hand it over, history."""

from __future__ import annotations

from typing import Any

from flask import request

from layers import clock
from layers.editing.handover import Handover, version_of
from layers.queries.route_pages import (
    read_route,
    read_route_history,
    read_route_incidents,
    routes_picture,
)
from layers.roles import Role
from web.db import get_conn
from web.params import read_form_number
from web.place_pages import read_day
from web.reader import reader
from web.wards import current_ward, role_here

FIELDS = ("unit", "name", "on", "reason")


def route_facts(
    route_id: int, said: dict[str, str] | None = None, trouble: str = ""
) -> dict[str, Any]:
    """Return one route; `said` is what was typed and could not be written, `trouble` why."""
    conn, ward, role = get_conn(), current_ward(), role_here()
    on = read_day(request.args.get("on", ""), "on")
    contracts = read_route(conn, ward, route_id, on, role)
    route = next(each for each in contracts if each["id"] == route_id)
    may_write = role >= Role.SUPERVISOR
    history = read_route_history(conn, ward, route_id, role)
    open_edits = [e["id"] for e in history if e["action"] != "undo" and not e["is_undone"]]
    return reader() | {
        "on": on,
        "route": route,
        "contracts": contracts,
        "incidents": read_route_incidents(conn, route_id, on),
        "picture": routes_picture(conn, ward, on, [route], []),
        "history": history,
        "newest": open_edits[0] if open_edits and may_write else None,
        "may_write": may_write,
        "version": version_of(conn, ward, route_id, role) if may_write else None,
        "said": said or {},
        "trouble": trouble,
        "today": clock.today(),
    }


def read_handover(route_id: int) -> Handover:
    """Read the form of a handover: `unit`, `name`, `on`, `reason` and the `version` it began at."""
    unit, name, on, reason = (request.form.get(each, "") for each in FIELDS)
    return Handover(route_id, read_form_number("version"), unit, name, read_day(on, "on"), reason)
