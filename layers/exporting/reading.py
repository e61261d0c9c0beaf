"""Read the rows of an export page by page: the filter kept, the role obeyed."""

from collections.abc import Iterator

import numpy as np
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.contract import Field, Layer
from layers.exporting.base import Page, Row
from layers.exporting.system import System
from layers.own_files.fields import KEY
from layers.queries.sources import Source, field_value

PAGE = 5_000


def count_rows(conn: connection, source: Source) -> int:
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(source.table, source.condition)
    return int(db.value(conn, query, source.params))


def read_pages(
    conn: connection, layer: Layer, fields: tuple[Field, ...], source: Source, system: System
) -> Iterator[Page]:
    """Yield rows in pages by their keys: no row is read twice, none is skipped.

    The key is the id; what a run has found comes by its rank first, the strongest before all.
    """
    keys = ("rank", "id") if layer.needs_run else ("id",)
    columns: list[sql.Composable] = [sql.SQL("v.id::bigint AS id, ST_AsBinary(v.geom) AS geom")]
    columns += [
        _value(layer, each) + sql.SQL(" AS ") + sql.Identifier(each.name) for each in fields
    ]
    query = sql.SQL(
        "SELECT {columns} FROM {table} WHERE {condition} AND ({keys}) > ({after})"
        " ORDER BY {keys} LIMIT %(page)s"
    ).format(
        columns=sql.SQL(", ").join(columns),
        table=source.table,
        condition=source.condition,
        keys=sql.SQL(", ").join(sql.Identifier("v", key) for key in keys),
        after=sql.SQL(", ").join(sql.Placeholder(f"after_{key}") for key in keys),
    )
    after = {f"after_{key}": -1 for key in keys}
    while rows := db.rows(conn, query, source.params | after | {"page": PAGE}):
        after = {f"after_{key}": rows[-1][key] for key in keys}
        shapes = np.asarray(shapely.from_wkb([_shape(row) for row in rows]), dtype=object)
        yield Page(rows, system.place(shapes))


def _shape(row: Row) -> bytes | None:
    """Take the shape off a row; a round of which no line was drawn has none."""
    shape = row.pop("geom")
    return None if shape is None else bytes(shape)


def _value(layer: Layer, field: Field) -> sql.Composable:
    return sql.Identifier("v", field.name) if field is KEY else field_value(layer, field)
