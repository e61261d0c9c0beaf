"""The address of a map page as what is asked of a print, for whoever has only the address."""

import math
from collections.abc import Mapping
from typing import Any

from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers.filters import Filter
from layers.printing.of_view import in_drawing_order, usual_layers
from layers.printing.request import PrintRequest, read_scale
from layers.queries.wards import Ward
from layers.roles import Role

KEYS = ("paper", "orientation", "title", "atlas", "area")


def request_of_query(
    conn: connection, ward: Ward, role: Role, query: Mapping[str, str]
) -> PrintRequest:
    """Read a view and how it lies on paper: paper, orientation, scale, title, atlas, seen."""
    given: dict[str, Any] = {key: query[key] for key in KEYS if query.get(key)}
    return PrintRequest(
        layers=_layers(conn, ward, role, query),
        chosen=Filter.from_query(query),
        scale=read_scale(query.get("scale", "")),
        language="en" if query.get("lang") == "en" else "vi",
        centre=_centre(query.get("map", "")),
        seen=read_seen(query.get("seen", "")),
        **given,
    )


def _layers(conn: connection, ward: Ward, role: Role, query: Mapping[str, str]) -> tuple[str, ...]:
    if "layers" not in query:
        return usual_layers(conn, ward, role)
    names = tuple(dict.fromkeys(each for each in query["layers"].split(",") if each))
    return in_drawing_order(conn, ward, role, names)


def _centre(raw: str) -> tuple[float, float] | None:
    """Read `16/21.04890/105.88600`: zoom, latitude, longitude; None where it is no place."""
    numbers = _numbers(raw, "/")
    if len(numbers) != 3:
        return None
    _, lat, lng = numbers
    return (lng, lat) if abs(lat) <= 85 and abs(lng) <= 180 else None


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
