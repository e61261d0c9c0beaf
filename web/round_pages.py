"""What the pages of the rounds show: the list with kilometres and rates, and one round."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from geo.text import Text
from layers.registers.export import More
from layers.registers.history import read_history
from layers.registers.listing import PAGE, Row
from layers.registers.references import Option, options_of
from layers.registers.scope import read_view, window_of
from layers.registers.words import row_title
from layers.rounds.findable import not_of_round
from layers.rounds.picture import round_picture
from layers.rounds.reading import (
    FINDINGS,
    OWN_SORTS,
    read_incidents,
    read_lanes,
    read_round,
    read_rounds,
    rounds_register,
    total_of,
)
from web.db import get_conn
from web.i18n import in_language
from web.params import read_number
from web.register_here import Here, facts_of, reader_here
from web.register_pages import around_list, next_states_of

MORE = (
    More(Text("Km đã đi", "Km walked"), "number", lambda row: _rounded(row["walked"].km)),
    More(Text("Số vụ", "Incidents"), "integer", lambda row: row["walked"].incidents),
    More(Text("Vụ mỗi km", "Incidents per km"), "number", lambda row: _rounded(row["walked"].rate)),
    More(Text("Khoảng 95 % từ", "95 % from"), "number", lambda row: _rounded(row["walked"].low)),
    More(Text("Khoảng 95 % đến", "95 % to"), "number", lambda row: _rounded(row["walked"].high)),
)


def rounds_here() -> Here:
    """Read the view of the address; sorting by what is worked out is a round's own."""
    reader, register = reader_here(), rounds_register()
    said = dict(request.args)
    sort = said.get("sort", "").strip()
    is_own = sort.lstrip("-") in OWN_SORTS
    view = read_view(register, reader.role, said | {"sort": "" if is_own else sort})
    view = replace(view, sort=sort) if is_own else view
    return Here(register, reader, view, window_of(get_conn(), register, reader, view))


def rounds_facts(here: Here) -> dict[str, Any]:
    """Return a page of rounds, their total, and what the list can be filtered by."""
    conn, (_, reader, view, window) = get_conn(), here
    rows = read_rounds(conn, reader, view, window)
    pages = max(1, -(-len(rows) // PAGE))
    page = min(read_number("page", 1, least=1, most=1_000_000), pages)
    return around_list(here) | {
        "rows": rows[(page - 1) * PAGE : page * PAGE],
        "total": total_of(rows),
        "count": len(rows),
        "page": page,
        "pages": pages,
    }


def round_facts(here: Here, round_id: int) -> dict[str, Any]:
    """Return one round: its values, line, lanes, incidents, what is next, who changed it."""
    conn, (register, reader, _, window) = get_conn(), here
    row = read_round(conn, reader, round_id, window)
    lanes = read_lanes(conn, reader.ward, round_id)
    incidents = read_incidents(conn, round_id)
    return facts_of(here) | {
        "row": row,
        "title": row_title(register, row),
        "columns": register.columns_for(reader.role),
        "lanes": lanes,
        "lane_options": _other_lanes(here, lanes),
        "findings": FINDINGS,
        "findings_options": [(code, in_language(words)) for code, words in FINDINGS.items()],
        "incidents": incidents,
        "not_of_round": [each["source_key"] for each in not_of_round(row, incidents)],
        "locator": round_picture(conn, reader.ward, round_id, row["ended_on"]),
        "history": read_history(conn, register, round_id, reader.role),
        "next_states": next_states_of(register, row, reader.role),
        "contradiction": row["nothing_found"] and row["walked"].incidents > 0,
    }


def drawing_facts(here: Here, round_id: int) -> dict[str, Any]:
    """Return what the page that draws the walk of a round says of it."""
    row = read_round(get_conn(), here.reader, round_id, here.window)
    return facts_of(here) | {"row": row, "title": row_title(here.register, row)}


def _other_lanes(here: Here, noted: list[Row]) -> list[Option]:
    """Return the lanes that could still be noted."""
    known = {lane["id"] for lane in noted}
    column = replace(here.register.column("code"), type="ref", ref="lane")
    found = options_of(get_conn(), here.reader.ward, column)
    return [each for each in found if each.id not in known]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
