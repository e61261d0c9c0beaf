"""What a sheet of paper shows of a layer: its rows in metres of the ward's CRS, and how many."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import shapely
from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.sheet import Box
from geo.text import Text, same
from layers import db
from layers.contract import Layer
from layers.filters import NO_GROUP, Filter, boundary_day
from layers.queries.sources import Source, drawn_source, layer_source, read_sql, style_class
from layers.queries.tiles import drawn_attributes
from layers.queries.wards import Ward
from layers.registry import get_layer

MOST_DRAWN = 20_000


class SheetRow(NamedTuple):
    """One thing to draw: the class of the legend, its name, its shape in metres."""

    at: int
    name: str
    shape: BaseGeometry


class SheetRows(NamedTuple):
    """`rows` are one in `step` of those on the sheet; `counts` are of all, by class."""

    rows: list[SheetRow]
    counts: list[int]
    step: int


class Place(NamedTuple):
    """Ground that a sheet is made for: its name, its box in metres, its outline."""

    title: Text
    box: Box
    shape: BaseGeometry


def read_sheet_rows(
    conn: connection,
    ward: Ward,
    layer: Layer,
    chosen: Filter,
    ground: Box,
    *,
    around_m: float = 0.0,
    run_id: int | None = None,
    most: int = MOST_DRAWN,
) -> SheetRows:
    """Return what lies on the ground (metres of the ward's CRS), cut `around_m` beyond its edge.

    Counts are of what touches the ground itself and is drawn. More rows than `most` are thinned
    evenly over the ground.
    """
    source = drawn_source(ward, layer, chosen, run_id)
    counts = _counts(conn, ward, layer, _within(source, ward, ground))
    step = max(1, -(-sum(counts) // most))
    near = _within(source, ward, ground.grown(around_m))
    query = sql.SQL(read_sql("sheet_rows")).format(
        attributes=drawn_attributes(layer), table=near.table, condition=near.condition
    )
    found = db.rows(conn, query, near.params | {"step": step})
    return SheetRows([_row(each) for each in found], counts, step)


def class_totals(
    conn: connection, ward: Ward, layer: Layer, chosen: Filter, run_id: int | None = None
) -> list[int]:
    """Count the rows of each class of the legend under the filter, wherever they lie."""
    return _counts(conn, ward, layer, drawn_source(ward, layer, chosen, run_id))


def group_places(conn: connection, ward: Ward, chosen: Filter) -> list[Place]:
    """Return the resident groups of the filter (all where it names none) on its boundaries."""
    layer = get_layer("groups")
    source = layer_source(ward, layer, chosen)
    codes = [each for each in chosen.groups if each != NO_GROUP]
    some = sql.SQL(
        " AND (v.code = ANY(%(codes)s)"
        " OR v.code || '@' || to_char(v.valid_from, 'YYYY-MM-DD') = ANY(%(codes)s))"
    )
    condition = source.condition + (some if chosen.groups else sql.SQL(""))
    params = source.params | {"codes": codes, "boundaries_on": boundary_day(layer, chosen)}
    return _places(conn, ward, Source(source.table, condition, params))


def group_choices(conn: connection, ward: Ward, chosen: Filter) -> list[tuple[str, Text]]:
    """Return code and name of the resident groups that the filter's boundaries know."""
    source = layer_source(ward, get_layer("groups"), chosen)
    query = sql.SQL(
        "SELECT v.code, coalesce(nullif(v.name, ''), v.code) AS name FROM {} WHERE {}"
        " ORDER BY length(v.code), v.code"
    ).format(source.table, source.condition)
    return [(row["code"], same(row["name"])) for row in db.rows(conn, query, source.params)]


def lane_places(conn: connection, ward: Ward, chosen: Filter) -> list[Place]:
    """Return the lanes of the filter, of its groups where it names groups only, or all."""
    source = layer_source(ward, get_layer("lanes"), chosen)
    condition, params = source.condition, dict(source.params)
    if chosen.lanes:
        condition += sql.SQL(" AND v.id = ANY(%(lanes)s)")
        params["lanes"] = list(chosen.lanes)
    elif chosen.groups:
        outline = shapely.union_all([each.shape for each in group_places(conn, ward, chosen)])
        condition += sql.SQL(
            " AND ST_Length(ST_Intersection(ST_Transform(v.geom, %(srid)s),"
            " ST_GeomFromWKB(%(outline)s, %(srid)s))) > 1"
        )
        params |= {"srid": ward.srid_measure, "outline": shapely.to_wkb(outline)}
    return _places(conn, ward, Source(source.table, condition, params))


def _within(source: Source, ward: Ward, ground: Box) -> Source:
    """Keep what touches a box in metres: by the index first, then exactly."""
    box = sql.SQL("ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, %(srid)s)")
    touches = sql.SQL(
        " AND v.geom && ST_Expand(ST_Transform({box}, 4326), 0.0001)"
        " AND ST_Intersects(ST_Transform(v.geom, %(srid)s), {box})"
    ).format(box=box)
    sides = dict(ground._asdict(), srid=ward.srid_measure)
    return Source(source.table, source.condition + touches, source.params | sides)


def _counts(conn: connection, ward: Ward, layer: Layer, source: Source) -> list[int]:
    query = sql.SQL("SELECT {} AS c, count(*) AS n FROM {} WHERE {} GROUP BY 1").format(
        style_class(layer), source.table, source.condition
    )
    found = {row["c"]: row["n"] for row in db.rows(conn, query, source.params)}
    return [found.get(at, 0) for at in range(len(layer.style.classes))]


def _places(conn: connection, ward: Ward, source: Source) -> list[Place]:
    query = sql.SQL(
        "SELECT coalesce(nullif(v.name, ''), v.code) AS name,"
        " ST_AsBinary(ST_Transform(v.geom, %(srid)s)) AS shape FROM {} WHERE {}"
        " ORDER BY length(v.code), v.code, v.id"
    ).format(source.table, source.condition)
    found = db.rows(conn, query, source.params | {"srid": ward.srid_measure})
    shapes: Sequence[tuple[Mapping[str, Any], BaseGeometry]] = [
        (row, shapely.from_wkb(bytes(row["shape"]))) for row in found
    ]
    return [Place(same(row["name"]), Box(*shape.bounds), shape) for row, shape in shapes]


def _row(row: Mapping[str, Any]) -> SheetRow:
    return SheetRow(row["c"], row.get("name") or "", shapely.from_wkb(bytes(row["shape"])))
