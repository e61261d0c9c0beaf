"""The sources of figures: how each counts, which rows it counted, what those rows show.

A source is written `kind:rest`. The numbers and the conditions are those of the board, `ward
status` and the registers; nothing is counted here in a way of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from psycopg2 import sql

from geo.text import Text
from layers import db
from layers.analysis import run_hotspots
from layers.cases.ages import AGED_DAYS
from layers.filters import Filter
from layers.periods import parse_period
from layers.queries.board import span_of
from layers.queries.board_places import point_table
from layers.queries.board_rows import POINT_COLUMNS
from layers.queries.board_today import coverage, coverage_rule, late_filter
from layers.queries.periods import gone_by
from layers.queries.row_tables import Paging, count_rows, json_value, layer_table, words
from layers.queries.runs import Run, get_run
from layers.queries.sources import Source, layer_source
from layers.queries.status import (
    FILTERED,
    LAYER_OF,
    REPORT_FIELD,
    Figures,
    figure_source,
    figures_of,
)
from layers.registers.figures import LATE, ROWS, read_figure
from layers.registers.listing import all_rows, list_rows
from layers.registers.reading import find_register
from layers.registers.scope import Reader, View, window_of
from layers.registers.words import words_of
from layers.registry import get_layer
from layers.reports.asking import Asked, Counted, ReportColumn, ReportRows
from layers.roles import Role

EVERY_ROW = Paging(10_000_000)
OPEN_STATES = "SELECT code FROM incident_state WHERE is_open"
PERSONAL = frozenset({"author", "head", "members", "official", "participants", "person"})
"""Columns of registers that name people: no edition of a report keeps them."""
INCIDENTS = Text("vụ", "incidents")
POINTS = Text("điểm", "places")
LANES = Text("ngõ", "lanes")


class Kind(NamedTuple):
    """`counted` and `ids` get what follows the colon; `source` names what holds the rows.

    `knows` says whether a period before has anything to compare with.
    """

    counted: Callable[[Asked, str], Counted]
    ids: Callable[[Asked, str], list[int]]
    source: Callable[[Asked, str], str]
    knows: Callable[[Asked, str], bool] = lambda _, __: True


def count_source(asked: Asked, source: str) -> Counted:
    """Count a figure by its source."""
    kind, _, rest = source.partition(":")
    return KINDS[kind].counted(asked, rest)


def ids_of(asked: Asked, source: str) -> list[int]:
    """Return the ids of the rows that a figure stands on."""
    kind, _, rest = source.partition(":")
    return KINDS[kind].ids(asked, rest)


def knows(asked: Asked, source: str) -> bool:
    """Say whether a period has a number of this figure that is not just silence of the records."""
    kind, _, rest = source.partition(":")
    return KINDS[kind].knows(asked, rest)


def row_source_of(asked: Asked, source: str) -> str:
    """Name what holds the rows of a figure: `layer:incidents`, `register:tasks`, `points:7`."""
    kind, _, rest = source.partition(":")
    return KINDS[kind].source(asked, rest)


def read_rows(asked: Asked, row_source: str, ids: list[int]) -> ReportRows:
    """Return what rows show to anybody on the staff: no names of people, nothing restricted."""
    kind, _, rest = row_source.partition(":")
    return _READERS[kind](asked, rest, ids)


# The five figures of the report, as `ward status` and the board have them.


def _status_figures(asked: Asked) -> Figures:
    if "status" not in asked.memo:
        run = _points(asked)
        rule = Text(run.summary["rule"]["vi"], run.summary["rule"]["en"])
        total = int(run.summary["units"])
        asked.memo["status"] = figures_of(
            asked.conn, asked.ward, _report_filter(asked), total, rule
        )
    found: Figures = asked.memo["status"]
    return found


def _report_filter(asked: Asked) -> Filter:
    return asked.filter({"field": REPORT_FIELD})


def _count_status(asked: Asked, name: str) -> Counted:
    found = getattr(_status_figures(asked), name)
    live = {"page": "board", **_report_filter(asked).to_query()}
    return Counted(Decimal(found.value), found.title, found.unit, found.rule, live=live)


def _ids_status(asked: Asked, name: str) -> list[int]:
    if name == "repeat_points":
        return _ids_points(asked, "")
    return _ids(asked, figure_source(asked.ward, name, _report_filter(asked)))


def _source_status(asked: Asked, name: str) -> str:
    return _source_points(asked, "") if name == "repeat_points" else f"layer:{LAYER_OF[name]}"


def _knows_status(_: Asked, name: str) -> bool:
    """Lanes of a phase add up from period to period: there is nothing to compare."""
    return name != "lanes_phase_2"


# Incidents under a filter of the map.


def _incident_filter(asked: Asked, rest: str) -> Filter:
    query = dict(parse_qsl(rest))
    month = query.pop("month", "")
    chosen = asked.filter(query)
    if not month:
        return chosen
    whole = parse_period(month)
    first, last = chosen.first, chosen.last
    assert first is not None and last is not None
    return replace(chosen, first=max(first, whole.first), last=min(last, whole.last))


def _incidents(asked: Asked, chosen: Filter) -> Source:
    return layer_source(asked.ward, get_layer("incidents"), chosen)


def _count_incidents(asked: Asked, rest: str) -> Counted:
    chosen = _incident_filter(asked, rest)
    number = Decimal(count_rows(asked.conn, _incidents(asked, chosen)))
    title = Text("Vụ vi phạm", "Incidents")
    return Counted(number, title, INCIDENTS, FILTERED, live={"page": "map", **chosen.to_query()})


def _ids_incidents(asked: Asked, rest: str) -> list[int]:
    return _ids(asked, _incidents(asked, _incident_filter(asked, rest)))


# Incidents that have been open for longer than the board's limit.


def _aged_filter(asked: Asked) -> Filter:
    states = tuple(row["code"] for row in db.rows(asked.conn, OPEN_STATES))
    then = gone_by(asked.conn, asked.ward, asked.as_of)
    return replace(late_filter(asked.filter(), ""), states=states, states_on=then)


def _count_aged(asked: Asked, _: str) -> Counted:
    chosen = _aged_filter(asked)
    number = Decimal(count_rows(asked.conn, _incidents(asked, chosen)))
    rule = Text(
        f"Còn mở quá {AGED_DAYS} ngày tính đến ngày chốt, xảy ra từ bao giờ cũng vậy.",
        f"Open for more than {AGED_DAYS} days on the day of the report, whenever they happened.",
    )
    title = Text("Vụ tồn đọng", "Long-standing incidents")
    return Counted(number, title, INCIDENTS, rule, live={"page": "map", **chosen.to_query()})


# Repeat points by state, lanes that no round walked.


def _points(asked: Asked) -> Run:
    if "points" not in asked.memo:
        asked.memo["points"] = run_hotspots(
            asked.conn, asked.ward, "repeat_points", {}, _report_filter(asked), actor="report"
        )
    found: Run = asked.memo["points"]
    return found


def store_point_runs(asked: Asked) -> None:
    """Have the repeat points of the period and of the one before stored."""
    for each in (asked, asked.before()):
        _points(each)


def _point_rows(asked: Asked, run: Run) -> list[Any]:
    key = ("point rows", run.id)
    if key not in asked.memo:
        span = span_of(_report_filter(asked))
        asked.memo[key] = point_table(asked.conn, run, span, limit=None)["rows"]
    found: list[Any] = asked.memo[key]
    return found


def _count_points(asked: Asked, state: str) -> Counted:
    number = Decimal(len(_ids_points(asked, state)))
    title = Text("Điểm tái phạm", "Repeat points")
    rule = _status_figures(asked).repeat_points.rule
    live = {"page": "board", **_report_filter(asked).to_query()}
    return Counted(number, title, POINTS, rule, live=live)


def _ids_points(asked: Asked, state: str) -> list[int]:
    rows = _point_rows(asked, _points(asked))
    return [row["id"] for row in rows if not state or row["state"] == state]


def _source_points(asked: Asked, _: str) -> str:
    return f"points:{_points(asked).id}"


def _unwalked(asked: Asked) -> list[int]:
    if "unwalked" not in asked.memo:
        asked.memo["unwalked"] = sorted(coverage(asked.conn, asked.ward, asked.filter()).unwalked)
    found: list[int] = asked.memo["unwalked"]
    return found


def _count_unwalked(asked: Asked, _: str) -> Counted:
    title = Text("Ngõ không đợt nào đi qua", "Lanes that no round walked")
    live = {"page": "board", **asked.filter().to_query()}
    return Counted(Decimal(len(_unwalked(asked))), title, LANES, coverage_rule(), live=live)


# Figures of registers, and what is late in them.


def _reader(asked: Asked) -> Reader:
    """Nobody in particular, of the highest role: hidden rows are for those taking part only."""
    return Reader(asked.ward, Role.ADMIN, "")


def _view(asked: Asked, rest: str) -> tuple[str, View]:
    name, _, figure = rest.partition(":")
    return name, View(period=asked.span, figure=figure, as_of=asked.as_of.isoformat())


def _count_register(asked: Asked, rest: str) -> Counted:
    name, view = _view(asked, rest)
    register, reader = find_register(name), _reader(asked)
    window = window_of(asked.conn, register, reader, view)
    known = read_figure(asked.conn, register, reader, view, window, view.figure)
    rule = Text(f"Sổ “{register.title.vi}”.", f"Register “{register.title.en}”.")
    live = {"page": "register", "name": name, **view.to_query()}
    return Counted(
        known.value, known.title, known.unit, rule, known.decimals, known.expected,
        max(Role.VIEWER, register.visible_to), live,
    )  # fmt: skip


def _knows_register(asked: Asked, rest: str) -> bool:
    """A register that has no period, or was begun later, knows nothing of a period."""
    register, reader = find_register(rest.partition(":")[0]), _reader(asked)
    if register.period is None:
        return False
    begun = window_of(asked.conn, register, reader, View(as_of=asked.as_of.isoformat()))
    return begun.first <= asked.period.last


def _late_view(asked: Asked) -> View:
    return View(status="late", as_of=asked.as_of.isoformat())


def _count_late(asked: Asked, name: str) -> Counted:
    register, reader, view = find_register(name), _reader(asked), _late_view(asked)
    window = window_of(asked.conn, register, reader, view)
    number = Decimal(list_rows(asked.conn, register, reader, view, window).total)
    title = Text(f"{register.title.vi}: {LATE.vi.lower()}", f"{register.title.en}: late")
    rule = Text("Quá hạn tính đến ngày chốt.", "Late on the day of the report.")
    unit = Text(register.one.vi, ROWS.en)
    live = {"page": "register", "name": name, **view.to_query()}
    role = max(Role.VIEWER, register.visible_to)
    return Counted(number, title, unit, rule, role=role, live=live)


def _register_ids(asked: Asked, name: str, view: View) -> list[int]:
    register, reader = find_register(name), _reader(asked)
    window = window_of(asked.conn, register, reader, view)
    return [row["id"] for row in all_rows(asked.conn, register, reader, view, window)]


def _ids_register(asked: Asked, rest: str) -> list[int]:
    return _register_ids(asked, *_view(asked, rest))


def _ids_late(asked: Asked, name: str) -> list[int]:
    return _register_ids(asked, name, _late_view(asked))


# What rows show.


def _ids(asked: Asked, source: Source) -> list[int]:
    query = sql.SQL("SELECT v.id FROM {} WHERE {} ORDER BY v.id").format(
        source.table, source.condition
    )
    return [row["id"] for row in db.rows(asked.conn, query, source.params)]


def _layer_rows(asked: Asked, name: str, ids: list[int]) -> ReportRows:
    layer = get_layer(name, Role.VIEWER)
    chosen = asked.filter() if name == "incidents" else Filter()
    source = layer_source(asked.ward, layer, chosen.without("period"))
    only = sql.SQL("v.ward_id = %(of_ward)s AND v.id = ANY (%(ids)s)")
    params = source.params | {"of_ward": asked.ward.id, "ids": ids}
    table = layer_table(
        asked.conn, asked.ward, layer, Source(source.table, only, params), Role.VIEWER, EVERY_ROW
    )
    columns = [ReportColumn(**each) for each in table["columns"]]
    shown = {row["id"]: {each.name: row[each.name] for each in columns} for row in table["rows"]}
    if name == "incidents":
        _put_states_then(asked, shown)
    return ReportRows(columns, shown)


def _put_states_then(asked: Asked, shown: dict[int, dict[str, Any]]) -> None:
    """Have incidents that were moved since show the state of the day of the report."""
    then = gone_by(asked.conn, asked.ward, asked.as_of)
    query = "SELECT incident_id, from_state FROM moved_since(%s, %s) WHERE incident_id = ANY (%s)"
    for row in db.rows(asked.conn, query, (asked.ward.id, then, list(shown))):
        shown[row["incident_id"]]["state"] = row["from_state"]


def _register_rows(asked: Asked, name: str, ids: list[int]) -> ReportRows:
    register, reader, wanted = find_register(name), _reader(asked), set(ids)
    view = View(as_of=asked.as_of.isoformat())
    columns = [
        each
        for each in register.columns_for(register.visible_to)
        if each.in_list and each.type != "people" and each.name not in PERSONAL
    ]
    window = window_of(asked.conn, register, reader, view)
    rows = all_rows(asked.conn, register, reader, view, window)
    shown = {
        row["id"]: {each.name: words(words_of(each, row)) for each in columns}
        for row in rows
        if row["id"] in wanted
    }
    return ReportRows([ReportColumn(c.name, words(c.title), "words", {}) for c in columns], shown)


def _point_run_rows(asked: Asked, run_id: str, ids: list[int]) -> ReportRows:
    wanted = set(ids)
    columns = [ReportColumn(name, words(title), kind, {}) for name, title, kind in POINT_COLUMNS]
    rows = _point_rows(asked, get_run(asked.conn, asked.ward, int(run_id)))
    shown = {
        row["id"]: {each.name: json_value(row[each.name]) for each in columns}
        for row in rows
        if row["id"] in wanted
    }
    return ReportRows(columns, shown)


def _of_layer(name: str) -> Callable[[Asked, str], str]:
    return lambda _, __: f"layer:{name}"


def _of_register(_: Asked, rest: str) -> str:
    return f"register:{rest.partition(':')[0]}"


KINDS: Mapping[str, Kind] = {
    "status": Kind(_count_status, _ids_status, _source_status, _knows_status),
    "incidents": Kind(_count_incidents, _ids_incidents, _of_layer("incidents")),
    "aged": Kind(
        _count_aged, lambda a, _: _ids(a, _incidents(a, _aged_filter(a))), _of_layer("incidents")
    ),
    "points": Kind(_count_points, _ids_points, _source_points),
    "unwalked": Kind(
        _count_unwalked, lambda a, _: _unwalked(a), _of_layer("lanes"), lambda _, __: False
    ),
    "register": Kind(_count_register, _ids_register, _of_register, _knows_register),
    "late": Kind(_count_late, _ids_late, _of_register, _knows_register),
}
_READERS: Mapping[str, Callable[[Asked, str, list[int]], ReportRows]] = {
    "layer": _layer_rows,
    "register": _register_rows,
    "points": _point_run_rows,
}
