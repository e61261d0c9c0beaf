"""Hot spots by method on the board: the newest stored run of each, and what rises and fades."""

from typing import Any, NamedTuple

from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.hotspots import METHODS, Method, get_method
from geo.text import Text
from layers import db
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.queries.board import completed
from layers.queries.board_places import CELLS_A_RUN, members_in_common
from layers.queries.board_question import Question
from layers.queries.row_tables import RowTable, column, words
from layers.queries.run_lists import period_words
from layers.queries.runs import Run, cells, get_run
from layers.queries.wards import Ward
from layers.roles import Role

ELSEWHERE = ("repeat_points", "border", "effect")
"""Methods with a place of their own on the board or beside it."""
TOP = 3
RISING = ("new hot", "consecutive hot", "intensifying hot")
FADING = ("diminishing hot", "historical hot")
LEVELS = {3: 99, 2: 95, 1: 90}

NEWEST = """
    SELECT DISTINCT ON (method) *
      FROM run
     WHERE ward_id = %(ward)s AND removed_at IS NULL
     ORDER BY method, input -> 'filter' = %(filter)s::jsonb DESC, id DESC
"""
FOUND = """
    SELECT run_id, count(*) FILTER (WHERE class_code > 0) AS found,
           min(p_adjusted) FILTER (WHERE class_code > 0) AS least_p
      FROM run_cell
     WHERE run_id = ANY (%s)
     GROUP BY run_id
"""
OF_CATEGORY = """
    SELECT properties ->> 'category' AS category, count(*) AS n
      FROM run_cell
     WHERE run_id = %s
     GROUP BY 1
"""


class Found(NamedTuple):
    """What a run found above the expected: units, and the least adjusted p among them."""

    units: int
    least_p: float | None


def board_methods(conn: connection, ward: Ward, chosen: Filter, *, role: Role) -> dict[str, Any]:
    """Return the newest stored run of each method, first one of this very filter; computes nothing.

        {"methods": [{"method": "scan", "title": {…}, "caution": [{…}], "run": 12, "fits": true,
                      "period": {…}, "made_at": "…", "rule": {…}, "notes": [{"level", "text"}],
                      "units": 40, "found": 3, "least_p": 0.002, "of": "units:12",
                      "top": [{"label": "…", "value": 14, "p_adjusted": 0.01, "of": "cell:12:3"}]},
                     {"method": "clusters", …, "run": null}],
         "moves": {"run": 14, …, "rising": [{"title": {…}, "count": 2, "of": "units:14:new hot"}],
                   "fading": […]} or null}

    A method nobody has run yet comes with `run` null. NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Bảng giám sát dành cho người giám sát.", "The board is for supervisors.")
        )
    used = completed(conn, ward, chosen)
    runs = _newest(conn, ward, used)
    found = _found(conn, runs)
    listed = [
        _method(conn, method, runs.get(method.name), found, used)
        for method in METHODS
        if method.name not in ELSEWHERE
    ]
    return {"methods": listed, "moves": _moves(conn, runs.get("emerging"), used)}


def open_units(asked: Question, rest: str) -> RowTable:
    """Return the units that a run found, or those of one category; each opens further by `of`."""
    number, _, category = rest.partition(":")
    run = get_run(asked.conn, asked.ward, int(number))
    lowest = -3 if category else 1
    found = [
        cell
        for cell in cells(asked.conn, run, lowest_class=lowest)
        if not category or cell["properties"].get("category") == category
    ]
    page = found[asked.paging.offset : asked.paging.offset + asked.paging.limit]
    drawing = get_method(run.method).drawing
    titles = {**_TITLES, "value": drawing.value, "score": drawing.score}
    names = [name for name in titles if name in _ALWAYS or any(c[name] is not None for c in page)]
    return {
        "layer": f"run_{run.id}",
        "columns": [column(name, titles[name], _TYPES.get(name, "number")) for name in names],
        "rows": _unit_rows(asked.conn, run, page, names),
        "total": len(found),
    }


def _unit_rows(
    conn: connection, run: Run, page: list[dict[str, Any]], names: list[str]
) -> list[dict[str, Any]]:
    shared = members_in_common(conn, run, page)
    return [
        {name: cell.get(name) for name in names}
        | {
            "label": _label(cell, shared),
            "id": cell["cell_no"],
            "feature": run.id * CELLS_A_RUN + cell["cell_no"],
            "lon": cell["lon"],
            "lat": cell["lat"],
            "of": f"cell:{run.id}:{cell['cell_no']}",
        }
        for cell in page
    ]


def _newest(conn: connection, ward: Ward, used: Filter) -> dict[str, Run]:
    params = {"ward": ward.id, "filter": Json(used.to_query())}
    return {row["method"]: Run(**row) for row in db.rows(conn, NEWEST, params)}


def _found(conn: connection, runs: dict[str, Run]) -> dict[int, Found]:
    rows = db.rows(conn, FOUND, ([run.id for run in runs.values()],))
    return {row["run_id"]: Found(row["found"], row["least_p"]) for row in rows}


def _method(
    conn: connection, method: Method, run: Run | None, found: dict[int, Found], used: Filter
) -> dict[str, Any]:
    about = {
        "method": method.name,
        "title": words(method.title),
        "summary": words(method.summary),
        "caution": [words(each) for each in method.caution],
    }
    if run is None:
        return {**about, "run": None}
    of_run = found.get(run.id, Found(0, None))
    return {
        **about,
        **_about_run(run, used),
        "units": int(run.summary["units"]),
        "found": of_run.units,
        "least_p": of_run.least_p,
        "of": f"units:{run.id}",
        "top": _top(conn, run),
    }


def _about_run(run: Run, used: Filter) -> dict[str, Any]:
    return {
        "run": run.id,
        "fits": run.input.get("filter") == used.to_query(),
        "period": period_words(run.input),
        "made_at": run.created_at.isoformat(timespec="seconds"),
        "rule": run.summary["rule"],
        "notes": [{"level": note["level"], "text": note["text"]} for note in run.notes],
    }


def _top(conn: connection, run: Run) -> list[dict[str, Any]]:
    first = cells(conn, run, lowest_class=1, limit=TOP)
    shared = members_in_common(conn, run, first)
    return [
        {
            "label": _label(cell, shared),
            "value": cell["value"],
            "p_adjusted": cell["p_adjusted"],
            "of": f"cell:{run.id}:{cell['cell_no']}",
        }
        for cell in first
    ]


def _label(cell: dict[str, Any], shared: dict[int, dict[str, Any]]) -> str:
    """Name a unit by what most of its incidents name, else as the method does."""
    known = shared.get(cell["cell_no"], {})
    parts = [known.get("place") or known.get("lane"), known.get("group")]
    return " · ".join(part for part in parts if part) or str(cell["label"])


def _moves(conn: connection, run: Run | None, used: Filter) -> dict[str, Any] | None:
    """Count the places that come up and those that fade, by the class the method gave them."""
    if run is None:
        return None
    counts = {row["category"]: int(row["n"]) for row in db.rows(conn, OF_CATEGORY, (run.id,))}
    titles = {
        str(condition.value): each.title
        for each in get_method("emerging").drawing.classes
        for condition in each.when
        if condition.column == "category"
    }

    def lines(categories: tuple[str, ...]) -> list[dict[str, Any]]:
        return [
            {
                "title": words(titles[category]),
                "count": counts.get(category, 0),
                "of": f"units:{run.id}:{category}",
            }
            for category in categories
        ]

    return {**_about_run(run, used), "rising": lines(RISING), "fading": lines(FADING)}


_ALWAYS = ("rank", "label", "value")
_TYPES = {"rank": "integer", "label": "text"}
_TITLES = {
    "rank": Text("Hạng", "Rank"),
    "label": Text("Nơi", "Where"),
    "value": Text("Giá trị", "Value"),
    "expected": Text("Kỳ vọng", "Expected"),
    "score": Text("Điểm số", "Score"),
    "p_adjusted": Text("p đã hiệu chỉnh", "p adjusted"),
}
