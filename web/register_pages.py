"""What the pages of the registers show: their facts, links, and what a form says."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask import request, url_for
from flask_login import current_user

from geo.text import Text
from layers.periods import FIRST_DAY, half_year, half_year_of, parse_period, period_title
from layers.registers.contract import PARTS, Column, Register
from layers.registers.figures import Known, read_figures
from layers.registers.history import read_history
from layers.registers.listing import Row, list_rows, read_row
from layers.registers.locator import make_locator
from layers.registers.reading import get_register, registers_for
from layers.registers.references import (
    Option,
    count_referring,
    options_of,
    referring,
    target_of,
)
from layers.registers.scope import STATUSES, Reader, View, Window, read_view, window_of
from layers.registers.words import as_typed, row_title, words_of
from layers.registers.writing import EditConflict
from web.db import get_conn
from web.i18n import in_language, t
from web.params import read_number
from web.reader import reader as page_reader
from web.wards import current_ward, role_here

MOST_PERIODS = 12
TONES = {"open": "", "late": "bad", "done": "good", "done_late": "warn"}


class Here(NamedTuple):
    """What a request is about: a register, who asks, which rows, which days."""

    register: Register
    reader: Reader
    view: View
    window: Window


class Field(NamedTuple):
    """One field of a form: what it holds, its choices, what is wrong with it."""

    column: Column
    value: str
    options: list[tuple[str, str]]
    typed: bool
    error: Text | None


class Difference(NamedTuple):
    """A column in which two people's versions differ; `is_both`: both changed it."""

    column: Column
    base: Text
    theirs: Text
    mine: Text
    theirs_value: str
    is_both: bool


def read_here(name: str) -> Here:
    """Read the register of the address, and the view that its parameters ask for."""
    reader = Reader(current_ward(), role_here(), current_user.login)
    register = get_register(name, reader.role)
    view = read_view(register, reader.role, request.args)
    return Here(register, reader, view, window_of(get_conn(), register, reader, view))


def facts_of(here: Here) -> dict[str, Any]:
    """Return what every page of a register needs."""
    return {
        "register": here.register,
        "view": here.view,
        "can_write": here.reader.role >= here.register.editable_by,
        "link": link,
        "words_of": words_of,
        "tones": TONES,
        "statuses": STATUSES,
        **page_reader(),
    }


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page of the registers, in the ward of this one."""
    return url_for(f"registers.{endpoint}", ward=current_ward().code, **values)


def index_facts() -> dict[str, Any]:
    """Return the registers by part, each with its figures for the period of the address."""
    conn, reader = get_conn(), Reader(current_ward(), role_here(), current_user.login)
    period = request.args.get("period", "").strip()
    if period:
        parse_period(period)
    shown: dict[str, list[dict[str, Any]]] = {}
    for register in registers_for(reader.role):
        view = View(period=period)
        window = window_of(conn, register, reader, view)
        figures = read_figures(conn, register, reader, view, window)
        shown.setdefault(register.part, []).append({"register": register, "figures": figures})
    parts = [(part, shown[part.name]) for part in PARTS if part.name in shown]
    periods = [(name, period_title(parse_period(name))) for name in _period_names(None, period)]
    return {"parts": parts, "period": period, "periods": periods, "link": link, **page_reader()}


def list_facts(here: Here) -> dict[str, Any]:
    """Return a page of rows, its figures, and what it can be filtered by."""
    conn, (register, reader, view, window) = get_conn(), here
    page = read_number("page", 1, least=1, most=1_000_000)
    names = _period_names(window, view.period)
    return facts_of(here) | {
        "listing": list_rows(conn, register, reader, view, window, page),
        "figures": read_figures(conn, register, reader, view, window),
        "columns": [each for each in register.columns_for(reader.role) if each.in_list],
        "filters": _filters(here),
        "periods": [(name, period_title(parse_period(name))) for name in names],
        "query": view.to_query(),
        "sort_link": lambda sort: link(
            "listed", name=register.name, **(view.to_query() | {"sort": sort})
        ),
        "removed": read_number("removed", 0),
    }


def row_facts(here: Here, row_id: int) -> dict[str, Any]:
    """Return one row: its values, where it is, what is next, who changed it."""
    conn, (register, reader, _, window) = get_conn(), here
    row = read_row(conn, register, reader, row_id, window)
    columns = register.columns_for(reader.role)
    return facts_of(here) | {
        "row": row,
        "title": row_title(register, row),
        "columns": columns,
        "register_names": {each.name for each in registers_for(reader.role)},
        "locator": make_locator(conn, reader.ward, register, row, columns),
        "history": read_history(conn, register, row_id, reader.role),
        "days_left": _days_left(register, row, window),
        "next_states": _next_states(register, row),
        "related": _related(here, row_id),
    }


def form_facts(
    here: Here,
    said: dict[str, str],
    *,
    row: Row | None = None,
    version: int = 0,
    faults: dict[str, Text] | None = None,
    conflict: EditConflict | None = None,
) -> dict[str, Any]:
    """Return a form that holds what was said, with what is wrong beside each field."""
    columns = here.register.columns_for(here.reader.role)
    fields = [
        _field(here, each, said.get(each.name, ""), (faults or {}).get(each.name))
        for each in columns
    ]
    return facts_of(here) | {
        "row": row,
        "title": row_title(here.register, row) if row else None,
        "version": version,
        "fields": fields,
        "faults": faults or {},
        "differences": _differences(here, conflict) if conflict else [],
        "conflict": conflict,
    }


def said_of_row(here: Here, row: Row) -> dict[str, str]:
    """Return a row as its form holds it."""
    return {each.name: _typed(each, row) for each in here.register.columns_for(here.reader.role)}


def said_at_first(here: Here) -> dict[str, str]:
    """Return what a new form holds: defaults, and what the address names."""
    columns = here.register.columns_for(here.reader.role)
    return {each.name: request.args.get(each.name, each.default) for each in columns}


def merged(here: Here, conflict: EditConflict, said: dict[str, str]) -> dict[str, str]:
    """Return both versions as one: theirs where only they changed, mine where I did."""
    theirs = said_of_row(here, conflict.theirs)
    base = conflict.base
    if base is None:
        return said
    return {
        each.name: (
            theirs[each.name]
            if _same(each, conflict.mine.get(each.name), base.get(each.name))
            else said.get(each.name, "")
        )
        for each in here.register.columns_for(here.reader.role)
    }


def _typed(column: Column, row: Row) -> str:
    if column.ref and target_of(column).typed:
        return words_of(column, row).vi
    return as_typed(column, row[column.name])


def _field(here: Here, column: Column, value: str, error: Text | None) -> Field:
    options: list[tuple[str, str]] = []
    typed = False
    if column.type == "choice":
        options = [(code, in_language(words)) for code, words in column.choices.items()]
    elif column.type == "boolean":
        options = [("true", t("registers.yes")), ("false", t("registers.no"))]
    elif column.ref:
        typed = target_of(column).typed
        options = [] if typed else _options(here, column)
    return Field(column, value, options, typed, error)


def _options(here: Here, column: Column) -> list[tuple[str, str]]:
    found: list[Option] = options_of(get_conn(), here.reader.ward, column)
    return [(str(each.id), each.words) for each in found]


def _filters(here: Here) -> list[Field]:
    """Return what the list can be narrowed by: choices, groups and units."""
    chosen = dict(here.view.chosen)
    return [
        _field(here, each, _chosen_value(each, chosen), None)
        for each in here.register.columns_for(here.reader.role)
        if each.in_list and (each.type in ("choice", "boolean") or each.ref in ("group", "units"))
    ]


def _chosen_value(column: Column, chosen: dict[str, Any]) -> str:
    if column.name not in chosen:
        return ""
    value = chosen[column.name]
    return "-" if value is None else as_typed(column, value)


def _period_names(window: Window | None, wanted: str) -> list[str]:
    """Name half-years to choose from, newest first; the wanted one is among them."""
    last = window.last if window else date.today()
    first = window.first if window else FIRST_DAY
    names: list[str] = []
    while len(names) < MOST_PERIODS and last >= first:
        names.append(half_year_of(last))
        start = half_year(last).first
        last = date(start.year - (start.month == 1), 12 if start.month == 1 else 6, 30)
    return names if not wanted or wanted in names else [wanted, *names]


def _days_left(register: Register, row: Row, window: Window) -> int | None:
    """Return the days to the deadline (below 0: late); None where nothing is due."""
    if register.deadline is None or row["status_now"] not in ("open", "late"):
        return None
    due: date = row[register.deadline.due]
    return (due - window.as_of).days


def _next_states(register: Register, row: Row) -> list[tuple[str, Text]]:
    if register.states is None:
        return []
    column = register.column(register.states.column)
    now = row[column.name]
    codes = register.states.moves.get(now, ()) if register.states.moves else column.choices
    return [(code, column.choices[code]) for code in codes if code != now]


def _related(here: Here, row_id: int) -> list[dict[str, Any]]:
    """Return the registers whose rows refer to this one, with how many do."""
    return [
        {
            "register": other,
            "column": column,
            "count": count_referring(get_conn(), column, other, row_id),
        }
        for other, column in referring(here.register.name)
        if other.visible_to <= here.reader.role and other.hidden is None
    ]


def _differences(here: Here, conflict: EditConflict) -> list[Difference]:
    """Compare what they saved with what I typed, column by column."""
    found = []
    for column in here.register.columns_for(here.reader.role):
        name = column.name
        theirs, mine = conflict.theirs[name], conflict.mine.get(name)
        base = (conflict.base or {}).get(name)
        if _same(column, theirs, mine):
            continue
        mine_changed = conflict.base is None or not _same(column, mine, base)
        theirs_changed = conflict.base is None or not _same(column, theirs, base)
        found.append(
            Difference(
                column,
                _say(here, column, base),
                words_of(column, conflict.theirs),
                _say(here, column, mine),
                _typed(column, conflict.theirs),
                mine_changed and theirs_changed,
            )
        )
    return found


def _same(column: Column, one: Any, other: Any) -> bool:
    """Compare two values, one of which may come from the change log as text."""
    return as_typed(column, one) == as_typed(column, other)


def _say(here: Here, column: Column, value: Any) -> Text:
    """Say a value that is in no row."""
    if value is None or not column.ref:
        return words_of(column, {column.name: value}) if not column.ref else Text("", "")
    words = {each.id: each.label for each in options_of(get_conn(), here.reader.ward, column)}
    return Text(words.get(value, str(value)), words.get(value, str(value)))


__all__ = ["Here", "Known", "facts_of", "form_facts", "index_facts", "link", "list_facts", "merged",
           "read_here", "row_facts", "said_at_first", "said_of_row"]  # fmt: skip
