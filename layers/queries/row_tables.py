"""The rows behind a number: a table with titled columns, the same for every figure."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Field, Layer
from layers.queries.board_shapes import Words
from layers.queries.sources import Source, field_value, is_json
from layers.queries.vocabulary import Vocabulary, read_vocabulary
from layers.queries.wards import Ward
from layers.roles import Role

ROWS = sql.SQL("""
    SELECT v.id, ST_X(middle) AS lon, ST_Y(middle) AS lat{fields}
      FROM {table} LEFT JOIN LATERAL ST_PointOnSurface(v.geom) AS middle ON true
     WHERE {condition}
     ORDER BY {order}
     LIMIT %(limit)s OFFSET %(offset)s
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


class Sort(NamedTuple):
    """By which field rows stand; rows without a value come last, ties by id."""

    field: str
    is_descending: bool = False


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

    With `sort` by one of those fields: codes in the order of their words' list, texts as they are
    folded for search. InputError names the fields there are.
    """
    fields = layer.fields_for(role)
    vocabulary = read_vocabulary(conn, ward.id)
    query = ROWS.format(
        # of some layers the public sees no field at all
        fields=sql.SQL("").join(
            sql.SQL(", {} AS {}").format(field_value(layer, field), sql.Identifier(field.name))
            for field in fields
        ),
        table=source.table,
        condition=source.condition,
        order=_order(layer) if sort is None else _sorted(layer, fields, sort, vocabulary),
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


def _sorted(
    layer: Layer, fields: tuple[Field, ...], sort: Sort, vocabulary: Vocabulary
) -> sql.Composable:
    field = next((each for each in fields if each.name == sort.field), None)
    if field is None:
        allowed = ", ".join(each.name for each in fields)
        raise InputError(
            Text(
                f"sort={sort.field[:40]}: không có; các trường: {allowed}.",
                f"sort={sort.field[:40]}: there is none; fields: {allowed}.",
            ),
            field="sort",
            value=sort.field[:40],
        )
    value = _sort_value(layer, field, vocabulary)
    direction = sql.SQL("DESC" if sort.is_descending else "ASC")
    return sql.SQL("{} {} NULLS LAST, v.id").format(value, direction)


def _sort_value(layer: Layer, field: Field, vocabulary: Vocabulary) -> sql.Composable:
    """What of a field is compared; an empty text counts as no value."""
    value = field_value(layer, field)
    if field.type in ("text", "code"):
        text = sql.SQL("({}){}").format(
            value, sql.SQL(" #>> '{}'" if is_json(layer, field) else "::text")
        )
        if field.type == "text":
            return sql.SQL("nullif(fold_vi({}), '')").format(text)
        codes = list(field.codes or vocabulary.get(field.name, {}))
        return sql.SQL("array_position({}::text[], {})").format(sql.Literal(codes), text)
    return value


def _order(layer: Layer) -> sql.Composable:
    has_days = layer.time.kind in ("moment", "overlap")
    if has_days and not layer.generic and not layer.aggregated:
        return sql.SQL("{} DESC, v.id").format(sql.Identifier("v", layer.time.start))
    return sql.SQL("v.id")
