"""The list of a kind of things as somebody asks for it: searched, narrowed by state, sorted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request

from geo.refusals import not_one_of
from layers.contract import Field
from layers.things.contract import Kind
from layers.things.listing import Record, list_things
from web.db import get_conn
from web.i18n import in_language
from web.params import read_search
from web.plain_lists import FileColumn, Values, in_order, read_order, send_list
from web.register_here import may_open, may_write
from web.wards import current_ward, role_here


def asked_things(kind: Kind) -> dict[str, Any]:
    """Return the rows with what they were asked by; InputError for a state or a head there is not.

    Each coded field of the layer narrows the list by a parameter of its name.
    """
    words = read_search()
    found = list_things(get_conn(), current_ward(), kind, role_here(), words)
    chosen = {each.name: _read_code(each) for each in found.fields if each.codes}
    rows = [
        row
        for row in found.rows
        if all(code in ("", row.values[name]) for name, code in chosen.items())
    ]
    narrowing = {name: said for name, said in {"q": words, **chosen}.items() if said}
    values = _values(found.fields)
    sort = read_order(values, "code")
    return {
        "kind": kind,
        "fields": found.fields,
        "things": in_order(rows, values, sort),
        "words": words,
        "chosen": chosen,
        "sort": sort,
        "asked": {"ward": current_ward().code, **narrowing},
        "is_narrowed": bool(narrowing),
        "register": kind.register,
        "may_open": may_open(kind.register),
        "may_write": may_write(kind.register),
    }


def things_file(kind: Kind, file: str) -> Response:
    """Send the things that the page lists, in its order; numbers and days as such."""
    asked = asked_things(kind)
    values = _values(asked["fields"])
    columns = [
        FileColumn("things.name", "text", values["name"]),
        FileColumn("things.code", "text", values["code"]),
        *(FileColumn(each.title, *_in_file(each)) for each in asked["fields"]),
    ]
    return send_list(file, kind.path, kind.many, columns, asked["things"])


def _read_code(field: Field) -> str:
    code = request.args.get(field.name, "").strip()
    if code and code not in field.codes:
        raise not_one_of(field.name, code, [*field.codes])
    return code


def _values(fields: tuple[Field, ...]) -> Values:
    """Return what the list is sorted by: coded values as their words, all else as it is."""
    values: dict[str, Any] = {"code": lambda row: row.code, "name": lambda row: row.name}
    for field in fields:
        values[field.name] = _said(field) if field.codes else _kept(field)
    return values


def _in_file(field: Field) -> tuple[str, Callable[[Record], Any]]:
    """Return the kind of a field's column and its value: what the page says in words, in words."""
    is_plain = field.type in ("integer", "number", "date")
    return (field.type, _kept(field)) if is_plain else ("text", _said(field))


def _said(field: Field) -> Any:
    def said(row: Record) -> str:
        return in_language(row.words[field.name])

    return said


def _kept(field: Field) -> Any:
    def kept(row: Record) -> Any:
        return row.values[field.name]

    return kept
