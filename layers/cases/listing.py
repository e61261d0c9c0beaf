"""The list of cases: filtered by state, deadline, handler; sorted; and as a file."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, BinaryIO, NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.refusals import not_one_of
from geo.text import Text
from layers import clock, db
from layers.cases.ages import LONG_DAYS
from layers.cases.refusals import state_names
from layers.exporting.row_files import facts_of, write_rows
from layers.exporting.workbook import Column
from layers.periods import known_day
from layers.queries.periods import gone_by
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.roles import Role, knows_people

PAGE = 50
STATUSES = {
    "open": Text("Đang xử lý", "Open"),
    "late": Text("Quá hạn", "Overdue"),
    "long": Text("Tồn đọng kéo dài", "Long-standing"),
    "blocked": Text("Đang vướng mắc", "Held up"),
    "closing": Text("Chờ kết thúc", "To be closed"),
    "ended": Text("Đã xong", "Ended"),
}
_CONDITIONS = {
    "": "true",
    "open": "c.is_open",
    "late": "c.due_on < %(as_of)s",
    "long": f"c.age_days >= {LONG_DAYS}",
    "blocked": "c.is_open AND c.blocked_by <> ''",
    "closing": "c.state IN (SELECT m.from_state FROM incident_move AS m WHERE m.needs_other)",
    "ended": "NOT c.is_open",
}
SORTS = {
    "due_on": "c.due_on", "occurred_on": "c.occurred_on", "state": "c.state_sort",
    "handler": "c.handler_name", "age": "c.age_days", "number": "c.source_key COLLATE \"C\"",
}  # fmt: skip
_Stood = dict[str, str]
_NOW: _Stood = {"state": "i.state", "stood": "incident_case", "known": "true"}
_THEN: _Stood = {
    "state": "coalesce(k.state, i.state)",
    "stood": "cases_on(%(ward)s, %(as_of)s)",
    "known": "i.occurred_on <= %(as_of)s",
}
NOBODY = "-"
UNORDERED = sql.SQL("")
DEADLINES = sql.SQL(
    "LEFT JOIN incident_deadline_period AS d ON d.ward_id = i.ward_id AND d.state_code = s.code"
    " AND coalesce(k.since_at::date, i.occurred_on) >= d.valid_from"
    " AND coalesce(k.since_at::date, i.occurred_on) < d.valid_until"
)
NO_DEADLINES = sql.SQL("CROSS JOIN (SELECT NULL::integer AS due_days) AS d")
BY_NAME = ("handler",)
"""What is sorted by the names of people, and filtered by them: for who may know them."""


@dataclass(frozen=True)
class CaseView:
    """What of the cases is looked at; `as_of` is the day from which they are judged late.

    Where that day is over, the cases, their states, days and handlers are those of its end.
    """

    as_of: date
    status: str = "open"
    state: str = ""
    handler: str = ""
    search: str = ""
    sort: str = ""

    def to_query(self) -> dict[str, str]:
        """Return the parameters of an address that shows the same, on the same day."""
        said = {
            "status": self.status, "state": self.state, "handler": self.handler,
            "q": self.search, "sort": self.sort, "as_of": self.as_of.isoformat(),
        }  # fmt: skip
        return {name: value for name, value in said.items() if value or name == "status"}


class Cases(NamedTuple):
    """A page of cases, how many there are in all, which page it is of how many."""

    rows: list[dict[str, Any]]
    total: int
    page: int
    pages: int


def read_case_view(conn: connection, said: Mapping[str, str], role: Role) -> CaseView:
    """Read the view of an address; InputError names a wrong field and what is allowed.

    Who may not know the people can ask for cases that nobody handles, and for no one's by name.
    """
    day = said.get("as_of", "").strip()
    as_of = known_day(day) if day else clock.today()
    if as_of is None:
        raise not_one_of("as_of", day, ["2016-06-30"])
    status = _one_of("status", said.get("status", "open").strip(), ["", *STATUSES])
    state = _one_of("state", said.get("state", "").strip(), ["", *state_names(conn)])
    sort = said.get("sort", "").strip()
    sorts = [each for each in SORTS if each not in BY_NAME or knows_people(role)]
    _one_of("sort", sort.removeprefix("-"), ["", *sorts])
    handler = said.get("handler", "").strip()[:80]
    if not knows_people(role):
        _one_of("handler", handler, ["", NOBODY])
    return CaseView(
        as_of, status, state, handler,
        " ".join(said.get("q", "").split())[:100], sort,
    )  # fmt: skip


def list_cases(
    conn: connection, ward: Ward, view: CaseView, role: Role, *, page: int = 1, size: int = PAGE
) -> Cases:
    """Return a page of cases and how many there are in all; past the end, the last page."""
    total = count_cases(conn, ward, view)
    condition, params = _asked(ward, view)
    page = max(1, min(page, -(-total // size)))
    # Narrow first: what makes the page and the number stands in an index, what it shows does not.
    order = _order_of(view)
    on_page = order + sql.SQL(" LIMIT %(limit)s OFFSET %(offset)s")
    limits = {"limit": size, "offset": (page - 1) * size}
    with_due = view.status == "late" or _sorted_by(view) == "due_on"
    stood = _stood(conn, ward, view)
    narrow = _cases(sql.SQL("c.id"), stood, condition, on_page, with_due=with_due)
    ids = [row["id"] for row in db.rows(conn, narrow, params | limits)]
    chosen = sql.SQL("c.id = ANY(%(ids)s)")
    rows = db.rows(conn, _cases(sql.SQL("c.*"), stood, chosen, order), params | {"ids": ids})
    return Cases([_seen(row, role) for row in rows], total, page, max(1, -(-total // size)))


def count_cases(conn: connection, ward: Ward, view: CaseView) -> int:
    """Return how many cases the list of a view has."""
    condition, params = _asked(ward, view)
    stood, with_due = _stood(conn, ward, view), view.status == "late"
    counted = _cases(sql.SQL("count(*)"), stood, condition, with_due=with_due)
    return int(db.value(conn, counted, params))


def _stood(conn: connection, ward: Ward, view: CaseView) -> _Stood:
    """Return where the list reads how cases stand: as of now, or as of the end of a day gone by."""
    return _NOW if gone_by(conn, ward, view.as_of) is None else _THEN


def _asked(ward: Ward, view: CaseView) -> tuple[sql.Composed, dict[str, Any]]:
    """Return the condition on `c` for a view, and its parameters."""
    tests = [sql.SQL(_CONDITIONS[view.status])]
    if view.state:
        tests.append(sql.SQL("c.state = %(state)s"))
    if view.handler:
        is_none = view.handler == NOBODY
        tests.append(sql.SQL("c.handler IS NULL" if is_none else "c.handler = %(handler)s"))
    if view.search:
        tests.append(
            sql.SQL(
                "(strpos(CASE WHEN c.search_text IS NULL THEN fold_vi(c.address)"
                " ELSE split_part(c.search_text, E'\\n', 1) END, fold_vi(%(search)s)) > 0"
                " OR strpos(lower(c.source_key), lower(%(search)s)) > 0)"
            )
        )
    params = {
        "ward": ward.id, "as_of": view.as_of, "state": view.state, "handler": view.handler,
        "search": view.search,
    }  # fmt: skip
    return sql.SQL(" AND ").join(tests), params


def _sorted_by(view: CaseView) -> str:
    return view.sort.removeprefix("-") or "due_on"


def _order_of(view: CaseView) -> sql.SQL:
    down = view.sort.startswith("-")
    column = SORTS[_sorted_by(view)]
    return sql.SQL(f"ORDER BY {column} {'DESC' if down else 'ASC'} NULLS LAST, c.id")


def _cases(
    columns: sql.Composable,
    stood: _Stood,
    condition: sql.Composable,
    order: sql.Composable = UNORDERED,
    *,
    with_due: bool = True,
) -> sql.Composable:
    """Return the query; without `with_due` nothing in it may ask when a case is due."""
    return sql.SQL(read_sql("cases")).format(
        columns=columns,
        condition=condition,
        order=order,
        deadlines=DEADLINES if with_due else NO_DEADLINES,
        **{name: sql.SQL(text) for name, text in stood.items()},
    )


def _seen(row: dict[str, Any], role: Role) -> dict[str, Any]:
    """Leave out people and their words for those who may not know them."""
    if knows_people(role):
        return row
    return row | {"handler": None, "handler_name": None, "blocked_by": ""}


def status_counts(conn: connection, ward: Ward, view: CaseView) -> list[tuple[str, Text, int]]:
    """Return how many cases of a view, whatever its status, have each status.

    Each opens as many rows; what is open and what has ended are all.
    """
    condition, params = _asked(ward, replace(view, status=""))
    columns = [
        sql.SQL("count(*) FILTER (WHERE " + _CONDITIONS[status] + ") AS ") + sql.Identifier(status)
        for status in STATUSES
    ]
    stood = _stood(conn, ward, view)
    row = db.one(conn, _cases(sql.SQL(", ").join(columns), stood, condition), params)
    assert row is not None
    return [(status, title, row[status]) for status, title in STATUSES.items()]


def cases_file(
    conn: connection, ward: Ward, view: CaseView, kind: str, role: Role, lang: str = "vi"
) -> BinaryIO:
    """Return an open file of all cases of a view in a language; InputError for no such kind."""
    condition, params = _asked(ward, view)
    query = _cases(sql.SQL("c.*"), _stood(conn, ward, view), condition, _order_of(view))
    rows = (_seen(row, role) for row in db.stream(conn, query, params))
    said = "&".join(f"{name}={value}" for name, value in view.to_query().items())
    facts = facts_of((Text("Bảng", "Table"), Text("Vụ việc", "Cases")), ward, said)
    heads = [Column(title.in_language(lang), each, title) for title, each in _COLUMNS]
    return write_rows(kind, heads, facts, rows, lambda row: _cells(row, view, lang))


_COLUMNS = (
    (Text("Mã vụ", "Case no."), "integer"), (Text("Số hiệu", "Number"), "text"),
    (Text("Ngày xảy ra", "Happened on"), "date"), (Text("Hành vi", "Violation"), "text"),
    (Text("Địa chỉ", "Address"), "text"), (Text("Trạng thái", "State"), "text"),
    (Text("Từ ngày", "Since"), "date"), (Text("Hạn", "Due"), "date"),
    (Text("Quá hạn (ngày)", "Overdue (days)"), "integer"),
    (Text("Tuổi (ngày)", "Age (days)"), "integer"),
    (Text("Người thụ lý", "Handler"), "text"), (Text("Vướng mắc", "Held up by"), "text"),
)  # fmt: skip


def _cells(row: dict[str, Any], view: CaseView, lang: str) -> list[Any]:
    late = None if row["due_on"] is None else (view.as_of - row["due_on"]).days
    return [
        row["id"], row["source_key"], row["occurred_on"], row[f"category_{lang}"], row["address"],
        row[f"state_{lang}"], row["since_on"], row["due_on"],
        late if late is not None and late > 0 else None, row["age_days"], row["handler_name"],
        row["blocked_by"],
    ]  # fmt: skip


def _one_of(field: str, value: str, allowed: list[str]) -> str:
    if value not in allowed:
        raise not_one_of(field, value, allowed)
    return value
