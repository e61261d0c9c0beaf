"""Which rows of a register somebody looks at: their ward, rights, period, filter and figure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.refusals import not_one_of
from geo.text import Text
from layers import clock, db
from layers.periods import Period, half_year, known_day, parse_period
from layers.queries.wards import Ward
from layers.registers.contract import Column, Figure, Hidden, Register
from layers.registers.reading import figure_names
from layers.registers.values import read_value
from layers.roles import Role

STATUSES = {
    "open": Text("Chưa xong", "Open"),
    "late": Text("Quá hạn", "Late"),
    "done": Text("Đúng hạn", "On time"),
    "done_late": Text("Xong muộn", "Done late"),
}
FILTERED = ("choice", "boolean", "ref")
LONGEST_SEARCH = 200
IN_BRACES = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reader:
    """Who looks: their ward, role and sign-in name."""

    ward: Ward
    role: Role
    login: str


@dataclass(frozen=True)
class View:
    """What of a register is looked at: it is the address of the list, and of every file of it.

    `since` is a day: rows written into the register on it or later. `person` is the number of a
    row of the register of people: rows that name them.
    """

    period: str = ""
    search: str = ""
    status: str = ""
    figure: str = ""
    chosen: tuple[tuple[str, Any], ...] = ()
    sort: str = ""
    as_of: str = ""
    since: str = ""
    person: str = ""

    def to_query(self) -> dict[str, str]:
        """Return the parameters of an address that shows the same."""
        said = {
            "period": self.period, "q": self.search, "status": self.status,
            "figure": self.figure, "sort": self.sort, "as_of": self.as_of,
            "since": self.since, "person": self.person,
        }  # fmt: skip
        chosen = {name: "-" if value is None else str(value) for name, value in self.chosen}
        return {name: value for name, value in said.items() if value} | chosen


@dataclass(frozen=True)
class Window:
    """The days that figures speak of; `as_of` is the day on which late is late."""

    first: date
    last: date
    as_of: date

    def params(self) -> dict[str, date]:
        return {"first": self.first, "last": self.last, "as_of": self.as_of}


def read_view(register: Register, role: Role, query: Mapping[str, str]) -> View:
    """Read the parameters of an address; InputError names the parameter, its value, the allowed."""
    view = View(
        period=query.get("period", "").strip(),
        search=query.get("q", "").strip()[:LONGEST_SEARCH],
        status=query.get("status", "").strip(),
        figure=query.get("figure", "").strip(),
        chosen=tuple(_chosen(register, role, query)),
        sort=query.get("sort", "").strip(),
        as_of=query.get("as_of", "").strip(),
        since=query.get("since", "").strip(),
        person=query.get("person", "").strip() if register.person_columns(role) else "",
    )
    for name, day in (("as_of", view.as_of), ("since", view.since)):
        if day and known_day(day) is None:
            raise not_one_of(name, day, ("2016-06-30",))
    if view.person and not _is_number(view.person):
        raise not_one_of("person", view.person, ("1, 2, 3 …",))
    if view.period:
        parse_period(view.period)
    statuses = tuple(STATUSES) if register.deadline else ()
    _allow("status", view.status, statuses)
    _allow("figure", view.figure, tuple(each.name for each in register.figures))
    _allow("sort", view.sort.lstrip("-"), tuple(c.name for c in register.columns_for(role)))
    return view


def window_of(conn: connection, register: Register, reader: Reader, view: View) -> Window:
    """Return the days of a view; without a period, the half-years that the rows lie in."""
    as_of = known_day(view.as_of) or clock.today()
    if view.period:
        return Window(*parse_period(view.period), as_of)
    span = _span(conn, register, reader)
    if span is None:
        return Window(*half_year(as_of), as_of)
    return Window(half_year(span.first).first, half_year(span.last).last, as_of)


def condition_of(
    register: Register, reader: Reader, view: View, window: Window
) -> tuple[sql.Composable, dict[str, Any]]:
    """Return the condition on `r` for a view, and its parameters."""
    parts: list[sql.Composable] = [rights(register, reader.role), *_shown_then(register)]
    params: dict[str, Any] = {"ward": reader.ward.id, "login": reader.login} | window.params()
    if view.period and register.period:
        parts.append(_in_period(register))
    if view.search:
        parts.append(_found(register, reader.role))
        params["search"] = view.search
    if view.status:
        parts.append(sql.SQL("{} = %(status)s").format(status_sql(register)))
        params["status"] = view.status
    if view.figure:
        parts.append(where_of(register, figure_named(register, view.figure)))
    if view.since:
        parts.append(sql.SQL("r.created_at >= %(since)s::date"))
        params["since"] = view.since
    if view.person:
        parts.append(names_person(register, reader.role))
        params["person"] = int(view.person)
    for number, (name, value) in enumerate(view.chosen):
        parts.append(_equals(name, f"chosen_{number}", value))
        params[f"chosen_{number}"] = value
    return sql.SQL(" AND ").join(parts), params


def rights(register: Register, role: Role) -> sql.Composable:
    """Return the condition for rows that are there and that the reader may see."""
    return may_see(register, role) + sql.SQL(" AND r.deleted_at IS NULL")


def may_see(register: Register, role: Role) -> sql.Composable:
    """Return the condition for rows of the ward that the reader may see, deleted or not."""
    base = sql.SQL("r.ward_id = %(ward)s") + _of_known_figures(register, role)
    if register.hidden is None:
        return base
    now = {name: sql.SQL("r.{}").format(sql.Identifier(name)) for name in _named(register.hidden)}
    return base + sql.SQL(" AND ") + _is_shown(register, now)


def _shown_then(register: Register) -> list[sql.Composable]:
    """What was hidden at the end of %(as_of)s is not in what was counted then either."""
    if register.hidden is None or "{" not in register.hidden.when:
        return []
    return [_is_shown(register, {n: value_sql(register, n) for n in _named(register.hidden)})]


def _is_shown(register: Register, named: Mapping[str, sql.Composable]) -> sql.Composable:
    assert register.hidden is not None
    return sql.SQL(
        "(NOT ({when}) OR r.created_by = %(login)s OR %(login)s = ANY(r.{members}))"
    ).format(
        when=sql.SQL(register.hidden.when).format(**named),
        members=sql.Identifier(register.hidden.members),
    )


def _named(hidden: Hidden) -> list[str]:
    return IN_BRACES.findall(hidden.when)


def _of_known_figures(register: Register, role: Role) -> sql.Composable:
    """Leave out rows about figures of registers that the role must not know of."""
    secret = sorted(set(figure_names(Role.ADMIN)) - set(figure_names(role)))
    columns = [each.name for each in register.columns if each.type == "figure" and secret]
    return sql.SQL("").join(
        sql.SQL(" AND (r.{} = ANY({})) IS NOT TRUE").format(
            sql.Identifier(name), sql.Literal(secret)
        )
        for name in columns
    )


def status_sql(register: Register) -> sql.Composable:
    """Return SQL for how a row stands to its deadline on the day %(as_of)s.

    NULL without one, and where the state says that nothing is left to do but no day says since
    when: such a row is neither late nor known to have been on time.
    """
    if register.deadline is None:
        return sql.SQL("NULL::text")
    return sql.SQL("""CASE
        WHEN r.{done} IS NULL AND (r.{due} IS NULL OR {closed}) THEN NULL
        WHEN r.{done} IS NULL OR r.{done} > %(as_of)s
          THEN CASE WHEN r.{due} < %(as_of)s THEN 'late' ELSE 'open' END
        WHEN r.{done} > r.{due} THEN 'done_late'
        ELSE 'done' END""").format(
        due=sql.Identifier(register.deadline.due),
        done=sql.Identifier(register.deadline.done),
        closed=_is_closed(register),
    )


def names_person(register: Register, role: Role) -> sql.Composable:
    """Return the condition for rows that name the person %(person)s of the ward.

    Which names are one person's is known to them and to supervisors: for others it finds nothing.
    """
    tests = [
        sql.SQL("p.logins && r.{}" if each.type == "people" else "name_key(r.{}) = ANY(p.keys)")
        .format(sql.Identifier(each.name))
        for each in register.person_columns(role)
    ]  # fmt: skip
    known = "true" if role >= Role.SUPERVISOR else "%(login)s = ANY(p.logins)"
    return sql.SQL(
        "EXISTS (SELECT FROM person_named AS p WHERE p.id = %(person)s AND p.ward_id = r.ward_id"
        " AND {known} AND ({named}))"
    ).format(known=sql.SQL(known), named=sql.SQL(" OR ").join(tests or [sql.SQL("false")]))


def figure_named(register: Register, name: str) -> Figure:
    return next(each for each in register.figures if each.name == name)


def where_of(register: Register, figure: Figure) -> sql.Composable:
    """Return the condition of a figure; a column in braces is what was recorded on %(as_of)s."""
    named = {name: value_sql(register, name) for name in IN_BRACES.findall(figure.where)}
    where = sql.SQL(figure.where)
    return sql.SQL("(") + (where.format(**named) if named else where) + sql.SQL(")")


def value_sql(register: Register, column: str) -> sql.Composable:
    """Return SQL for what a text column said at the end of %(as_of)s, by the change log."""
    return sql.SQL("value_on({table}, r.id, {name}, r.{column}, %(as_of)s)").format(
        table=sql.Literal(register.table), name=sql.Literal(column), column=sql.Identifier(column)
    )


def _is_closed(register: Register) -> sql.Composable:
    states = register.states
    if states is None or not states.closed:
        return sql.SQL("false")
    return sql.SQL("coalesce({} = ANY({}), false)").format(
        value_sql(register, states.column), sql.Literal(list(states.closed))
    )


def _in_period(register: Register) -> sql.Composable:
    assert register.period
    start = sql.Identifier(register.period.start)
    if not register.period.end:
        return sql.SQL("r.{} BETWEEN %(first)s AND %(last)s").format(start)
    return sql.SQL("r.{} <= %(last)s AND coalesce(r.{} >= %(first)s, true)").format(
        start, sql.Identifier(register.period.end)
    )


def _found(register: Register, role: Role) -> sql.Composable:
    """Find folded words anywhere in the texts that the reader may see."""
    texts: list[sql.Composable] = [
        sql.SQL("r.{}").format(sql.Identifier(column.name))
        for column in register.columns_for(role)
        if column.type in ("text", "note")
    ]
    texts = texts or [sql.SQL("''")]
    return sql.SQL("fold_vi(concat_ws(' ', {})) LIKE '%%' || fold_vi(%(search)s) || '%%'").format(
        sql.SQL(", ").join(texts)
    )


def _equals(name: str, parameter: str, value: Any) -> sql.Composable:
    if value is None:
        return sql.SQL("r.{} IS NULL").format(sql.Identifier(name))
    return sql.SQL("r.{} = {}").format(sql.Identifier(name), sql.Placeholder(parameter))


def _span(conn: connection, register: Register, reader: Reader) -> Period | None:
    if register.period is None:
        return None
    query = sql.SQL(
        "SELECT min(r.{0}) AS first, max(r.{0}) AS last FROM {1} AS r WHERE {2}"
    ).format(
        sql.Identifier(register.period.start),
        sql.Identifier(register.table),
        rights(register, reader.role),
    )
    row = db.one(conn, query, {"ward": reader.ward.id, "login": reader.login})
    assert row is not None
    return Period(row["first"], row["last"]) if row["first"] else None


def _chosen(register: Register, role: Role, query: Mapping[str, str]) -> list[tuple[str, Any]]:
    """Read `column=value` for each column that can be chosen by; `-` means: without one."""
    found: list[tuple[str, Any]] = []
    for column in register.columns_for(role):
        said = query.get(column.name, "").strip()
        if column.type in (*FILTERED, "month") and said:
            found.append((column.name, None if said == "-" else _value(column, said)))
    return found


def _value(column: Column, said: str) -> Any:
    if column.type != "ref":
        return read_value(column, said)
    if _is_number(said):
        return int(said)
    raise not_one_of(column.name, said, ("1, 2, 3 …",))


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit() and len(said) < 18


def _allow(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value and value not in allowed:
        raise not_one_of(name, value, allowed or ("—",))
