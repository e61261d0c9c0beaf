"""The list of a kind of things as somebody asks for it: searched, narrowed by state, sorted."""

from __future__ import annotations

from typing import Any

from flask import request

from geo.refusals import not_one_of
from layers.contract import Field
from layers.things.contract import Kind
from layers.things.listing import Record, list_things
from web.db import get_conn
from web.i18n import in_language
from web.params import read_search
from web.plain_lists import Values, in_order, read_order
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
    }


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


def _said(field: Field) -> Any:
    def said(row: Record) -> str:
        return in_language(row.words[field.name])

    return said


def _kept(field: Field) -> Any:
    def kept(row: Record) -> Any:
        return row.values[field.name]

    return kept
