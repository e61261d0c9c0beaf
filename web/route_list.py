"""The list of contracted routes and of lanes that nobody holds: found, sorted, and as files."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from geo.names import natural_key
from layers.queries.route_pages import lanes_without_holder, list_routes, routes_picture
from web.db import get_conn
from web.params import read_search
from web.place_pages import read_day
from web.plain_lists import FileColumn, Values, in_order, read_order, send_list, with_words
from web.reader import reader
from web.wards import current_ward, role_here

ROUTES: Values = {
    "route": lambda row: row["name"],
    "holder": lambda row: row["holder_unit"],
    "since": lambda row: row["valid_from"],
    "km": lambda row: row["km"],
    "incidents": lambda row: row["incidents"],
    "rate": lambda row: row["rate"].rate,
}
LANES: Values = {"lane": lambda row: row["name"], "length": lambda row: row["length_m"]}
NOBODY = "-"
ROUTE_COLUMNS = [
    FileColumn("contracts.code", "text", lambda row: row["code"]),
    FileColumn("contracts.route", "text", ROUTES["route"]),
    FileColumn("contracts.holder", "text", ROUTES["holder"]),
    FileColumn("contracts.person", "text", lambda row: row["holder_name"]),
    FileColumn("contracts.since", "date", ROUTES["since"]),
    FileColumn("contracts.km", "number", lambda row: round(row["km"], 3)),
    FileColumn("contracts.incidents_here", "integer", ROUTES["incidents"]),
    FileColumn("contracts.rate", "number", lambda row: _rounded(row["rate"].rate)),
    FileColumn("contracts.rate_from", "number", lambda row: _rounded(row["rate"].low)),
    FileColumn("contracts.rate_to", "number", lambda row: _rounded(row["rate"].high)),
]
LANE_COLUMNS = [
    FileColumn("coverage.col_code", "text", lambda row: row["code"]),
    FileColumn("coverage.col_name", "text", LANES["lane"]),
    FileColumn("coverage.col_length_m", "number", lambda row: round(row["length_m"], 1)),
]


def routes_facts() -> dict[str, Any]:
    """Return the routes in force on the day of the address and the free lanes, as it asks."""
    conn, ward = get_conn(), current_ward()
    on, q, unit = read_day(request.args.get("on", ""), "on"), read_search(), _unit()
    sort, lane_sort = read_order(ROUTES, "route"), read_order(LANES, "lane", "lane_sort")
    every = list_routes(conn, ward, on, role_here())
    units = {row["holder_unit"] for row in every if row["holder_unit"]}
    routes, free = _routes(every), _lanes()
    query = {"on": on.isoformat(), "q": q, "unit": unit, "sort": sort, "lane_sort": lane_sort}
    return reader() | query | {
        "on": on,
        "query": {"ward": ward.code} | query,
        "units": sorted(units, key=lambda each: (natural_key(each), each)),
        "nobody": NOBODY,
        "routes": routes,
        "free": free,
        "picture": routes_picture(conn, ward, on, routes, free),
    }  # fmt: skip


def routes_file(kind: str) -> Response:
    """Send the routes that the page shows."""
    on = read_day(request.args.get("on", ""), "on")
    rows = _routes(list_routes(get_conn(), current_ward(), on, role_here()))
    return send_list(kind, "routes", "contracts.title", ROUTE_COLUMNS, rows)


def lanes_file(kind: str) -> Response:
    """Send the lanes that nobody holds, as the page shows them."""
    return send_list(kind, "free-lanes", "contracts.free", LANE_COLUMNS, _lanes())


def _routes(every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    unit = _unit()
    wanted = "" if unit == NOBODY else unit
    held = [row for row in every if not unit or row["holder_unit"] == wanted]
    found = with_words(held, read_search(), _words)
    return in_order(found, ROUTES, read_order(ROUTES, "route"))


def _lanes() -> list[dict[str, Any]]:
    on = read_day(request.args.get("on", ""), "on")
    every = lanes_without_holder(get_conn(), current_ward(), on)
    found = with_words(every, read_search(), lambda row: f"{row['name']} {row['code']}")
    return in_order(found, LANES, read_order(LANES, "lane", "lane_sort"))


def _unit() -> str:
    """Return the unit that the address asks for; `-` for routes that nobody holds."""
    return request.args.get("unit", "").strip()[:200]


def _words(row: Any) -> str:
    return " ".join((row["code"], row["name"], row["holder_unit"], row["holder_name"]))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
