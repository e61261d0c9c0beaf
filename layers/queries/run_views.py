"""How stored runs stand on the map, as was first settled: read, kept, and what it is made from."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from layers import db
from layers.queries.run_classes import RUN_COLUMNS


class RunView(NamedTuple):
    """The kept view of a run: classes and columns as plain values."""

    geometry: str
    style: list[dict[str, Any]]
    columns: list[list[str]]


def read_view(conn: connection, run_id: int) -> RunView | None:
    """Return the kept view of a run; None where it was never shown."""
    row = db.one(conn, "SELECT geometry, style, columns FROM run_view WHERE run_id = %s", (run_id,))
    return None if row is None else RunView(**row)


def keep_view(conn: connection, ward_id: int, run_id: int, view: RunView) -> RunView:
    """Keep the view of a run; where somebody kept one meanwhile, theirs is returned."""
    db.execute(
        conn,
        "INSERT INTO run_view (run_id, ward_id, geometry, style, columns)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (run_id) DO NOTHING",
        (run_id, ward_id, view.geometry, Json(view.style), Json(view.columns)),
    )
    kept = read_view(conn, run_id)
    assert kept is not None, "the view was written above"
    return kept


def geometry_of(conn: connection, run_id: int) -> str:
    """Return what most of a run's units are: point, line or polygon (also without units)."""
    found = db.value(
        conn,
        "SELECT ST_Dimension(geom) FROM run_cell WHERE run_id = %s"
        " GROUP BY 1 ORDER BY count(*) DESC, 1 DESC LIMIT 1",
        (run_id,),
    )
    return ("point", "line", "polygon")[2 if found is None else found]


def own_columns(conn: connection, run_id: int) -> list[list[str]]:
    """Return the method's own columns and the type of field each is, by the first unit."""
    found = db.rows(
        conn,
        "SELECT each.key, jsonb_typeof(each.value) AS kind"
        "  FROM (SELECT properties FROM run_cell WHERE run_id = %s ORDER BY cell_no LIMIT 1) AS c,"
        "       jsonb_each(c.properties) AS each"
        " ORDER BY each.key",
        (run_id,),
    )
    types = {"number": "number", "boolean": "boolean", "null": "number"}
    return [[row["key"], types.get(row["kind"], "text")] for row in found]


def positive_values(conn: connection, run_id: int, column: str) -> NDArray[np.float64]:
    """Return the numbers above zero in a column of a run: what steps are cut from."""
    value: sql.Composable = sql.Identifier(column)
    if column not in RUN_COLUMNS:
        value = sql.SQL("(properties ->> {})::double precision").format(sql.Literal(column))
    query = sql.SQL("SELECT {value} AS n FROM run_cell WHERE run_id = %s AND {value} > 0")
    found = db.rows(conn, query.format(value=value), (run_id,))
    return np.array([row["n"] for row in found], dtype=np.float64)
