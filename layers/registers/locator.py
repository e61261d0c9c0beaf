"""A small map of where a row is: the ward's groups, and what the row refers to, as SVG paths."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import same
from layers import clock, db
from layers.queries.wards import Ward
from layers.registers.contract import Column, Register
from layers.registers.listing import Row
from layers.registers.references import KINDS, target_of
from layers.registers.words import label_key

MARGIN_M = 40
DOT_M = 14


class Shape(NamedTuple):
    """A path in metres, north up. `kind` is group, area, line or point.

    `layer` and `id` are its record on the map ("" where it has none), `at` a spot of it there.
    """

    path: str
    kind: str
    title: str
    layer: str = ""
    id: int = 0
    at: str = ""


class Locator(NamedTuple):
    """The frame as SVG's viewBox says it, what lies below, what the row names."""

    view_box: str
    below: list[Shape]
    shown: list[Shape]


def make_locator(
    conn: connection, ward: Ward, register: Register, row: Row, columns: Sequence[Column]
) -> Locator | None:
    """Draw where a row is; None where it refers to nothing that lies somewhere."""
    return _drawn(conn, ward, row, columns, _day(conn, row, columns))


def locate_thing(
    conn: connection, ward: Ward, kind: str, thing_id: int, title: str, day: date
) -> Locator | None:
    """Draw where a thing of a kind of layers/registers/references.py is, among the day's groups."""
    column = Column("thing", same(title), "ref", ref=kind)
    return _drawn(conn, ward, {"thing": thing_id, label_key(column): title}, [column], day)


def _drawn(
    conn: connection, ward: Ward, row: Row, columns: Sequence[Column], day: date
) -> Locator | None:
    shown = [
        shape
        for column in columns
        if column.ref in KINDS and target_of(column).placed and row[column.name] is not None
        for shape in _shapes(conn, ward, column, row)
    ]
    frame = frame_of(conn, ward, day)
    if not shown or frame is None:
        return None
    return Locator(frame, group_shapes(conn, ward, day), shown)


def _shapes(conn: connection, ward: Ward, column: Column, row: Row) -> list[Shape]:
    target = target_of(column)
    # A lane project lies where its lane does; all else has a place of its own.
    where = (
        "(SELECT l.geom FROM lane AS l WHERE l.id = t.lane_id)"
        if target.table == "lane_project"
        else "t.geom"
    )
    query = sql.SQL(
        "SELECT CASE WHEN ST_Dimension(g) = 0"
        " THEN ST_AsSVG(ST_Buffer(ST_Transform(g, %(srid)s), %(dot)s, 8), 0, 1)"
        " ELSE ST_AsSVG(ST_Transform(g, %(srid)s), 0, 1) END AS path, ST_Dimension(g) AS dimension,"
        " ST_Y(ST_PointOnSurface(g)) AS lat, ST_X(ST_PointOnSurface(g)) AS lon"
        " FROM (SELECT {where} AS g FROM {table} AS t WHERE t.id = %(id)s) AS s WHERE g IS NOT NULL"
    ).format(where=sql.SQL(where), table=sql.Identifier(target.table))
    params = {"srid": ward.srid_measure, "dot": DOT_M, "id": row[column.name]}
    kinds = ("point", "line", "area")
    return [
        Shape(found["path"], kinds[found["dimension"]], row[label_key(column)] or "",
              target.layer, row[column.name], f"17/{found['lat']:.5f}/{found['lon']:.5f}")
        for found in db.rows(conn, query, params)
    ]  # fmt: skip


def _day(conn: connection, row: Row, columns: Sequence[Column]) -> date:
    """Return a day on which the groups that the row names were in force; today where they are."""
    named = [row[each.name] for each in columns if each.ref == "group" and row[each.name]]
    ended = db.value(conn, "SELECT min(valid_to) FROM area WHERE id = ANY(%s)", (named,))
    return clock.today() if ended is None else ended - timedelta(1)


def group_shapes(conn: connection, ward: Ward, day: date) -> list[Shape]:
    """Return the resident groups of a day, as what lies below."""
    found = db.rows(
        conn,
        "SELECT name,"
        "       ST_AsSVG(ST_SimplifyPreserveTopology(ST_Transform(geom, %s), 3), 0, 1) AS path"
        "  FROM area WHERE ward_id = %s AND kind = 'group' AND valid @> %s::date ORDER BY code",
        (ward.srid_measure, ward.id, day),
    )
    return [Shape(each["path"], "group", each["name"]) for each in found]


def frame_of(conn: connection, ward: Ward, day: date) -> str | None:
    """Return the viewBox of the groups of a day, in metres; None where there are none."""
    row = db.one(
        conn,
        "SELECT ST_XMin(box) - %(m)s AS x, -ST_YMax(box) - %(m)s AS y,"
        "       ST_XMax(box) - ST_XMin(box) + 2 * %(m)s AS wide,"
        "       ST_YMax(box) - ST_YMin(box) + 2 * %(m)s AS high"
        "  FROM (SELECT ST_Extent(ST_Transform(geom, %(srid)s)) AS box FROM area"
        "         WHERE ward_id = %(ward)s AND kind = 'group' AND valid @> %(day)s::date)"
        "    AS all_of_it",
        {"m": MARGIN_M, "day": day, "srid": ward.srid_measure, "ward": ward.id},
    )
    if row is None or row["x"] is None:
        return None
    return f"{row['x']:.0f} {row['y']:.0f} {row['wide']:.0f} {row['high']:.0f}"
