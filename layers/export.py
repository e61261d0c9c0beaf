"""Write a layer to a file: GeoJSON, CSV or GeoPackage, with the filter kept and the role obeyed."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

import geopandas as gpd
import pandas as pd
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection

from geo.crs import WGS84
from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Field, Layer
from layers.filters import Filter
from layers.queries.sources import Source, layer_source
from layers.queries.wards import Ward
from layers.roles import Role
from layers.spreadsheet import neutral

PAGE = 5_000

Row = dict[str, Any]


class Format(NamedTuple):
    suffix: str
    media_type: str


FORMATS = {
    "geojson": Format(".geojson", "application/geo+json"),
    "csv": Format(".csv", "text/csv; charset=utf-8"),
    "gpkg": Format(".gpkg", "application/geopackage+sqlite3"),
}


class Rows(NamedTuple):
    """The rows of an export, page by page, and what they consist of."""

    layer: Layer
    fields: tuple[Field, ...]
    pages: Iterator[list[Row]]


def export_layer(
    conn: connection,
    ward: Ward,
    layer: Layer,
    role: Role,
    chosen: Filter,
    file_format: str,
    run_id: int | None = None,
) -> Iterator[bytes]:
    """Yield the bytes of a file with the rows under a filter and the fields that `role` may see.

    GeoJSON and CSV are read and sent page by page in the order of id; a GeoPackage is made whole.
    """
    writer = _WRITERS.get(file_format)
    if writer is None:
        raise InputError(
            Text(
                f"Không xuất được dạng '{file_format}'; chọn: {', '.join(FORMATS)}.",
                f"There is no export as '{file_format}'; choose: {', '.join(FORMATS)}.",
            ),
            field="format",
            value=file_format,
        )
    fields = layer.fields_for(role)
    if layer.generic and role >= Role.VIEWER and layer.field("source_key") is None:
        fields = (_KEY, *fields)
    pages = _pages(conn, layer, fields, layer_source(ward, layer, chosen, run_id))
    return writer(Rows(layer, fields, pages))


_KEY = Field("source_key", Text("Số hiệu", "Key"), "text", Role.VIEWER, {})


def _pages(
    conn: connection, layer: Layer, fields: tuple[Field, ...], source: Source
) -> Iterator[list[Row]]:
    """Yield rows in pages of ids: no page is read twice, none is skipped."""
    columns: list[sql.Composable] = [sql.SQL("v.id::bigint AS id, ST_AsBinary(v.geom) AS geom")]
    columns += [
        _value(layer, each) + sql.SQL(" AS ") + sql.Identifier(each.name) for each in fields
    ]
    query = sql.SQL(
        "SELECT {columns} FROM {table} WHERE {condition} AND v.id > %(after)s"
        " ORDER BY v.id LIMIT %(page)s"
    ).format(columns=sql.SQL(", ").join(columns), table=source.table, condition=source.condition)
    after = -1
    while rows := db.rows(conn, query, source.params | {"after": after, "page": PAGE}):
        yield rows
        after = rows[-1]["id"]


def _value(layer: Layer, field: Field) -> sql.Composable:
    if layer.generic and field is not _KEY:
        return sql.SQL("v.properties -> {}").format(sql.Literal(field.name))
    return sql.Identifier("v", field.name)


def _geojson(rows: Rows) -> Iterator[bytes]:
    """Yield one feature a line; coordinates keep every digit, so that they come back the same."""
    yield b'{"type": "FeatureCollection", "features": [\n'
    separator = ""
    for page in rows.pages:
        shapes = shapely.to_geojson(shapely.from_wkb([bytes(row["geom"]) for row in page]))
        lines = []
        for row, shape in zip(page, shapes, strict=True):
            values = {field.name: _plain(row[field.name]) for field in rows.fields}
            lines.append(
                f'{separator}{{"type": "Feature", "id": {row["id"]}, "geometry": {shape},'
                f' "properties": {json.dumps(values, ensure_ascii=False)}}}'
            )
            separator = ",\n"
        yield "".join(lines).encode()
    yield b"\n]}\n"


def _csv(rows: Rows) -> Iterator[bytes]:
    """Yield UTF-8 with a BOM, which spreadsheets need; points as two columns, others as WKT."""
    is_point = rows.layer.geometry == "point"
    places = ["longitude", "latitude"] if is_point else ["wkt"]
    yield "\ufeff".encode() + _csv_lines([[*(field.name for field in rows.fields), *places]])
    for page in rows.pages:
        shapes = shapely.from_wkb([bytes(row["geom"]) for row in page])
        if is_point:
            ends = [[repr(float(shape.x)), repr(float(shape.y))] for shape in shapes]
        else:
            ends = [[text] for text in shapely.to_wkt(shapes, rounding_precision=-1)]
        yield _csv_lines(
            [
                [*(_cell(row[field.name]) for field in rows.fields), *end]
                for row, end in zip(page, ends, strict=True)
            ]
        )


def _csv_lines(lines: list[list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return str(neutral(value))
    plain = _plain(value)
    if isinstance(plain, bool):
        return "true" if plain else "false"
    return "" if plain is None else str(plain)


def _gpkg(rows: Rows) -> Iterator[bytes]:
    """Make a GeoPackage in memory; dates without a time stand as ISO text."""
    every = [row for page in rows.pages for row in page]
    geometry = shapely.from_wkb([bytes(row["geom"]) for row in every])
    columns = {field.name: _column(field, every) for field in rows.fields}
    frame = gpd.GeoDataFrame(columns, geometry=geometry, crs=WGS84)
    file = io.BytesIO()
    kinds = {"point": "Point", "line": "MultiLineString", "polygon": "MultiPolygon"}
    frame.to_file(
        file,
        driver="GPKG",
        layer=rows.layer.name,
        engine="pyogrio",
        geometry_type=kinds[rows.layer.geometry] if not rows.layer.aggregated else "Polygon",
    )
    yield file.getvalue()


_DTYPES = {
    "integer": "Int64",
    "number": "float64",
    "datetime": "datetime64[ms]",
    "boolean": "boolean",
}


def _column(field: Field, rows: list[Row]) -> "pd.Series[Any]":
    values = [row[field.name] for row in rows]
    if field.type in _DTYPES:
        return pd.Series(values, dtype=_DTYPES[field.type])
    return pd.Series([None if each is None else str(_plain(each)) for each in values], dtype=object)


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


_WRITERS: dict[str, Callable[[Rows], Iterator[bytes]]] = {
    "geojson": _geojson,
    "csv": _csv,
    "gpkg": _gpkg,
}
