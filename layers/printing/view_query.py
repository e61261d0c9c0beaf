"""The address of a map page as what is asked of a print, for whoever has only the address."""

import math
from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.contract import Layer
from layers.errors import NotAllowed
from layers.filters import Filter
from layers.map_address import (
    OPAQUE,
    from_the_lowest,
    layers_on,
    named_layers,
    read_opacity,
    read_place,
)
from layers.printing.request import PrintRequest, read_scale
from layers.queries.wards import Ward
from layers.registry import layer_of, layers_of
from layers.roles import Role
from layers.run_layers import shown_layers

KEYS = ("paper", "orientation", "title", "atlas", "area")


def request_of_query(
    conn: connection, ward: Ward, role: Role, query: Mapping[str, str]
) -> PrintRequest:
    """Read a view and how it lies on paper: paper, orientation, scale, title, atlas, seen.

    Layers, order, opacity, `run` and `run2` as the page reads them; a layer that is not there is
    refused here, as nobody sees a list beside it.
    """
    given: dict[str, Any] = {key: query[key] for key in KEYS if query.get(key)}
    place = read_place(query.get("map", ""))
    opacity = read_opacity(query.get("opacity", ""))
    return PrintRequest(
        layers=_layers(conn, ward, role, query),
        chosen=Filter.from_query(query),
        scale=read_scale(query.get("scale", "")),
        language="en" if query.get("lang") == "en" else "vi",
        centre=(place.longitude, place.latitude) if place else None,
        seen=read_seen(query.get("seen", "")),
        opacity={name: percent / OPAQUE for name, percent in opacity.items()},
        **given,
    )


def _layers(conn: connection, ward: Ward, role: Role, query: Mapping[str, str]) -> tuple[str, ...]:
    known = (*_run_layers(conn, ward, role, query), *layers_of(conn, ward, role))
    names = {layer.name for layer in known}
    for name in named_layers(query.get("layers", "")):
        if name not in names:
            layer_of(conn, ward, name, role)
    return from_the_lowest(layers_on(known, query), has_order=bool(query.get("order")))


def _run_layers(conn: connection, ward: Ward, role: Role, query: Mapping[str, str]) -> list[Layer]:
    """Return the layers of `run` and `run2`; runs are for staff."""
    run, other = (_run_id(query, name) for name in ("run", "run2"))
    if run is None:
        return []
    if role < Role.VIEWER:
        raise NotAllowed(
            Text("Kết quả phân tích không công khai.", "Results of analyses are not public.")
        )
    return shown_layers(conn, ward, run, other)


def _run_id(query: Mapping[str, str], name: str) -> int | None:
    raw = query.get(name, "").strip()
    if raw in ("", "0"):
        return None
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 15):
        raise InputError(
            Text(
                f"{name}={raw[:40]}: cần số của một lần phân tích.",
                f"{name}={raw[:40]}: needs the number of a run.",
            ),
            field=name,
            value=raw[:40],
        )
    return int(raw)


def read_seen(raw: str) -> tuple[float, float, float, float] | None:
    """Read `west,south,east,north` in degrees; None where nothing is said."""
    if not raw:
        return None
    numbers = _numbers(raw, ",")
    if len(numbers) == 4:
        west, south, east, north = numbers
        if -180 <= west < east <= 180 and -85 <= south < north <= 85:
            return west, south, east, north
    raise InputError(
        Text(
            f"seen={raw[:60]}: cần tây,nam,đông,bắc theo độ.",
            f"seen={raw[:60]}: needs west,south,east,north in degrees.",
        ),
        field="seen",
        value=raw[:60],
    )


def _numbers(raw: str, between: str) -> list[float]:
    try:
        numbers = [float(each) for each in raw.split(between)]
    except ValueError:
        return []
    return numbers if all(map(math.isfinite, numbers)) else []
