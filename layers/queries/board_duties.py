"""Who answers for what on the board: border zones by pair of units, contracted routes per km."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.rates import poisson_interval
from geo.text import Text
from layers import db
from layers.analysis import run_hotspots
from layers.errors import NotAllowed
from layers.filters import Filter, incident_condition
from layers.queries.board import DEFAULTS, completed, span_of
from layers.queries.board_counts import NOWHERE
from layers.queries.board_places import CELLS_A_RUN, members_in_common
from layers.queries.board_question import Question, incident_rows
from layers.queries.events import group_units
from layers.queries.row_tables import RowTable, words
from layers.queries.runs import Run, cells
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role

ROUTE_M = 30
DAYS = 30
"""Rates are so many a month: routes change hands within a period."""
CONFIDENCE = 0.95

ROUTES = """
    SELECT id, code, name, holder_unit, holder_name, valid_from, valid_to,
           ST_Length(ST_Transform(geom, %(srid)s)) / 1000 AS km,
           least(coalesce(valid_to, %(last)s::date + 1), %(last)s::date + 1)
             - greatest(valid_from, %(first)s) AS days,
           ST_X(middle) AS lon, ST_Y(middle) AS lat
      FROM route, ST_PointOnSurface(geom) AS middle
     WHERE ward_id = %(ward)s AND valid && daterange(%(first)s, %(last)s, '[]')
     ORDER BY code, valid_from
"""


class Rate(NamedTuple):
    """Incidents per km and 30 days with their exact interval; None where nothing was exposed."""

    rate: float | None
    low: float | None
    high: float | None


def board_duties(
    conn: connection,
    ward: Ward,
    chosen: Filter,
    border: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
) -> dict[str, Any]:
    """Return the border queue and the contracted routes under the filter as the board completes it.

        {"borders": {"run": 9, "rule": {…}, "notes": […], "width_m": 30.0, "rows": [
            {"pair": {…}, "count": 9, "open": 4, "first": 5, "second": 4, "expected": 3.1,
             "p_adjusted": 0.02, "level": 95, "is_split": false, "one_sided": false,
             "of": "cell:9:3", …}]} or null (no resident groups on that day),
         "routes": {"rule": {…}, "rows": [{"code", "name", "holder_unit", "holder_name", "km",
             "days", "count", "rate", "low", "high", "of": "route:4", …}],
             "all": {"count", "km_days", "rate", "low", "high"}, "nowhere": 12, "of": "route:-"}}

    `border` holds parameters of the method border; the run is stored. NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Bảng giám sát dành cho người giám sát.", "The board is for supervisors.")
        )
    used = completed(conn, ward, chosen)
    return {"borders": _borders(conn, ward, used, border), "routes": _routes(conn, ward, used)}


def _borders(
    conn: connection, ward: Ward, used: Filter, border: Mapping[str, object]
) -> dict[str, Any] | None:
    on = used.boundaries_on
    assert on is not None
    if group_units(conn, ward, on) is None:
        return None
    run = run_hotspots(conn, ward, "border", border, used, actor="board")
    found = [cell for cell in cells(conn, run) if cell["value"] > 0]
    shared = members_in_common(conn, run, found)
    rows = [_border(run, cell, int(shared[cell["cell_no"]]["open"])) for cell in found]
    rows.sort(key=lambda row: (-row["open"], -row["count"], row["pair"]["vi"]))
    return {
        "run": run.id,
        "rule": run.summary["rule"],
        "notes": [{"level": note["level"], "text": note["text"]} for note in run.notes],
        "width_m": run.parameters["width_m"],
        "rows": rows,
    }


def _border(run: Run, cell: dict[str, Any], still_open: int) -> dict[str, Any]:
    own = cell["properties"]
    first, second = own["first_side"], own["second_side"]
    outside = Text(f"{first} | ngoài phường", f"{first} | outside the ward")
    return {
        "pair": words(outside if own["one_sided"] else Text(*(f"{first} | {second}",) * 2)),
        "count": int(cell["value"]),
        "open": still_open,
        "first": own["events_first"],
        "second": None if own["one_sided"] else own["events_second"],
        "expected": cell["expected"],
        "p_adjusted": cell["p_adjusted"],
        "level": {1: 90, 2: 95, 3: 99}.get(cell["class_code"]),
        "one_sided": own["one_sided"],
        "is_split": own["is_split"],
        "of": f"cell:{run.id}:{cell['cell_no']}",
        "id": cell["cell_no"],
        "feature": run.id * CELLS_A_RUN + cell["cell_no"],
        "lon": cell["lon"],
        "lat": cell["lat"],
        "bounds": cell["bounds"],
    }


def _routes(conn: connection, ward: Ward, used: Filter) -> dict[str, Any]:
    used = _up_to_today(used)
    params = {"ward": ward.id, "srid": ward.srid_measure, "first": used.first, "last": used.last}
    listed = db.rows(conn, ROUTES, params)
    inner, inner_params = _of_routes(ward, used)
    counts = {
        row["route_id"]: int(row["n"])
        for row in db.rows(conn, COUNTS.format(inner=inner), inner_params)
    }
    condition, total_params = incident_condition(ward.id, used)
    total = int(db.value(conn, TOTAL.format(condition=condition), total_params))
    rows = [_route(row, counts.get(row["id"], 0)) for row in listed]
    rows.sort(key=lambda row: (-(row["rate"] or 0), row["code"]))
    km_days = sum(row["km"] * row["days"] for row in rows)
    count = sum(row["count"] for row in rows)
    return {
        "rule": words(_RULE),
        "rows": rows,
        "all": {"count": count, **rate_per_month(count, km_days)._asdict()},
        "nowhere": total - count,
        "of": f"route:{NOWHERE}",
    }


COUNTS = sql.SQL("SELECT route_id, count(*) AS n FROM ({inner}) AS beside GROUP BY route_id")
TOTAL = sql.SQL("SELECT count(*) FROM incident WHERE {condition}")


def open_route(asked: Question, route: str) -> RowTable:
    """Return the incidents of one route, or with "-" those of none."""
    used = _up_to_today(asked.filter)
    inner, params = _of_routes(asked.ward, used)
    if route == NOWHERE:
        only = sql.SQL("v.id NOT IN (SELECT beside.id FROM ({inner}) AS beside)")
    else:
        only = sql.SQL(
            "v.id IN (SELECT beside.id FROM ({inner}) AS beside WHERE beside.route_id = %(route)s)"
        )
        params["route"] = int(route)
    return incident_rows(asked, used, only.format(inner=inner), params)


def _of_routes(ward: Ward, used: Filter) -> tuple[sql.Composable, dict[str, Any]]:
    """Return the query that tells the route of each incident, and its parameters."""
    condition, params = incident_condition(ward.id, used)
    params |= {"srid": ward.srid_measure, "route_m": ROUTE_M}
    return sql.SQL(read_sql("route_incidents")).format(condition=condition), params


def _up_to_today(used: Filter) -> Filter:
    """Leave out days to come: on them nothing could have happened yet."""
    return replace(used, last=span_of(used).as_of)


def _route(row: dict[str, Any], count: int) -> dict[str, Any]:
    return {
        "id": row["id"],
        "code": row["code"],
        "name": row["name"],
        "holder_unit": row["holder_unit"],
        "holder_name": row["holder_name"],
        "from": _day(row["valid_from"]),
        "until": _day(row["valid_to"]),
        "km": round(row["km"], 3),
        "days": row["days"],
        "count": count,
        **rate_per_month(count, row["km"] * row["days"])._asdict(),
        "of": f"route:{row['id']}",
        "lon": row["lon"],
        "lat": row["lat"],
    }


def rate_per_month(count: int, km_days: float) -> Rate:
    """Return incidents a km and 30 days of contract, with the exact interval (Garwood)."""
    if km_days <= 0:
        return Rate(None, None, None)
    low, high = poisson_interval(np.array([count]), CONFIDENCE)
    per = DAYS / km_days
    return Rate(*(round(float(n) * per, 3) for n in (count, low[0], high[0])))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


_RULE = Text(
    f"Vụ thuộc tuyến gần nhất trong vòng {ROUTE_M} m, trong các tuyến có hiệu lực vào ngày xảy ra."
    f" Mật độ: số vụ mỗi km trong {DAYS} ngày khoán; khoảng Poisson chính xác 95 % (Garwood).",
    f"An incident is of the nearest route within {ROUTE_M} m among those in force on its day."
    f" Rate: incidents per km in {DAYS} days of contract; exact 95 % Poisson interval (Garwood).",
)
