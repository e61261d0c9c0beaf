"""Pages of features as GeoJSON text: the page first, in the order of id, its text after, in SQL."""

from functools import lru_cache
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.contract import Layer
from layers.errors import NotFound
from layers.filters import Filter
from layers.queries.records import look_up, record_source
from layers.queries.sources import Source, drawn_source, field_value, read_sql
from layers.queries.tile_cells import holds_more
from layers.queries.wards import Ward
from layers.roles import Role

COUNT_CAP = 10_000
Bbox = tuple[float, float, float, float]


class Page(NamedTuple):
    """`features` is JSON text; `matched` None: above the cap; `next_after` None: the last page."""

    features: str
    returned: int
    matched: int | None
    next_after: int | None


def features_page(
    conn: connection,
    ward: Ward,
    layer: Layer,
    chosen: Filter,
    role: Role,
    *,
    bbox: Bbox | None = None,
    limit: int = 100,
    after: int = 0,
    run_id: int | None = None,
) -> Page:
    """Return at most `limit` features with ids above `after`, with the fields `role` may see."""
    source = drawn_source(ward, layer, chosen, run_id)
    boxed = in_box(source, bbox)
    is_many = bbox is not None and holds_more(conn, ward, layer, chosen, bbox, COUNT_CAP)
    page = sql.SQL(read_sql("page_by_block" if is_many else "page_by_id")).format(
        table=source.table, condition=(source if is_many else boxed).condition
    )
    query = sql.SQL(read_sql("features_page")).format(
        page=page, table=source.table, feature=_feature(layer, role)
    )
    row = db.one(conn, query, boxed.params | {"after": after, "limit": limit})
    assert row is not None
    is_last = row["found"] <= limit
    return Page(
        features=row["features"] or "",
        returned=min(row["found"], limit),
        matched=None if is_many else count_matched(conn, boxed),
        next_after=None if is_last else row["last_id"],
    )


def read_feature(
    conn: connection,
    ward: Ward,
    layer: Layer,
    record_id: int,
    role: Role,
    chosen: Filter,
    *,
    only_filtered: bool = False,
) -> str:
    """Return one row as GeoJSON text, as in a page; NotFound as `read_record` says."""
    table, condition, params = record_source(ward, layer, record_id, chosen, only_filtered)[:3]
    query = sql.SQL("SELECT {feature} AS feature FROM {table} WHERE {condition}").format(
        feature=_feature(layer, role), table=table, condition=condition
    )
    found = look_up(layer, only_filtered)(conn, query, params)
    if found is None:
        raise NotFound(layer.title, record_id)
    return str(found["feature"])


def extent(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, run_id: int | None = None
) -> Bbox | None:
    """Return the box in degrees of a layer's rows under a filter; None where there are none."""
    source = drawn_source(ward, layer, chosen, run_id)
    query = sql.SQL(
        "SELECT ST_XMin(box) AS west, ST_YMin(box) AS south, ST_XMax(box) AS east,"
        " ST_YMax(box) AS north FROM (SELECT ST_Extent(v.geom) AS box FROM {} WHERE {}) AS whole"
    ).format(source.table, source.condition)
    row = db.one(conn, query, source.params)
    if row is None or row["west"] is None:
        return None
    return row["west"], row["south"], row["east"], row["north"]


def in_box(source: Source, bbox: Bbox | None) -> Source:
    """Keep what touches a box in degrees: by the index first, then exactly."""
    if bbox is None:
        return source
    box = sql.SQL("ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)")
    touches = sql.SQL(" AND v.geom && {box} AND ST_Intersects(v.geom, {box})").format(box=box)
    condition = source.condition + touches
    sides = dict(zip(("west", "south", "east", "north"), bbox, strict=True))
    return Source(source.table, condition, source.params | sides)


def count_matched(conn: connection, source: Source, cap: int = COUNT_CAP) -> int | None:
    """Count the rows exactly up to a cap; None: there are more."""
    query = sql.SQL(
        "SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {condition} LIMIT %(cap)s + 1) AS found"
    ).format(table=source.table, condition=source.condition)
    found = int(db.value(conn, query, source.params | {"cap": cap}))
    return found if found <= cap else None


@lru_cache(maxsize=256)
def _feature(layer: Layer, role: Role) -> sql.Composable:
    """Return SQL for the GeoJSON text of a row v, with the fields a role may see."""
    return sql.SQL(
        """'{{"type":"Feature","id":' || v.id || ',"geometry":'"""
        """ || coalesce(ST_AsGeoJSON(v.geom, 7), 'null') || ',"properties":' || {} || '}}'"""
    ).format(_properties(layer, role))


def _properties(layer: Layer, role: Role) -> sql.Composable:
    """Return SQL for the JSON text of a row's fields."""
    fields = [
        field_value(layer, field) + sql.SQL(" AS ") + sql.Identifier(field.name)
        for field in layer.fields_for(role)
    ]
    if not fields:
        return sql.SQL("'{}'")
    one = sql.SQL("(SELECT row_to_json(one)::text FROM (SELECT {}) AS one)")
    return one.format(sql.SQL(", ").join(fields))
