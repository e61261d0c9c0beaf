"""The rows of a view for a file that stands alone: plain columns, as a role may know them."""

from dataclasses import dataclass
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.errors import InputError
from geo.text import Text
from layers import db
from layers.contract import Layer
from layers.filters import Filter
from layers.queries.sources import drawn_source, field_value, read_sql, style_class
from layers.queries.vocabulary import Vocabulary, words_for
from layers.queries.wards import Ward
from layers.roles import Role

ROW_LIMIT = 20_000
"""Rows of one file: what a phone still draws; 5,000 points make about 1 MB."""
DEGREES = 1_000_000
"""Steps of a degree in which places are written: about a tenth of a metre."""


@dataclass(frozen=True)
class Columns:
    """The rows of one layer: class and days of each, its shape, and its fields as words.

    `start`, `end` are ISO days or None; `shapes` are paths, each a list of whole numbers: the first
    x and y in millionths of a degree, then the steps from one corner to the next. `fields` has a
    pair for each field the role may see: the different words, and which of them each row has.
    """

    classes: list[int]
    start: list[str | None]
    end: list[str | None]
    shapes: list[list[list[int]]]
    fields: list[tuple[list[str], list[int]]]

    def __len__(self) -> int:
        return len(self.classes)


def snapshot_columns(
    conn: connection,
    ward: Ward,
    layer: Layer,
    chosen: Filter,
    role: Role,
    vocabulary: Vocabulary,
    *,
    language: str,
    run_id: int | None = None,
    limit: int = ROW_LIMIT,
) -> Columns:
    """Return a layer's rows under a filter, with the fields `role` may see.

    InputError where there are more than `limit`. The caller has made sure that the role sees the
    layer; layers of counts have none below five (see layers/queries/sources.py).
    """
    rows = _rows(conn, ward, layer, chosen, role, run_id, limit)
    if len(rows) > limit:
        raise _too_many(layer, limit)
    fields = layer.fields_for(role)
    words = [
        [words_for(field, row["p"][at], vocabulary).in_language(language) for row in rows]
        for at, field in enumerate(fields)
    ]
    return Columns(
        classes=[row["c"] for row in rows],
        start=[row["first"] for row in rows],
        end=[row["last"] for row in rows],
        shapes=[paths_of(row["shape"]) for row in rows],
        fields=[_coded(column) for column in words],
    )


def paths_of(shape: dict[str, Any]) -> list[list[int]]:
    """Return the paths of a GeoJSON geometry, each as steps in millionths of a degree."""
    kind, corners = shape["type"], shape.get("coordinates", [])
    if kind == "Point":
        return [_steps([corners])]
    if kind == "LineString":
        return [_steps(corners)]
    if kind in ("MultiPoint", "MultiLineString", "Polygon"):
        return [_steps([each] if kind == "MultiPoint" else each) for each in corners]
    if kind == "MultiPolygon":
        return [_steps(ring) for part in corners for ring in part]
    return [path for part in shape["geometries"] for path in paths_of(part)]


def _steps(corners: list[list[float]]) -> list[int]:
    made: list[int] = []
    before = (0, 0)
    for corner in corners:
        here = (round(corner[0] * DEGREES), round(corner[1] * DEGREES))
        made += [here[0] - before[0], here[1] - before[1]]
        before = here
    return made


def _coded(column: list[str]) -> tuple[list[str], list[int]]:
    """Write each different word once, and for each row which it is."""
    known: dict[str, int] = {}
    at = [known.setdefault(word, len(known)) for word in column]
    return list(known), at


def _rows(
    conn: connection,
    ward: Ward,
    layer: Layer,
    chosen: Filter,
    role: Role,
    run_id: int | None,
    limit: int,
) -> list[dict[str, Any]]:
    source = drawn_source(ward, layer, chosen, run_id)
    fields = [field_value(layer, field) for field in layer.fields_for(role)]
    query = sql.SQL(read_sql("snapshot_rows")).format(
        style=style_class(layer),
        fields=sql.SQL(", ").join(fields),
        first=_day(layer, layer.time.start),
        last=_day(layer, layer.time.end),
        table=source.table,
        condition=source.condition,
        order=sql.SQL("v.rank, v.id" if layer.needs_run else "v.id"),
    )
    return db.rows(conn, query, source.params | {"limit": limit})


def _day(layer: Layer, column: str) -> sql.Composable:
    """Return a day of a row as text; nothing for layers of counts, which have no day."""
    if not column or layer.aggregated:
        return sql.SQL("NULL::text")
    return sql.SQL("to_char({}::date, 'YYYY-MM-DD')").format(sql.Identifier("v", column))


def _too_many(layer: Layer, limit: int) -> InputError:
    return InputError(
        Text(
            f"Bản đồ một tệp chứa nhiều nhất {ROW_LIMIT} đối tượng; lớp “{layer.title.vi}” vượt"
            f" phần còn lại ({limit}). Hãy thu hẹp bộ lọc hoặc tắt bớt lớp.",
            f"A one-file map holds {ROW_LIMIT} objects at most; layer “{layer.title.en}” exceeds"
            f" what is left ({limit}). Narrow the filter or untick layers.",
        ),
        field="layers",
        value=layer.name,
    )
