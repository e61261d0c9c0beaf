"""The ranked half of the board: repeat points and hot cells of two stored runs."""

from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.grid import cell_labels
from geo.tessellation import area_of
from geo.text import Text
from layers import db
from layers.boundaries.as_of import filter_of_run
from layers.filters import Filter, group_of
from layers.queries.board_counts import Span, days_since
from layers.queries.board_shapes import (
    CellShape,
    CellTable,
    PlaceShape,
    PointShape,
    PointTable,
    StateShape,
    Words,
)
from layers.queries.events import group_units, places_in
from layers.queries.row_tables import words
from layers.queries.runs import Run, cells
from layers.queries.sources import read_sql
from layers.queries.wards import Ward

POINTS_SHOWN = 200
CELLS_SHOWN = 100
# The id of a cell on the map, over all runs (the view layer_run_cells says the same).
CELLS_A_RUN = 1_000_000
LEVELS = {1: 90, 2: 95, 3: 99}

STATES = {
    True: ("active", Text("Đang tái diễn", "Active")),
    False: ("stable", Text("Tạm yên", "Quiet")),
}


def point_table(
    conn: connection, run: Run, span: Span, *, limit: int | None = POINTS_SHOWN
) -> PointTable:
    """Rank the repeat points of a run, with what their incidents have in common."""
    found = cells(conn, run, limit=limit)
    shared = members_in_common(conn, run, found)
    return {
        "run": run.id,
        "rule": run.summary["rule"],
        "total": int(run.summary["units"]),
        "states": _states(conn, run, span),
        "rows": [_point(run, cell, shared[cell["cell_no"]], span) for cell in found],
    }


def _states(conn: connection, run: Run, span: Span) -> list[StateShape]:
    """Count all points by state: quiet is a place that was so for longer than the rule's days."""
    days: int = run.parameters["window_days"]
    params = {"run": run.id, "as_of": span.as_of, "days": days}
    quiet = int(db.value(conn, QUIET, params))
    counts = {"active": int(run.summary["units"]) - quiet, "stable": quiet}
    return [
        {
            "state": state,
            "title": words(Text(f"{title.vi}{since.vi}", f"{title.en}{since.en}")),
            "count": counts[state],
            "of": f"points:{state}",
        }
        for (state, title), since in zip(
            STATES.values(),
            (
                Text(f" (vụ cuối trong {days} ngày)", f" (last within {days} days)"),
                Text(f" (trên {days} ngày không có vụ)", f" (more than {days} days without)"),
            ),
            strict=True,
        )
    ]


QUIET = """
    SELECT count(*) FROM run_cell
     WHERE run_id = %(run)s AND %(as_of)s - (properties ->> 'last_day')::date > %(days)s
"""


def cell_table(
    conn: connection, ward: Ward, run: Run | None, chosen: Filter, before: Filter | None
) -> CellTable:
    """Rank the cells of a run that are hot after the correction for many tests.

    `before` is the filter of the period before; None where nothing is known of it.
    """
    if run is None:
        return {"run": None, "rule": words(NO_RUN), "tested": 0, "total": 0, "rows": []}
    found = cells(conn, run, lowest_class=1, limit=CELLS_SHOWN)
    shared = members_in_common(conn, run, found)
    lies = _where(conn, run, found, chosen)
    earlier = {} if before is None else _counts(conn, ward, run, found, before)
    return {
        "run": run.id,
        "rule": run.summary["rule"],
        "tested": int(run.summary["units_tested"]),
        "total": sum(run.summary["hot"].values()),
        "rows": [
            _cell(
                run,
                cell,
                _placed(shared.get(cell["cell_no"], {}), lies[cell["cell_no"]]),
                earlier.get(cell["cell_no"]),
            )
            for cell in found
        ],
    }


NO_RUN = Text(
    "Chưa có ranh giới và chưa có vụ nào để so sánh.",
    "There is neither an outline nor an incident to compare.",
)


def _numbers(found: list[dict[str, Any]]) -> list[int]:
    return [cell["cell_no"] for cell in found]


def members_in_common(
    conn: connection, run: Run, found: list[dict[str, Any]]
) -> dict[int, dict[str, Any]]:
    """Return by cell what its incidents share: lane, group, address, days; none without any."""
    group = group_of(filter_of_run(conn, run.ward_id, run.input))
    query = sql.SQL(read_sql("board_members")).format(group=group)
    rows = db.rows(conn, query, {"run": run.id, "cells": _numbers(found)})
    return {row["cell_no"]: row for row in rows}


def _where(
    conn: connection, run: Run, found: list[dict[str, Any]], chosen: Filter
) -> dict[int, dict[str, Any]]:
    """Return by cell the group and lane it lies on, for cells that hold no incident themselves."""
    params = {"run": run.id, "cells": _numbers(found), "on": chosen.boundaries_on}
    return {row["cell_no"]: row for row in db.rows(conn, read_sql("board_cell_places"), params)}


def _placed(shared: dict[str, Any], lies: dict[str, Any]) -> dict[str, str]:
    """Name group and lane: those of most incidents, else those that the cell lies on."""
    return {name: shared.get(name) or lies[name] or "" for name in ("group", "lane")}


def _counts(
    conn: connection, ward: Ward, run: Run, found: list[dict[str, Any]], chosen: Filter
) -> dict[int, int]:
    """Count the incidents of another filter in some cells, by the rule that the run counted by."""
    events, used = places_in(conn, ward, chosen), run.summary["used"]
    if used["unit_kind"] == "areas":
        units = group_units(conn, ward, date.fromisoformat(run.input["boundaries_on"]))
        assert units is not None, "a run by group has groups"
        numbers = Counter((area_of(units.geometry, events) + 1).tolist())
        return {cell["cell_no"]: numbers[cell["cell_no"]] for cell in found}
    labels = Counter(cell_labels(used["unit_kind"], used["cell_m"], events.x, events.y))
    return {cell["cell_no"]: labels[cell["label"]] for cell in found}


def _point(run: Run, cell: dict[str, Any], shared: dict[str, Any], span: Span) -> PointShape:
    days: list[date] = shared["days"]
    since = days_since(days[-1], span) or 0
    state, state_title = STATES[since <= run.parameters["window_days"]]
    return {
        **_place(run, cell),
        "label": shared["place"] or shared["address"] or shared["lane"] or cell["label"],
        "group": shared["group"] or "",
        "lane": shared["lane"] or "",
        "in_window": int(cell["value"]),
        "total": len(days),
        "first_on": days[0].isoformat(),
        "last_on": days[-1].isoformat(),
        "days_since_last": since,
        "gaps": [(later - day).days for day, later in pairwise(days)],
        "categories": shared["categories"],
        "open": int(shared["open"]),
        "state": state,
        "state_title": words(state_title),
        "members": list(cell["members"]),
        "notes": _point_notes(cell, shared),
    }


def _point_notes(cell: dict[str, Any], shared: dict[str, Any]) -> list[Words]:
    same_day = cell["properties"].get("same_day_events", 0)
    candidates = (
        (
            shared["is_by_month"],
            Text("Ngày chỉ biết đến tháng.", "Dates are known to the month only."),
        ),
        (
            same_day and not shared["is_by_month"],
            Text(f"{same_day} vụ cùng ngày.", f"{same_day} on the same day as another."),
        ),
    )
    return [words(text) for is_said, text in candidates if is_said]


def _cell(run: Run, cell: dict[str, Any], where: dict[str, str], previous: int | None) -> CellShape:
    is_area = run.parameters["unit_kind"] == "areas"
    return {
        **_place(run, cell),
        "label": cell["label"],
        "group": cell["label"] if is_area else where["group"],
        "lane": where["lane"],
        "count": int(cell["value"]),
        "expected": cell["expected"],
        "z": cell["score"],
        "p": cell["p"],
        "p_adjusted": cell["p_adjusted"],
        "level": LEVELS[cell["class_code"]],
        "share": cell["properties"].get("share_inside", 1.0),
        "previous": previous,
        "bounds": cell["bounds"],
    }


def _place(run: Run, cell: dict[str, Any]) -> PlaceShape:
    return {
        "rank": cell["rank"],
        "id": cell["cell_no"],
        "feature": run.id * CELLS_A_RUN + cell["cell_no"],
        "lon": cell["lon"],
        "lat": cell["lat"],
        "of": f"cell:{run.id}:{cell['cell_no']}",
    }
