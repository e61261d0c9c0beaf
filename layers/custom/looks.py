"""The style that a way of telling rows apart would give, with the data as it is now.

What it proposes is kept when a person saves it: limits and values stay while rows come and go,
until somebody computes them again and sees what would change.
"""

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.class_breaks import METHODS, MOST_CLASSES, rounded
from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.contract import Field, Layer, Style, StyleClass
from layers.custom.draft import one_class
from layers.custom.palettes import (
    CATEGORIES,
    DASHES,
    MISSING,
    OTHER,
    POINT_SHAPES,
    RAMPS,
    between,
    ramp,
)
from layers.filters import Filter
from layers.importing.issues import shorten
from layers.number_words import number_words, range_titles
from layers.queries.counts import class_counts
from layers.queries.sources import layer_source, style_class
from layers.queries.wards import Ward

WAYS = ("single", "category", *METHODS, "limits")
NUMBERS = ("integer", "number")
LONGEST_VALUE = 200
OTHERS = Text("Khác", "Other")
NO_VALUE = Text("Không có giá trị", "No value")


@dataclass(frozen=True)
class Look:
    """A way of telling rows apart: `way` is one of WAYS, `limits` are for limits of one's own."""

    way: str = "single"
    field: str = ""
    classes: int = 5
    palette: str = ""
    limits: tuple[float, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Look":
        """Read `natural:population:5:warm` or `limits:population:10;20:cool`; InputError else."""
        way, field, third, palette, *rest = (*text.split(":"), "", "", "")
        try:
            limits = tuple(float(each) for each in third.split(";")) if way == "limits" else ()
            classes = len(limits) + 1 if limits else int(third or 5)
        except ValueError:
            raise _wrong("look", text[:80]) from None
        if way not in WAYS or palette not in ("", *RAMPS) or any(rest):
            raise _wrong("look", text[:80])
        return cls(way, field, classes, palette, limits)


@dataclass(frozen=True)
class StyleProposal:
    """A style with the rows of each of its classes; `moved` rows are in another class than now.

    `moved` None: the styles cannot be compared, being by other fields or of other kinds.
    """

    style: Style
    counts: list[int]
    moved: int | None


def propose_style(conn: connection, ward: Ward, layer: Layer, look: Look) -> StyleProposal:
    """Return the style of a look; InputError where the field does not bear it."""
    style = _style(conn, ward, layer, look)
    styled = replace(layer, style=style)
    counts = class_counts(conn, ward, styled, Filter())
    return StyleProposal(style, counts, count_moved(conn, ward, layer, style))


def count_moved(conn: connection, ward: Ward, layer: Layer, style: Style) -> int | None:
    """Count the rows that would change class under another style by the same field."""
    before = layer.style
    if (before.kind, before.field) != (style.kind, style.field) or not style.field:
        return None
    source = layer_source(ward, layer, Filter())
    query = sql.SQL(
        "SELECT {old} AS old, {new} AS new, count(*) AS n FROM {table} WHERE {condition}"
        " GROUP BY 1, 2"
    ).format(
        old=style_class(layer),
        new=style_class(replace(layer, style=style)),
        table=source.table,
        condition=source.condition,
    )
    moved = 0
    for each in db.rows(conn, query, source.params):
        if _place(before, each["old"]) != _place(style, each["new"]):
            moved += int(each["n"])
    return moved


def _place(style: Style, at: int) -> object:
    """Say what a class stands for: its value, or its range of numbers."""
    if at in (-1, style.other, style.missing):
        return "other" if at == style.other else None
    if style.kind == "category":
        return ("value", style.classes[at].value)
    limits = (None, *style.breaks, None)
    return limits[at], limits[at + 1]


def _style(conn: connection, ward: Ward, layer: Layer, look: Look) -> Style:
    if look.way == "single":
        return one_class(layer.geometry, layer.title)
    field = _field(layer, look)
    if look.way == "category":
        return _by_value(conn, ward, layer, field, look)
    values = _numbers(conn, ward, layer, field)
    if look.way == "limits":
        breaks = _own_limits(look)
    else:
        breaks = rounded(values, METHODS[look.way](values, look.classes))
    return breaks_style(layer.geometry, field, breaks, look.way, look.palette or "warm")


def breaks_style(
    geometry: str, field: Field, breaks: tuple[float, ...], method: str, palette: str
) -> Style:
    """Return a style of rising colours, sizes and widths, and a class for rows without a number."""
    number = len(breaks) + 1
    titles = range_titles(breaks)
    sizes, widths = between(0.8, 1.7, number), between(2.0, 6.0, number)
    shape = {"point": "circle", "line": "", "polygon": "fill"}[geometry]
    classes = [
        StyleClass(str(at), titles[at], colour, shape, "", widths[at], sizes[at])
        for at, colour in enumerate(ramp(palette, number))
    ]
    missing = _special("missing", NO_VALUE, MISSING, geometry)
    return Style(
        "breaks", (*classes, missing), field.name, breaks, None, number, method, palette
    )  # fmt: skip


def _by_value(conn: connection, ward: Ward, layer: Layer, field: Field, look: Look) -> Style:
    found = db.rows(
        conn,
        "SELECT properties ->> %(field)s AS value, count(*) AS n FROM feature"
        " WHERE ward_id = %(ward)s AND layer = %(layer)s"
        "   AND coalesce(properties ->> %(field)s, '') <> ''"
        "   AND length(properties ->> %(field)s) <= %(longest)s"
        " GROUP BY 1 ORDER BY n DESC, value LIMIT %(most)s",
        {"field": field.name, "ward": ward.id, "layer": layer.name, "longest": LONGEST_VALUE,
         "most": min(look.classes, len(CATEGORIES))},
    )  # fmt: skip
    values = [row["value"] for row in found]
    classes = [
        StyleClass(value, _value_title(field, value), CATEGORIES[at], *_form(layer.geometry, at))
        for at, value in enumerate(values)
    ]
    other = _special("other", OTHERS, OTHER, layer.geometry)
    missing = _special("missing", NO_VALUE, MISSING, layer.geometry)
    number = len(classes)
    return Style(
        "category", (*classes, other, missing), field.name, (), number, number + 1, "category",
        "categories",
    )  # fmt: skip


def _value_title(field: Field, value: str) -> Text:
    if field.type == "boolean":
        return {"true": Text("Có", "Yes"), "false": Text("Không", "No")}.get(value, same(value))
    if field.type == "number":
        return number_words(float(value))
    return field.codes.get(value, same(shorten(value)))


def _form(geometry: str, at: int) -> tuple[str, str, float]:
    """Return shape, dash and width of a class: the form tells classes apart as well."""
    if geometry == "point":
        return POINT_SHAPES[at % len(POINT_SHAPES)], "", 1.0
    if geometry == "line":
        return "", DASHES[at // 2 % len(DASHES)], 3.0
    return "fill", "", 1.0


def _special(value: str, title: Text, colour: str, geometry: str) -> StyleClass:
    is_other = value == "other"
    shape = {"point": "ring" if is_other else "cross", "line": "",
             "polygon": "hatch" if is_other else ""}[geometry]  # fmt: skip
    dash = "" if geometry != "line" else "2 4" if is_other else "1 6"
    return StyleClass(value, title, colour, shape, dash, 1.5, 0.8)


def _field(layer: Layer, look: Look) -> Field:
    field = layer.field(look.field)
    fits = field is not None and (look.way == "category" or field.type in NUMBERS)
    if field is None or not fits:
        usable = [
            each.name for each in layer.fields if look.way == "category" or each.type in NUMBERS
        ]
        raise InputError(
            Text(
                f"Trường '{look.field}' không dùng được cho cách '{look.way}'; dùng được:"
                f" {', '.join(usable[:40]) or '—'}.",
                f"Field '{look.field}' does not serve the way '{look.way}'; these do:"
                f" {', '.join(usable[:40]) or '—'}.",
            ),
            field="field",
            value=look.field,
        )
    return field


def _numbers(conn: connection, ward: Ward, layer: Layer, field: Field) -> Any:
    found = db.value(
        conn,
        "SELECT array_agg((properties -> %(field)s)::double precision) FROM feature"
        " WHERE ward_id = %(ward)s AND layer = %(layer)s"
        "   AND jsonb_typeof(properties -> %(field)s) = 'number'",
        {"field": field.name, "ward": ward.id, "layer": layer.name},
    )
    return np.array(found or [], dtype=np.float64)


def _own_limits(look: Look) -> tuple[float, ...]:
    limits = look.limits
    rising = all(low < high for low, high in pairwise(limits))
    if not limits or not rising or not np.isfinite(limits).all() or len(limits) >= MOST_CLASSES:
        raise _wrong("limits", ";".join(f"{each:g}" for each in limits))
    return limits


def _wrong(name: str, value: str) -> InputError:
    ways = ", ".join(WAYS)
    return InputError(
        Text(
            f"{name} '{value}' không đúng: cần cách:trường:số lớp:dải màu, ví dụ"
            f" natural:dan_so:5:warm hoặc limits:dan_so:10;20;50. Các cách: {ways}; dải"
            f" màu: {', '.join(RAMPS)}; mốc phải tăng dần.",
            f"{name} '{value}' is not right: way:field:classes:palette is needed, such as"
            f" natural:population:5:warm or limits:population:10;20;50. The ways: {ways}; palettes:"
            f" {', '.join(RAMPS)}; limits must rise.",
        ),
        field=name,
        value=value,
    )
