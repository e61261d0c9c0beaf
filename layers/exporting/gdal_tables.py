"""Write pages through GDAL, appended one by one: the memory stays flat however long the table."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from layers.contract import Field
from layers.exporting.base import Page, Row, Table, as_words
from layers.exporting.system import Shapes

_MULTI = {"line": "MultiLineString", "polygon": "MultiPolygon", "point": "Point"}
_MAKE: dict[str, tuple[int, Any]] = {
    "line": (1, shapely.multilinestrings),
    "polygon": (3, shapely.multipolygons),
}


class Target(NamedTuple):
    """Where to: a driver of GDAL, its names for our fields, and the types that it cannot hold."""

    path: Path
    driver: str
    names: Mapping[str, str]
    as_text: tuple[str, ...] = ()
    layer: str | None = None
    encoding: str | None = None
    dataset_metadata: Mapping[str, str] | None = None
    layer_metadata: Mapping[str, str] | None = None


def write_table(table: Table, target: Target) -> None:
    """Write all pages; a table without rows becomes a file without rows."""
    empty = Page([], np.array([], dtype=object))
    is_new = True
    for page in _and_at_least(table.pages, empty):
        _write(table, page, target, append=not is_new)
        is_new = False


def _and_at_least(pages: Iterable[Page], empty: Page) -> Iterable[Page]:
    none = True
    for page in pages:
        none = False
        yield page
    if none:
        yield empty


def _write(table: Table, page: Page, target: Target, *, append: bool) -> None:
    columns = [_column(field, page.rows, field.type in target.as_text) for field in table.fields]
    only_first = {} if append else _metadata(target)
    pyogrio.raw.write(
        target.path,
        shapely.to_wkb(multi(page.shapes, table.layer.geometry)),
        [values for values, _ in columns],
        np.array([target.names[field.name] for field in table.fields], dtype=object),
        field_mask=[mask for _, mask in columns],
        layer=target.layer,
        driver=target.driver,
        geometry_type=_MULTI[table.layer.geometry],
        crs=table.system.code,
        encoding=target.encoding,
        append=append,
        **only_first,
    )


def _metadata(target: Target) -> dict[str, Any]:
    named = {
        "dataset_metadata": target.dataset_metadata,
        "layer_metadata": target.layer_metadata,
    }
    return {name: dict(value) for name, value in named.items() if value}


def multi(shapes: Shapes, geometry: str) -> Shapes:
    """Return shapes of one type: lines and areas as collections of parts."""
    if geometry not in _MAKE:
        return shapes
    kind, make = _MAKE[geometry]
    made = shapes.copy()
    for at in np.flatnonzero(shapely.get_type_id(shapes) == kind):
        made[at] = make([shapes[at]])
    return made


def _column(
    field: Field, rows: list[Row], as_text: bool
) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Return the values of a field as GDAL takes them, and which of them are missing."""
    values = [row[field.name] for row in rows]
    missing = np.array([value is None for value in values], dtype=bool)
    kind = "text" if as_text else field.type
    if kind in ("date", "datetime"):
        unit = "D" if kind == "date" else "ms"
        days = [_moment(value) for value in values]
        return np.array(days, dtype=f"datetime64[{unit}]"), None
    if kind in _NUMBERS:
        filled = [0 if value is None else value for value in values]
        return np.array(filled, dtype=_NUMBERS[kind]), missing
    words = [None if value is None else as_words(value) for value in values]
    return np.array(words, dtype=object), None


_NUMBERS: dict[str, type] = {"integer": np.int64, "number": np.float64, "boolean": np.bool_}


def _moment(value: date | datetime | str | None) -> str:
    return "NaT" if value is None else as_words(value)
