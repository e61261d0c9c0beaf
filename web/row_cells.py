"""Cells of a table of rows as text, and the place of a row on the map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from flask import url_for

from geo.text import Text
from layers.day_words import short_month
from layers.queries.row_tables import ColumnShape, RowTable
from layers.registry import get_layer
from web.i18n import current_language, in_language, show_date, show_moment, show_number, t
from web.plain_lists import FileColumn
from web.wards import current_ward, role_here

_FILE_KINDS = {"integer": "integer", "number": "number", "date": "date"}


def cell_words(column: ColumnShape, row: Mapping[str, Any]) -> str:
    """Say what a row has in a column, in the reader's language; "" where it has nothing."""
    value = row[column["name"]]
    if value is None or value == "":
        return ""
    if column["type"] == "code":
        words = column["codes"].get(value)
        return str(words[current_language()]) if words else str(value)  # type: ignore[literal-required]
    if isinstance(value, bool):
        return t("words.yes") if value else t("words.no")
    if column["type"] == "date":
        return show_date(date.fromisoformat(str(value)[:10]))
    if column["type"] == "datetime":
        return _moment(datetime.fromisoformat(str(value)), row.get("time_precision"))
    return show_number(value) if column["type"] in ("integer", "number") else str(value)


def file_columns(columns: list[ColumnShape]) -> list[FileColumn]:
    """Return the columns of a file of rows: numbers and days as such, all else in words."""
    return [
        FileColumn(Text(**each["title"]), _FILE_KINDS.get(each["type"], "text"), _file_cell(each))
        for each in columns
    ]


def _file_cell(column: ColumnShape) -> Callable[[Mapping[str, Any]], Any]:
    name, kind = column["name"], column["type"]
    if kind in ("integer", "number"):
        return lambda row: row[name]
    if kind == "date":
        return lambda row: date.fromisoformat(str(row[name])[:10]) if row[name] else None
    return lambda row: cell_words(column, row)


def field_words(field: Mapping[str, Any], precision: Any) -> str:
    """Say a field of a record in the reader's language, days and moments as people write them."""
    value = field["value"]
    if value and field["type"] == "date":
        return show_date(date.fromisoformat(value))
    if value and field["type"] == "datetime":
        return _moment(datetime.fromisoformat(value), precision)
    return str(field["text"][current_language()])


def telling(table: RowTable) -> list[ColumnShape]:
    """Return the columns that say something: not a flag or an exactness that is the same in all."""

    def is_plain(column: ColumnShape) -> bool:
        return len({str(row[column["name"]]) for row in table["rows"]}) == 1

    return [
        each
        for each in table["columns"]
        if each["name"] != "group_on"
        and not (each["type"] == "boolean" and is_plain(each))
        and not (each["name"] == "time_precision" and is_plain(each))
    ]


def sortable(table: RowTable) -> set[str]:
    """Return the columns that the rows can be sorted by: what is worked out of others cannot."""
    shown = get_layer(table["layer"], role_here()).fields_for(role_here())
    return {field.name for field in shown}


def map_address(layer: str, row: Mapping[str, Any]) -> str:
    """Return the map at a row, with the row chosen; "" where it has no place."""
    if row.get("lon") is None:
        return ""
    return url_for(
        "pages.map_page",
        ward=current_ward().code,
        map=f"18/{row['lat']:.5f}/{row['lon']:.5f}",
        selected=f"{layer}/{row['id']}",
    )


def _moment(at: datetime, precision: Any) -> str:
    """Say no more of a moment than is known of it."""
    if precision == "month":
        return in_language(short_month(at))
    return show_date(at.date()) if precision == "day" else show_moment(at)
