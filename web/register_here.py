"""What a request to the registers is about: the register, who asks, which rows, which days."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import request, url_for
from flask_login import current_user

from layers.registers.about import mentions_on_map
from layers.registers.contract import Register
from layers.registers.reading import find_register, get_register, is_register, registers_for
from layers.registers.scope import STATUSES, Reader, View, Window, read_view, window_of
from layers.registers.words import words_of
from layers.roles import Role
from web.db import get_conn
from web.reader import reader as page_reader
from web.sharing import share_here
from web.wards import current_ward, role_here

TONES = {"open": "", "late": "bad", "done": "good", "done_late": "warn"}


class Here(NamedTuple):
    """What a request is about: a register, who asks, which rows, which days."""

    register: Register
    reader: Reader
    view: View
    window: Window


def reader_here() -> Reader:
    """Return who asks: their ward, role and sign-in name."""
    return Reader(current_ward(), role_here(), current_user.login)


def may_open(name: str) -> bool:
    """Say whether there is a register of that name that the reader may open."""
    return name in {each.name for each in registers_for(role_here())}


def may_write(name: str) -> bool:
    """Say whether the reader may add rows to a register; nobody may through a share link."""
    role, known = role_here(), registers_for(role_here())
    return share_here() is None and any(
        each.name == name and role >= each.editable_by for each in known
    )


def read_here(name: str) -> Here:
    """Read the register of the address, and the view that its parameters ask for."""
    reader = reader_here()
    register = get_register(name, reader.role)
    view = read_view(register, reader.role, request.args)
    return Here(register, reader, view, window_of(get_conn(), register, reader, view))


def mentioned_in(layer: str, record_id: int) -> list[dict[str, Any]]:
    """Return the registers that name a record of the map, with links to just those rows.

    None of them are for people without an account, nor through a share link, whoever opens it.
    """
    if share_here() is not None or not current_user.is_authenticated:
        return []
    return [
        {
            "title": each.register.title.to_json(),
            "column": each.column.title.to_json(),
            "count": each.count,
            "href": link("listed", name=each.register.name, **{each.column.name: record_id}),
        }
        for each in mentions_on_map(get_conn(), reader_here(), layer, record_id)
    ]


def facts_of(here: Here) -> dict[str, Any]:
    """Return what every page of a register needs."""
    return {
        "register": here.register,
        "view": here.view,
        "can_write": here.reader.role >= here.register.editable_by,
        "sees_effect": here.reader.role >= Role.SUPERVISOR,
        "link": link,
        "words_of": words_of,
        "tones": TONES,
        "statuses": STATUSES,
        **page_reader(),
    }


def link(endpoint: str, **values: Any) -> str:
    """Return the address of a page of the registers, in the ward of this one.

    A register with pages of its own is listed and opened there.
    """
    if endpoint in ("listed", "one") and is_register(values["name"]):
        home = find_register(values["name"]).home
        if home:
            return _own_page(home, values)
    return url_for(f"registers.{endpoint}", ward=current_ward().code, **values)


def _own_page(home: str, values: dict[str, Any]) -> str:
    row_id = values.get("row_id")
    query = {name: value for name, value in values.items() if name not in ("name", "row_id")}
    said = {name: value for name, value in query.items() if value is not None}
    path = home if row_id is None else f"{home}/{row_id}"
    return f"{path}?{urlencode({'ward': current_ward().code} | said)}"
