"""Tables, checks and pages of a register as files: the rows that the page shows, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from flask import Response

from geo.text import Text, same
from layers.errors import NotFound
from layers.registers.contract import CheckColumn
from layers.registers.matrix import Grid, Head, read_matrix, run_check
from layers.registers.plan_tree import Node
from layers.registers.scope import STATUSES
from layers.roles import Role
from web.db import get_conn
from web.i18n import current_language, in_language, t
from web.plain_lists import FileColumn, send_list
from web.register_here import Here
from web.register_views import VIEWS

WHAT = {
    "table": Text("bảng", "table"),
    "check": Text("đối chiếu", "check"),
    "view": Text("trang", "page"),
}
PLAIN = ("integer", "number", "date")


class Beside(NamedTuple):
    """What a file of such a page holds: its title, its columns, the rows of the page."""

    title: Text
    columns: Sequence[FileColumn]
    rows: Iterable[Any]


def send_beside(here: Here, what: str, which: str, file: str) -> Response:
    """Send what a table, check or page of a register shows; NotFound where it has none so named."""
    register = here.register
    every = {"table": register.matrices, "check": register.checks, "view": register.pages}[what]
    found = next((each for each in every if each.name == which), None)
    if found is None:
        raise NotFound(WHAT[what], which, [each.name for each in every])
    made = {"table": _matrix, "check": _check, "view": _view}[what](here, found)
    return send_list(file, f"{register.name}-{which}", made.title, made.columns, made.rows)


def _matrix(here: Here, matrix: Any) -> Beside:
    register, reader, view, window = here
    grid = read_matrix(get_conn(), register, reader, view, window, matrix)
    counts, heads = matrix.cell == "count", register.column(matrix.rows).title
    kind = "integer" if counts else "text"
    cells = [FileColumn(each.words, kind, _cell(grid, each, counts)) for each in grid.columns]
    last = FileColumn("registers.matrix_all", "integer", grid.rows_of)
    if not counts:
        last = FileColumn("registers.matrix_good", "text",
                          lambda line: f"{grid.good(line)} / {len(grid.columns)}")  # fmt: skip
    first = FileColumn(heads, "text", lambda line: in_language(line.words))
    return Beside(matrix.title, [first, *cells, last], grid.lines)


def _cell(grid: Grid, column: Head, counts: bool) -> Callable[[Head], Any]:
    def said(line: Head) -> Any:
        cell = grid.cells.get((line.value, column.value))
        if cell is None:
            return None
        return len(cell.row_ids) if counts else in_language(cell.words)

    return said


def _check(here: Here, check: Any) -> Beside:
    findings = run_check(get_conn(), here.reader, here.window, check)
    columns = [
        FileColumn(each.title, each.type if each.type in PLAIN else "text", _said(each, here))
        for each in check.columns
    ]
    return Beside(check.title, columns, findings)


def _said(column: CheckColumn, here: Here) -> Callable[[dict[str, Any]], Any]:
    """Return what reads a finding; what leads to before and after is a supervisor's."""

    def said(row: dict[str, Any]) -> Any:
        words = f"{column.name}_en"
        value = row[words if current_language() == "en" and words in row else column.name]
        hidden = row.get(f"{column.name}_effect") and here.reader.role < Role.SUPERVISOR
        if value is None or hidden:
            return None
        if column.type == "month":
            return f"{value:%m/%Y}"
        if column.type in ("integer", "number"):
            return int(value) if value == int(value) else float(value)
        return value

    return said


def _view(here: Here, page: Any) -> Beside:
    columns, rows = VIEW_TABLES[here.register.name, page.name](
        here, VIEWS[here.register.name, page.name](here)
    )
    return Beside(page.title, columns, rows)


Table = tuple[Sequence[FileColumn], Iterable[Any]]


def _drawn(here: Here, facts: dict[str, Any]) -> Table:
    kinds = facts["kinds"]
    columns = [
        FileColumn("registers.drawn_what", "text", lambda each: in_language(each.subject)),
        FileColumn("registers.drawn_kind", "text", lambda each: in_language(kinds[each.kind])),
        FileColumn("registers.drawn_value", "number", lambda each: float(each.value)),
        FileColumn(Text("Đơn vị tính", "Unit"), "text", lambda each: in_language(each.unit)),
        FileColumn("registers.drawn_compared", "number",
                   lambda each: None if each.compared is None else float(each.compared)),
    ]  # fmt: skip
    return columns, [each for each, *_ in facts["drawn"]]


def _on_day(here: Here, facts: dict[str, Any]) -> Table:
    names = ("number", "article", "clause", "act", "subject", "min_dong", "max_dong",
             "valid_from", "valid_to", "checking", "checked_by", "checked_on")  # fmt: skip
    checking = here.register.column("checking").choices

    def reads(name: str) -> Callable[[dict[str, Any]], Any]:
        def read(row: dict[str, Any]) -> Any:
            if name == "checking":
                return in_language(checking["da" if row["is_checked"] else "chua"])
            if name in ("checked_by", "checked_on") and not row["is_checked"]:
                return None
            return in_language(facts["subjects"][row[name]]) if name == "subject" else row[name]

        return read

    kinds = {"min_dong": "number", "max_dong": "number", "valid_from": "date",
             "valid_to": "date", "checked_on": "date"}  # fmt: skip
    columns = [
        FileColumn(here.register.column(name).title, kinds.get(name, "text"), reads(name))
        for name in names
    ]
    return columns, facts["bases"] or []


def _roadmap(here: Here, facts: dict[str, Any]) -> Table:
    def count(part: str) -> Callable[[Any], int]:
        return lambda step: step.counts[part]

    parts = [
        FileColumn(STATUSES.get(part, "registers.done_undated"), "integer", count(part))
        for part in facts["parts"]
    ]
    first = FileColumn("registers.period", "text", lambda step: in_language(step.title))
    total = FileColumn("registers.matrix_all", "integer", lambda step: step.total)
    return [first, total, *parts], facts["steps"]


def _spread(here: Here, facts: dict[str, Any]) -> Table:
    order = [code for code, _ in facts["states"]]
    rows = sorted(facts["spread"].places, key=lambda each: order.index(each.state))
    state, group = (here.register.column(name).title for name in ("state", "group_id"))
    return [
        FileColumn(state, "text", lambda each: in_language(each.words)),
        FileColumn(group, "text", lambda each: each.name),
    ], rows  # fmt: skip


def _tree(here: Here, facts: dict[str, Any]) -> Table:
    names = (
        (Text("Cấp", "Level"), "integer"), (Text("Việc", "What"), "text"),
        (Text("Chi tiết", "Details"), "text"), (Text("Thời hạn", "Deadline"), "text"),
        (Text("Chưa rõ", "Not clear"), "text"), (Text("Hiện có", "Now"), "number"),
        (Text("Cần đạt", "Goal"), "number"), (Text("Đơn vị tính", "Unit"), "text"),
        (Text("Kết quả", "Result"), "text"),
    )  # fmt: skip
    columns = [
        FileColumn(title, kind, lambda row, at=at: row[at])  # type: ignore[misc]
        for at, (title, kind) in enumerate(names)
    ]
    return columns, list(_lines(facts["tree"], 1))


def _lines(nodes: Iterable[Node], level: int) -> Iterator[tuple[Any, ...]]:
    """Return a plan or task, its targets, then its parts, as the page has them below each other."""
    for node in nodes:
        about = " · ".join(map(in_language, node.about))
        status = in_language(STATUSES.get(node.status, same("")))
        findings = "; ".join(map(in_language, node.findings))
        yield (level, in_language(node.title), about, status, findings, None, None, "", "")
        for each in node.targets:
            met = t("registers.target_met" if each.value >= each.goal else "registers.target_short")
            yield (level + 1, each.item, "", "", "", float(each.value), float(each.goal),
                   in_language(each.unit), met)  # fmt: skip
        yield from _lines(node.parts, level + 1)


VIEW_TABLES: dict[tuple[str, str], Callable[[Here, dict[str, Any]], Table]] = {
    ("shortcomings", "drawn"): _drawn,
    ("legal_bases", "on_day"): _on_day,
    ("plans", "tree"): _tree,
    ("tasks", "roadmap"): _roadmap,
    ("adoptions", "spread"): _spread,
}
"""Which columns and rows the file of a page has, from what the page shows."""
