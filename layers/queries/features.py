"""Pages of features as GeoJSON text: the page first, in the order of id, its text after, in SQL."""

from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from layers import db
from layers.contract import Layer
from layers.filters import Filter
from layers.queries.sources import Source, field_value, layer_source, read_sql
from layers.queries.wards import Ward
from layers.roles import Role

COUNT_CAP = 10_000
PAIRS_PER_CALL = 50
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
    source = in_box(layer_source(ward, layer, chosen, run_id), bbox)
    query = sql.SQL(read_sql("features_page")).format(
        table=source.table,
        condition=source.condition,
        properties=_properties(layer, role),
    )
    row = db.one(conn, query, source.params | {"after": after, "limit": limit})
    assert row is not None
    is_last = row["found"] <= limit
    return Page(
        features=row["features"] or "",
        returned=min(row["found"], limit),
        matched=count_matched(conn, source),
        next_after=None if is_last else row["last_id"],
    )


def extent(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, run_id: int | None = None
) -> Bbox | None:
    """Return the box in degrees of a layer's rows under a filter; None where there are none."""
    source = layer_source(ward, layer, chosen, run_id)
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


def _properties(layer: Layer, role: Role) -> sql.Composable:
    """Build one JSON object; of many fields in parts, since a call takes 100 arguments at most."""
    pairs = [
        sql.Literal(field.name) + sql.SQL(", ") + field_value(layer, field)
        for field in layer.fields_for(role)
    ]
    if len(pairs) <= PAIRS_PER_CALL:
        return sql.SQL("json_build_object({})").format(sql.SQL(", ").join(pairs))
    parts = [
        sql.SQL("jsonb_build_object({})").format(
            sql.SQL(", ").join(pairs[first : first + PAIRS_PER_CALL])
        )
        for first in range(0, len(pairs), PAIRS_PER_CALL)
    ]
    return sql.SQL(" || ").join(parts)
