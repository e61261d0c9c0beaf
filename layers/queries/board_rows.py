"""The rows behind every number of the board, opened by the word `of` that the number carries."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.analysis import run_hotspots
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.periods import last_day
from layers.queries.board import DEFAULTS, completed, span_of
from layers.queries.board_counts import NOWHERE
from layers.queries.board_duties import open_route
from layers.queries.board_methods import open_units
from layers.queries.board_places import point_table
from layers.queries.board_question import Question, chosen_incidents, incident_rows
from layers.queries.board_today import today_rows
from layers.queries.effect import open_effect
from layers.queries.recurrences import open_recurrences
from layers.queries.row_tables import FIRST_PAGE, Paging, RowTable, column
from layers.queries.runs import cell_members
from layers.queries.squares import open_square
from layers.queries.status import LAYER_OF, figure_rows
from layers.queries.wards import Ward
from layers.roles import Role


def board_rows(
    conn: connection,
    ward: Ward,
    of: str,
    chosen: Filter,
    rule: Mapping[str, object] = DEFAULTS,
    *,
    role: Role,
    paging: Paging = FIRST_PAGE,
) -> RowTable:
    """Return the rows behind a number of the board that was made with the same arguments.

    `of` is the word beside the number. InputError where it is none; RunNotFound for a cell that
    is not there; NotAllowed below supervisor.
    """
    if role < Role.SUPERVISOR:
        raise NotAllowed(
            Text("Bảng giám sát dành cho người giám sát.", "The board is for supervisors.")
        )
    asked = Question(conn, ward, completed(conn, ward, chosen), rule, role, paging)
    kind, _, rest = of.partition(":")
    if kind not in OPENERS or re.fullmatch(FORMS.get(kind, ""), rest) is None:
        raise InputError(
            Text(
                f"Không hiểu '{of}'; các dạng: {_EXAMPLES}.",
                f"'{of}' is not understood; forms: {_EXAMPLES}.",
            ),
            field="of",
            value=of,
        )
    return OPENERS[kind](asked, rest or kind)


# What may follow the colon; the other words stand alone.
FORMS = {
    "month": r"[12]\d{3}-(0[1-9]|1[0-2])(:[a-z]+)?",
    "group": r".+",
    "lane": r"-|\d{1,17}",
    "cell": r"\d{1,17}:\d{1,9}",
    "effect": r"\d{1,17}:(treated|ring|comparison):(before|after)",
    "late": r"[a-z_]+",
    "new": r"\d",
    "points": r"active|stable",
    "route": r"-|\d{1,17}",
    "square": r"-|-?\d{1,9}_-?\d{1,9}",
    "units": r"\d{1,17}(:[a-z]+ hot)?",
}
_EXAMPLES = (
    f"{', '.join(LAYER_OF)}, selection, month:2016-03, month:2016-03:ttdt, group:5, group:-,"
    " lane:12, lane:-, cell:7:3, late:phat_hien, new:7, unwalked,"
    " recurring, points:stable, route:4, route:-, units:7, units:7:new hot,"
    " effect:7:ring:after, square:5919_23286"
)


def _figure(asked: Question, name: str) -> RowTable:
    if name == "repeat_points":
        return _points(asked)
    return figure_rows(asked.conn, asked.ward, name, asked.filter, asked.role, asked.paging)


def _selection(asked: Question, _: str) -> RowTable:
    return incident_rows(asked, asked.filter)


def _month(asked: Question, rest: str) -> RowTable:
    month, _, field = rest.partition(":")
    first = date.fromisoformat(f"{month}-01")
    fields = (field,) if field else ()
    return incident_rows(
        asked, replace(asked.filter, first=first, last=last_day(first), fields=fields)
    )


def _group(asked: Question, code: str) -> RowTable:
    if code == NOWHERE:
        return incident_rows(asked, asked.filter, sql.SQL("(v.group_id IS NULL OR v.is_pile_up)"))
    chosen = replace(asked.filter, groups=(code,))
    return incident_rows(asked, chosen, sql.SQL("NOT v.is_pile_up"))


def _lane(asked: Question, lane_id: str) -> RowTable:
    if lane_id == NOWHERE:
        return incident_rows(asked, asked.filter, sql.SQL("(v.lane_id IS NULL OR v.is_pile_up)"))
    chosen = replace(asked.filter, lanes=(int(lane_id),))
    return incident_rows(asked, chosen, sql.SQL("NOT v.is_pile_up"))


def _cell(asked: Question, rest: str) -> RowTable:
    run_id, cell_no = (int(part) for part in rest.split(":"))
    return chosen_incidents(asked, cell_members(asked.conn, asked.ward, run_id, cell_no))


def _today(kind: str) -> Callable[[Question, str], RowTable]:
    """Return the opener of a figure of Today."""

    def open_rows(asked: Question, rest: str) -> RowTable:
        of = kind if rest == kind else f"{kind}:{rest}"
        return today_rows(asked.conn, asked.ward, asked.filter, of, asked.role, asked.paging)

    return open_rows


def _points(asked: Question, state: str = "") -> RowTable:
    """Return the repeat points, or those in a state; each opens further by its own `of`."""
    run = run_hotspots(
        asked.conn, asked.ward, "repeat_points", asked.rule, asked.filter, actor="board"
    )
    table = point_table(asked.conn, run, span_of(asked.filter), limit=None)
    listed = [row for row in table["rows"] if not state or row["state"] == state]
    first = asked.paging.offset
    names = [name for name, _, _ in POINT_COLUMNS]
    also = ["id", "feature", "lon", "lat", "of"]
    return {
        "layer": "repeat_points",
        "columns": [column(*each) for each in POINT_COLUMNS],
        "rows": [
            {name: row[name] for name in names + also}  # type: ignore[literal-required]
            for row in listed[first : first + asked.paging.limit]
        ],
        "total": len(listed),
    }


POINT_COLUMNS = (
    ("rank", Text("Hạng", "Rank"), "integer"),
    ("label", Text("Nơi", "Where"), "text"),
    ("group", Text("Tổ", "Group"), "text"),
    ("lane", Text("Ngõ, phố", "Lane"), "text"),
    ("in_window", Text("Số vụ trong cửa sổ", "Incidents in the window"), "integer"),
    ("total", Text("Tổng số vụ", "Incidents in all"), "integer"),
    ("first_on", Text("Vụ đầu", "First"), "date"),
    ("last_on", Text("Vụ cuối", "Last"), "date"),
    ("days_since_last", Text("Số ngày từ vụ cuối", "Days since the last"), "integer"),
)

OPENERS: Mapping[str, Callable[[Question, str], RowTable]] = {
    **dict.fromkeys(LAYER_OF, _figure),
    "selection": _selection,
    "month": _month,
    "group": _group,
    "lane": _lane,
    "cell": _cell,
    "effect": open_effect,
    "points": _points,
    "recurring": open_recurrences,
    "route": open_route,
    "square": open_square,
    "units": open_units,
    **{kind: _today(kind) for kind in ("late", "new", "unwalked")},
}
