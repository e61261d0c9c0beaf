"""The rows behind a number: a table with titled columns, the same for every figure."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.contract import Field, Layer
from layers.queries.board_shapes import Words
from layers.queries.row_order import Sort, order_of, page_condition
from layers.queries.sources import Source, field_value
from layers.queries.vocabulary import Vocabulary, read_vocabulary
from layers.queries.wards import Ward
from layers.roles import Role

ROWS = sql.SQL("""
    SELECT v.id, ST_X(middle) AS lon, ST_Y(middle) AS lat{fields}
      FROM {table} {joined} LEFT JOIN LATERAL ST_PointOnSurface(v.geom) AS middle ON true
     WHERE {condition}
     ORDER BY {order} {page}
""")


class ColumnShape(TypedDict):
    """One column; `codes` gives the words for coded values, empty for other types."""

    name: str
    title: Words
    type: str
    codes: dict[str, Words]


class RowTable(TypedDict):
    """One page of rows; each has id, lon and lat for the map (lon, lat None: no place)."""

    layer: str
    columns: list[ColumnShape]
    rows: list[dict[str, Any]]
    total: int


class Paging(NamedTuple):
    """Which of the rows to return."""

    limit: int = 200
    offset: int = 0


FIRST_PAGE = Paging()


def words(text: Text) -> Words:
    """Return a text as it goes to the page."""
    return {"vi": text.vi, "en": text.en}


def count_rows(conn: connection, source: Source) -> int:
    """Count the rows of a source: the number itself."""
    query = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(source.table, source.condition)
    return int(db.value(conn, query, source.params))


def layer_table(
    conn: connection,
    ward: Ward,
    layer: Layer,
    source: Source,
    role: Role,
    paging: Paging,
    sort: Sort | None = None,
) -> RowTable:
    """Return one page of a layer's rows, newest first, with the fields that `role` may see.

    With `sort` by one of those fields, see layers/queries/row_order.py; InputError for another.
    """
    fields = layer.fields_for(role)
    vocabulary = read_vocabulary(conn, ward.id)
    order = order_of(layer, fields, sort, vocabulary, source)
    is_narrow = source.narrow is not None  # then the page is found before its rows are read
    query = ROWS.format(
        # of some layers the public sees no field at all
        fields=sql.SQL("").join(
            sql.SQL(", {} AS {}").format(field_value(layer, field), sql.Identifier(field.name))
            for field in fields
        ),
        table=source.table,
        joined=order.joined,
        condition=page_condition(source, order) if is_narrow else source.condition,
        order=order.by,
        page=sql.SQL("" if is_narrow else "LIMIT %(limit)s OFFSET %(offset)s"),
    )
    found = db.rows(conn, query, source.params | paging._asdict())
    return {
        "layer": layer.name,
        "columns": [_column(field, vocabulary) for field in fields],
        "rows": [{name: json_value(value) for name, value in row.items()} for row in found],
        "total": count_rows(conn, source),
    }


def json_value(value: object) -> object:
    """Turn what the database returns into what JSON can say."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def column(name: str, title: Text, kind: str) -> ColumnShape:
    """Return a column without codes."""
    return {"name": name, "title": words(title), "type": kind, "codes": {}}


def _column(field: Field, vocabulary: Vocabulary) -> ColumnShape:
    codes = (field.codes or vocabulary.get(field.name, {})) if field.type == "code" else {}
    return {
        "name": field.name,
        "title": words(field.title),
        "type": field.type,
        "codes": {code: words(text) for code, text in codes.items()},
    }
