"""What is late over all registers: its rows sorted, searched and as a file."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from layers.registers.chase import Chased, Late, read_late
from web.db import get_conn
from web.i18n import in_language
from web.params import read_day, read_search
from web.plain_lists import FileColumn, Values, in_order, read_order, send_list, with_words
from web.reader import reader as page_reader
from web.register_here import link, reader_here

SORTS: Values = {
    "what": lambda each: in_language(each.title),
    "register": lambda each: in_language(each.register.title),
    "unit": lambda each: each.unit,
    "due": lambda each: each.due_on,
    "days": lambda each: each.days,
}
KINDS = {"what": "text", "register": "text", "unit": "text", "due": "date", "days": "integer"}


def late_facts() -> dict[str, Any]:
    """Return what is late on the day of the address, of its unit, found and sorted as it asks."""
    chased, asked = _chased()
    return {"chased": chased, "link": link, **asked, **page_reader()}


def late_file(kind: str) -> Response:
    """Send all rows that the page shows."""
    columns = [FileColumn(f"registers.late_{name}", KINDS[name], SORTS[name]) for name in SORTS]
    return send_list(kind, "late", "registers.late_title", columns, _chased()[0].rows)


def _chased() -> tuple[Chased, dict[str, Any]]:
    day, sort, q = read_day("as_of"), read_order(SORTS, "due"), read_search()
    as_of, unit = day.isoformat() if day else "", request.args.get("unit")
    chased = read_late(get_conn(), reader_here(), as_of, unit)
    rows = in_order(with_words(chased.rows, q, _words), SORTS, sort)
    query = {"as_of": as_of or None, "unit": unit, "q": q or None, "sort": sort}
    asked = {"as_of": as_of, "unit": unit, "q": q, "sort": sort, "query": query}
    return chased._replace(rows=rows), asked


def _words(each: Late) -> str:
    return f"{in_language(each.title)} {in_language(each.register.title)} {each.unit}"
