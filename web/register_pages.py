"""What the pages of the registers show: all of them, a list, a row, what is late."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request

from geo.text import Text
from layers import clock
from layers.parcels.picture import MEASURED, draw_parcel
from layers.parcels.reading import REGISTER as PARCELS
from layers.parcels.reading import map_of, shapes_of_parcels
from layers.periods import FIRST_DAY, half_year, half_year_of, parse_period, period_title
from layers.registers.about import mentions_of
from layers.registers.chase import read_late
from layers.registers.contract import PARTS, Column, Register
from layers.registers.figures import read_figures
from layers.registers.history import read_history
from layers.registers.listing import Row, list_rows, read_row
from layers.registers.locator import make_locator
from layers.registers.reading import registers_for
from layers.registers.scope import View, Window, window_of
from layers.registers.words import as_typed, row_title
from layers.roles import Role
from layers.things.registry import page_of_row
from web.db import get_conn
from web.params import read_number
from web.reader import reader as page_reader
from web.register_forms import Field, make_field
from web.register_here import Here, facts_of, link, reader_here

MOST_PERIODS = 12


def index_facts() -> dict[str, Any]:
    """Return the registers by part, each with its figures for the period of the address."""
    conn, reader = get_conn(), reader_here()
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
    periods = [(name, period_title(parse_period(name))) for name in period_names(None, period)]
    late = len(read_late(conn, reader).rows)
    return {
        "parts": parts,
        "late": late,
        "period": period,
        "periods": periods,
        "link": link,
        **page_reader(),
    }


def list_facts(here: Here) -> dict[str, Any]:
    """Return a page of rows, its figures, and what it can be filtered by."""
    conn, (register, reader, view, window) = get_conn(), here
    page = read_number("page", 1, least=1, most=1_000_000)
    listing = list_rows(conn, register, reader, view, window, page)
    return around_list(here) | {
        "listing": listing,
        "on_map": _on_map(here, [row["id"] for row in listing.rows]),
        "columns": [each for each in register.columns_for(reader.role) if each.in_list],
    }


def around_list(here: Here) -> dict[str, Any]:
    """Return what stands around the rows of a list: figures, filters, periods, addresses."""
    conn, (register, reader, view, window) = get_conn(), here
    names = period_names(window, view.period)
    return facts_of(here) | {
        "figures": read_figures(conn, register, reader, view, window),
        "filters": filters_of(here),
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
    parcel = draw_parcel(conn, reader.ward, row_id) if register.name == PARCELS else None
    return facts_of(here) | {
        "row": row,
        "parcel": parcel,
        "is_parcel": register.name == PARCELS,
        "may_draw": reader.role >= Role.SUPERVISOR,
        "measured_title": MEASURED,
        "title": row_title(register, row),
        "columns": columns,
        "register_names": {each.name for each in registers_for(reader.role)},
        "locator": parcel.locator
        if parcel
        else make_locator(conn, reader.ward, register, row, columns),
        "history": read_history(conn, register, row_id, reader.role),
        "days_left": _days_left(register, row, window),
        "next_states": next_states_of(register, row, reader.role),
        "own_page": page_of_row(register.name, row_id),
        "related": mentions_of(conn, reader, register.name, row_id),
    }


def _on_map(here: Here, row_ids: list[int]) -> dict[str, Any] | None:
    """Return the links of rows to their shapes, and to all of them; None where none can have one.

    The map is narrowed as the list is, by stage.
    """
    if here.register.name != PARCELS:
        return None
    shapes = shapes_of_parcels(get_conn(), here.reader.ward, row_ids)
    stage = dict(here.view.chosen).get("stage") or ""
    return {
        "rows": {row_id: each.on_map for row_id, each in shapes.items()},
        "all": map_of(list(shapes.values()), stage=stage) if shapes else None,
    }


def filters_of(here: Here) -> list[Field]:
    """Return what the list can be narrowed by: choices, groups and units."""
    chosen = dict(here.view.chosen)
    return [
        make_field(here, each, _chosen_value(each, chosen), None)
        for each in here.register.columns_for(here.reader.role)
        if each.in_list and (each.type in ("choice", "boolean") or each.ref in ("group", "units"))
    ]


def _chosen_value(column: Column, chosen: dict[str, Any]) -> str:
    if column.name not in chosen:
        return ""
    value = chosen[column.name]
    return "-" if value is None else as_typed(column, value)


def period_names(window: Window | None, wanted: str) -> list[str]:
    """Name half-years to choose from, newest first; the wanted one is among them."""
    last = window.last if window else clock.today()
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


def next_states_of(register: Register, row: Row, role: Role) -> list[tuple[str, Text, bool]]:
    """Return the states that a role may put a row into now, each with whether it is a way back."""
    states = register.states
    if states is None:
        return []
    column = register.column(states.column)
    now = row[column.name]
    codes = states.moves.get(now, ()) if states.moves else column.choices
    back = states.ways_back(now, role)
    found = [*((each, False) for each in codes), *((each, True) for each in back)]
    return [(code, column.choices[code], is_back) for code, is_back in found if code != now]
