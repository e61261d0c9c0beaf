"""What a share link is to be, read from the body of a request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, unquote

from geo.errors import InputError
from geo.text import Text
from layers.filters import Filter
from layers.queries.shares import ShareWish
from layers.queries.sources import check_public, check_redacted
from layers.roles import Role
from web.field_clauses import check_fields
from web.sharing import OF_VIEW
from web.view import read_place

KEPT = ("map", "layers", "order", "opacity", "lang", *OF_VIEW)
OF_RUNS = ("run", "run2")
LONGEST_VIEW = 4000
MOST_ORIGINS = 10
ORIGIN = re.compile(r"https?://(?:[a-z0-9-]{1,63}\.){0,8}[a-z0-9-]{1,63}(?::\d{1,5})?", re.ASCII)


def read_wish(body: Mapping[str, Any]) -> ShareWish:
    """Read role, redacted, locked, view, ends_on, origins and note; InputError names the field.

    The view has to be one that the role may see: the public sees whole months only. Analyses on the
    map are for staff, so they do not go along to the public or a redacted link.
    """
    role, is_redacted = Role.parse(str(body.get("role", "public"))), _yes(body, "redacted")
    view = _view(str(body.get("view", "")))
    if role is Role.PUBLIC or is_redacted:
        view = {name: value for name, value in view.items() if name not in OF_RUNS}
    chosen = Filter.from_query(view)
    check_fields(chosen, role)
    read_place(view.get("map", ""))
    if role is Role.PUBLIC:
        check_public(chosen)
    if is_redacted:
        check_redacted(chosen)
    return ShareWish(
        role=role,
        is_redacted=is_redacted,
        is_locked=_yes(body, "locked"),
        view=view,
        ends_on=_day(body),
        origins=_origins(body),
        note=str(body.get("note") or "").strip(),
    )


def _view(raw: str) -> dict[str, str]:
    if len(raw) > LONGEST_VIEW:
        raise _wrong(
            "view", raw, f"nhiều nhất {LONGEST_VIEW} ký tự", f"at most {LONGEST_VIEW} signs"
        )
    if "\0" in unquote(raw):
        raise _wrong("view", raw, "văn bản không có ký tự NUL", "a text without NUL characters")
    said = dict(parse_qsl(raw.lstrip("?"), keep_blank_values=True))
    view = {name: value for name, value in said.items() if name in KEPT}
    if "layers" not in view:
        from_role = "layers=lanes,incidents"
        raise _wrong("view", raw, f"tên các lớp, như {from_role}", f"layers, such as {from_role}")
    return view


def _yes(body: Mapping[str, Any], name: str) -> bool:
    """Read a yes or no; what is not said is yes, so that nothing opens by forgetting."""
    value = body.get(name, True)
    if not isinstance(value, bool):
        raise _wrong(name, value, "true hoặc false", "true or false")
    return value


def _day(body: Mapping[str, Any]) -> date:
    raw = str(body.get("ends_on", ""))
    try:
        return date.fromisoformat(raw)
    except ValueError:
        raise _wrong("ends_on", raw, "ngày dạng 2026-12-31", "a day such as 2026-12-31") from None


def _origins(body: Mapping[str, Any]) -> tuple[str, ...]:
    """Read the sites that may frame the view: scheme and host, nothing behind."""
    raw = body.get("origins", [])
    if not isinstance(raw, list) or len(raw) > MOST_ORIGINS:
        raise _wrong("origins", raw, f"nhiều nhất {MOST_ORIGINS}", f"at most {MOST_ORIGINS}")
    found = [str(each).strip().lower().rstrip("/") for each in raw]
    for each in found:
        if not ORIGIN.fullmatch(each):
            form = "https://phuong.example.vn"
            raise _wrong("origins", each, f"dạng {form}", f"one such as {form}")
    return tuple(dict.fromkeys(found))


def _wrong(field: str, value: object, vi: str, en: str) -> InputError:
    short = str(value)[:60]
    return InputError(
        Text(f"{field}={short}: cần {vi}.", f"{field}={short}: needs {en}."),
        field=field,
        value=short,
    )
