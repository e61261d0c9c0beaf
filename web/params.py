"""What a request says, read and checked; every function raises InputError with the value in it."""

from __future__ import annotations

import json
import math
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request

from geo.errors import InputError
from geo.hotspots import get_method
from geo.text import Text
from geo.tiles import Tile
from layers.boundaries.as_of import ready
from layers.filters import Filter
from layers.periods import known_day
from layers.queries.row_order import Sort
from layers.queries.row_tables import Paging
from layers.queries.sources import check_redacted
from layers.queries.tiles import DATES
from layers.roles import Role
from web.db import get_conn
from web.field_clauses import check_fields
from web.sharing import asked_view, is_locked, is_redacted
from web.wards import current_ward, role_here

Bbox = tuple[float, float, float, float]
PAGE_SIZE, PAGE_LIMIT = 100, 1000
QUERY_LENGTH = 200
LARGEST_ID = 2**53


def init_app(app: Flask) -> None:
    app.before_request(refuse_nul)


def refuse_nul() -> None:
    """Refuse the one character that no text of ours can hold, wherever it was sent."""
    sent = (request.path, *request.args.keys(), *request.values.values())
    if any("\0" in each for each in sent):
        raise InputError(
            Text("Yêu cầu chứa ký tự NUL", "The request contains a NUL character"), field="request"
        )


def read_filter() -> Filter:
    """Read the permalink parameters that every view of the data shares; boundaries are ready."""
    chosen = Filter.from_query(asked_view(request.args))
    if is_redacted():
        check_redacted(chosen)
    check_fields(chosen)
    return ready(get_conn(), current_ward().id, chosen)


def read_tile(z: int, x: int, y: int) -> Tile:
    return Tile(z, x, y)


def read_bbox() -> Bbox | None:
    """Read `bbox=west,south,east,north` in degrees."""
    raw = request.args.get("bbox", "").strip()
    if not raw:
        return None
    try:
        west, south, east, north = (float(part) for part in raw.split(","))
    except ValueError:
        raise _bad_bbox(raw) from None
    inside = -180 <= west <= east <= 180 and -90 <= south <= north <= 90
    if not inside or not all(map(math.isfinite, (west, south, east, north))):
        raise _bad_bbox(raw)
    return west, south, east, north


def read_at() -> tuple[float, float]:
    """Read `at=latitude/longitude` in degrees, as `map` writes a place; return longitude first."""
    raw = request.args.get("at", "").strip()
    try:
        latitude, longitude = (float(part) for part in raw.split("/"))
    except ValueError:
        raise _bad_at(raw) from None
    if not (abs(latitude) <= 85 and abs(longitude) <= 180):
        raise _bad_at(raw)
    return longitude, latitude


def read_points() -> list[tuple[float, float]]:
    """Read `points=lon,lat;lon,lat;…` in degrees."""
    raw = request.args.get("points", "").strip()
    try:
        pairs = [tuple(float(part) for part in pair.split(",")) for pair in raw.split(";")]
    except ValueError:
        raise _bad_points(raw) from None
    if any(len(pair) != 2 or not all(map(math.isfinite, pair)) for pair in pairs):
        raise _bad_points(raw)
    return [(lon, lat) for lon, lat in pairs]


def _bad_points(raw: str) -> InputError:
    return InputError(
        Text(
            f"points={raw[:40]}: cần kinh,vĩ;kinh,vĩ;… theo độ",
            f"points={raw[:40]}: needs lon,lat;lon,lat;… in degrees",
        ),
        field="points",
        value=raw[:40],
    )


def _bad_at(raw: str) -> InputError:
    return InputError(
        Text(
            f"at={raw[:40]}: cần vĩ độ/kinh độ theo độ, ví dụ 21.0489/105.8860",
            f"at={raw[:40]}: needs latitude/longitude in degrees, such as 21.0489/105.8860",
        ),
        field="at",
        value=raw[:40],
    )


def read_limit() -> int:
    """Read `limit`, 1 to 1000."""
    return read_number("limit", PAGE_SIZE, least=1, most=PAGE_LIMIT)


def read_after() -> int:
    """Read `after`: the id the page before ended with."""
    return read_number("after", 0)


def read_run() -> int | None:
    """Read `run`: the id of a stored analysis."""
    return read_number("run", 0, least=1) or None


def read_run_of_rows() -> int | None:
    """Read `run` for the rows of a layer; a locked link takes what fits its filter."""
    return None if is_locked() else read_run()


def read_run_beside() -> int | None:
    """Read `run2`: the id of a stored analysis that is compared with `run`."""
    return read_number("run2", 0, least=1) or None


def read_dates() -> str:
    """Read `dates`: how exactly tiles say when; the public learns whole months only."""
    raw = request.args.get("dates", "").strip()
    allowed = DATES if role_here() > Role.PUBLIC else DATES[1:]
    if raw and raw not in allowed:
        choices = ", ".join(allowed)
        raise InputError(
            Text(f"dates={raw[:20]}: chỉ có {choices}", f"dates={raw[:20]}: only {choices}"),
            field="dates",
            value=raw[:20],
        )
    return raw


def read_runs() -> dict[str, int]:
    """Read `runs=gi_star:12,repeat_points:13`: the stored analyses that the map shows."""
    raw = "" if is_locked() else request.args.get("runs", "").strip()
    found = re.fullmatch(r"(?:[a-z_]{1,30}:\d{1,15}(?:,(?=[a-z])|$)){1,9}", raw)
    if raw and not found:
        raise InputError(
            Text(
                f"runs={raw[:40]}: cần dạng gi_star:12,repeat_points:13",
                f"runs={raw[:40]}: needs a form such as gi_star:12,repeat_points:13",
            ),
            field="runs",
            value=raw[:40],
        )
    pairs = (each.split(":") for each in raw.split(",") if each)
    return {method: int(number) for method, number in sorted(pairs)}


def read_number(name: str, default: int, least: int = 0, most: int = LARGEST_ID) -> int:
    raw = asked_view(request.args).get(name, "").strip()
    if not raw:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18 and least <= int(raw) <= most):
        raise InputError(
            Text(
                f"{name}={raw}: cần một số nguyên từ {least} đến {most}",
                f"{name}={raw}: needs a whole number from {least} to {most}",
            ),
            field=name,
            value=raw,
        )
    return int(raw)


def read_search() -> str:
    """Read `q`, what somebody typed into the search box."""
    words = request.args.get("q", "").strip()
    if len(words) > QUERY_LENGTH:
        raise InputError(
            Text(
                f"Câu tìm dài {len(words)} ký tự; nhiều nhất {QUERY_LENGTH}",
                f"The search has {len(words)} characters; at most {QUERY_LENGTH}",
            ),
            field="q",
            value=words[:20] + "…",
        )
    return words


def read_object() -> dict[str, Any]:
    """Read the body: one JSON object, of texts that can be kept."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    if not isinstance(body, dict) or not _can_be_kept(body):
        raise InputError(
            Text("body: cần một đối tượng JSON.", "body: needs a JSON object."), field="body"
        )
    return body


def _can_be_kept(body: dict[str, Any]) -> bool:
    """Say whether no text of it holds NUL or half a character, which a database cannot hold."""
    try:
        text = json.dumps(body, ensure_ascii=False)
        text.encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return "\\u0000" not in text


def read_coordinates(body: dict[str, Any]) -> tuple[float, float]:
    """Read `lon` and `lat` of a body, in degrees."""
    lon, lat = body.get("lon"), body.get("lat")
    for name, value, most in (("lon", lon, 180), ("lat", lat, 90)):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not math.isfinite(value) or abs(value) > most:
            raise InputError(
                Text(
                    f"{name}={value}: cần một số độ từ -{most} đến {most}",
                    f"{name}={value}: needs degrees from -{most} to {most}",
                ),
                field=name,
                value=str(value)[:40],
            )
    return float(lon), float(lat)  # type: ignore[arg-type]


def read_whole(body: dict[str, Any], name: str) -> int:
    """Read a whole number of a body, 1 or more."""
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value <= LARGEST_ID:
        raise InputError(
            Text(f"{name}={value}: cần một số nguyên dương", f"{name}={value}: a whole number"),
            field=name,
            value=str(value)[:40],
        )
    return value


def read_form_number(name: str) -> int:
    """Read a whole number of a form, 0 or more."""
    raw = request.form.get(name, "").strip()
    if not (raw.isascii() and raw.isdigit() and len(raw) < 18):
        raise InputError(
            Text(f"{name}={raw[:40]}: cần một số nguyên", f"{name}={raw[:40]}: a whole number"),
            field=name,
            value=raw[:40],
        )
    return int(raw)


def read_day(name: str) -> date | None:
    """Read a day such as 2016-06-30; None where the address names none."""
    raw = request.args.get(name, "").strip()
    day = known_day(raw) if raw else None
    if raw and day is None:
        raise InputError(
            Text(f"{name}={raw[:20]}: viết 2016-06-30", f"{name}={raw[:20]}: write 2016-06-30"),
            field=name,
            value=raw[:20],
        )
    return day


def read_word(name: str) -> str:
    """Read a required short word."""
    raw = request.args.get(name, "").strip()
    if not 0 < len(raw) <= QUERY_LENGTH:
        raise InputError(
            Text(
                f"Thiếu {name}, hoặc dài hơn {QUERY_LENGTH} ký tự",
                f"{name} is missing, or longer than {QUERY_LENGTH} characters",
            ),
            field=name,
            value=raw[:20],
        )
    return raw


def read_paging() -> Paging:
    """Read `limit` and `offset` of a table."""
    return Paging(read_number("limit", 200, least=1, most=PAGE_LIMIT), read_number("offset", 0))


def read_form() -> str:
    """Read `f`: the form of a record; empty or `geojson`."""
    raw = request.args.get("f", "").strip()
    if raw not in ("", "geojson"):
        raise InputError(
            Text(f"f={raw[:20]}: chỉ có geojson", f"f={raw[:20]}: only geojson"),
            field="f",
            value=raw[:20],
        )
    return raw


def read_sort() -> Sort | None:
    """Read `sort=field`, or `sort=-field` for the largest first."""
    raw = request.args.get("sort", "").strip()[:QUERY_LENGTH]
    return Sort(raw.removeprefix("-"), raw.startswith("-")) if raw else None


def read_method(name: str, prefix: str = "") -> dict[str, object]:
    """Read the parameters of a hotspot method: those it has that the address names."""
    names = [parameter.name for parameter in get_method(name).parameters]
    return {each: request.args[prefix + each] for each in names if prefix + each in request.args}


def safe_next(raw: str | None) -> str:
    """Return where to go after signing in: a path of ours, or the map."""
    if not raw or not raw.startswith("/") or raw.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(raw)
    has_control = any(ord(letter) < 0x20 or letter == "\\" for letter in raw)
    return "/" if parts.scheme or parts.netloc or has_control else raw


def _bad_bbox(raw: str) -> InputError:
    return InputError(
        Text(
            f"bbox={raw}: cần tây,nam,đông,bắc theo độ, ví dụ 105.8,21.0,105.9,21.1",
            f"bbox={raw}: needs west,south,east,north in degrees, such as 105.8,21.0,105.9,21.1",
        ),
        field="bbox",
        value=raw,
    )
