"""Contracted routes: who holds what on a day, one route with its handovers, lanes nobody holds."""

from flask import Blueprint, render_template, request

from layers.queries.route_pages import (
    lanes_without_holder,
    list_routes,
    read_route,
    read_route_incidents,
    routes_picture,
)
from web.access import role_required
from web.db import get_conn
from web.place_pages import read_day
from web.reader import reader
from web.wards import current_ward, role_here

blueprint = Blueprint("routes", __name__)


@blueprint.get("/routes")
@role_required("viewer")
def listed() -> str:
    conn, ward = get_conn(), current_ward()
    on = read_day(request.args.get("on", ""), "on")
    routes, free = list_routes(conn, ward, on, role_here()), lanes_without_holder(conn, ward, on)
    picture = routes_picture(conn, ward, on, routes, free)
    return render_template(
        "routes/list.html", on=on, routes=routes, free=free, picture=picture, **reader()
    )


@blueprint.get("/routes/<int(max=9007199254740991):route_id>")
@role_required("viewer")
def one(route_id: int) -> str:
    conn, ward = get_conn(), current_ward()
    on = read_day(request.args.get("on", ""), "on")
    contracts = read_route(conn, ward, route_id, on, role_here())
    route = next(each for each in contracts if each["id"] == route_id)
    incidents = read_route_incidents(conn, route_id, on)
    picture = routes_picture(conn, ward, on, [route], [])
    return render_template(
        "routes/one.html", on=on, route=route, contracts=contracts, incidents=incidents,
        picture=picture, **reader(),
    )  # fmt: skip
