"""Stored analyses: find one, save one, and open what lies behind a cell."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import shapely
from psycopg2.extensions import connection
from psycopg2.extras import Json, execute_values

from geo.result import UnitRow
from layers import db
from layers.errors import RunNotFound
from layers.filters import Filter
from layers.queries.wards import Ward

PAGE = 1000

INSERT_RUN = """
    INSERT INTO run (ward_id, method, parameters, seed, input, input_sha256, input_rows,
                     code_version, summary, notes, seconds, created_by)
    VALUES (%(ward_id)s, %(method)s, %(parameters)s, %(seed)s, %(input)s, %(input_sha256)s,
            %(input_rows)s, %(code_version)s, %(summary)s, %(notes)s, %(seconds)s, %(created_by)s)
    ON CONFLICT (ward_id, method, md5(parameters::text), seed, md5(input::text), input_sha256,
                 code_version) DO NOTHING
    RETURNING *
"""

INSERT_CELLS = """
    INSERT INTO run_cell (run_id, ward_id, cell_no, rank, label, value, expected, score, p,
                          p_adjusted, class_code, properties, members, geom)
    VALUES %s
"""

SAME_RUN = """
    SELECT * FROM run
     WHERE ward_id = %(ward_id)s AND method = %(method)s AND seed = %(seed)s
       AND md5(parameters::text) = md5(%(parameters)s::jsonb::text)
       AND md5(input::text) = md5(%(input)s::jsonb::text)
       AND input_sha256 = %(input_sha256)s AND code_version = %(code_version)s
"""

CELLS = """
    SELECT run_id, cell_no, rank, label, value, expected, score, p, p_adjusted, class_code,
           properties, members, ST_X(middle) AS lon, ST_Y(middle) AS lat,
           ARRAY[ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)] AS bounds,
           ST_AsGeoJSON(geom, 7) AS geometry
      FROM run_cell, ST_PointOnSurface(geom) AS middle
     WHERE run_id = %(run)s AND class_code >= %(lowest_class)s
     ORDER BY rank, cell_no
     LIMIT %(limit)s
"""


@dataclass(frozen=True)
class RunKey:
    """What makes two analyses the same one."""

    ward_id: int
    method: str
    parameters: Mapping[str, object]
    seed: int
    input: Mapping[str, object]
    input_sha256: str
    code_version: str

    def params(self) -> dict[str, Any]:
        """Return the key as parameters of a statement."""
        return {
            "ward_id": self.ward_id,
            "method": self.method,
            "parameters": Json(dict(self.parameters)),
            "seed": self.seed,
            "input": Json(dict(self.input)),
            "input_sha256": self.input_sha256,
            "code_version": self.code_version,
        }


@dataclass(frozen=True)
class Run:
    """A stored analysis, without its cells."""

    id: int
    ward_id: int
    method: str
    parameters: dict[str, Any]
    seed: int
    input: dict[str, Any]
    input_sha256: str
    input_rows: int
    code_version: str
    summary: dict[str, Any]
    notes: list[dict[str, Any]]
    seconds: float
    created_by: str
    created_at: datetime
    is_kept: bool = False
    removed_at: datetime | None = None
    removed_by: str | None = None


def get_run(conn: connection, ward: Ward, run_id: int) -> Run:
    """Return a run of this ward; RunNotFound also for a removed one and that of another ward."""
    row = db.one(
        conn,
        "SELECT * FROM run WHERE id = %s AND ward_id = %s AND removed_at IS NULL",
        (run_id, ward.id),
    )
    if row is None:
        raise RunNotFound(run_id)
    return Run(**row)


def find_same(conn: connection, key: RunKey) -> Run | None:
    """Return the stored run of this very analysis, also a removed one: it is brought back."""
    row = db.one(conn, SAME_RUN, key.params())
    if row is not None and row["removed_at"] is not None:
        back = "UPDATE run SET removed_at = NULL, removed_by = NULL WHERE id = %s RETURNING *"
        row = db.one(conn, back, (row["id"],))
    return None if row is None else Run(**row)


def latest_run(
    conn: connection, ward: Ward, method: str, chosen: Filter | None = None
) -> Run | None:
    """Return the newest run of a method, of this very filter if one is given; None if none."""
    row = db.one(
        conn,
        """
        SELECT * FROM run
         WHERE ward_id = %(ward)s AND method = %(method)s AND removed_at IS NULL
           AND (%(filter)s IS NULL OR input -> 'filter' = %(filter)s::jsonb)
         ORDER BY id DESC
         LIMIT 1
        """,
        {
            "ward": ward.id,
            "method": method,
            "filter": None if chosen is None else Json(chosen.to_query()),
        },
    )
    return None if row is None else Run(**row)


def save_run(
    conn: connection,
    key: RunKey,
    results: Mapping[str, object],
    cells: Iterable[UnitRow],
    srid: int,
) -> Run:
    """Store a run and its cells (metres of `srid`) in one transaction.

    `results` holds input_rows, summary, notes, seconds and created_by. Where somebody stored
    the same analysis meanwhile, theirs is returned and nothing is written.
    """
    params = {**key.params(), **results}
    params["summary"], params["notes"] = Json(params["summary"]), Json(params["notes"])
    with db.transaction(conn):
        row = db.one(conn, INSERT_RUN, params)
        if row is not None:
            _save_cells(conn, Run(**row), cells, srid)
    if row is not None:
        return Run(**row)
    same = find_same(conn, key)
    assert same is not None, "the run that stood in the way has gone"
    return same


def _save_cells(conn: connection, run: Run, cells: Iterable[UnitRow], srid: int) -> None:
    template = (
        "(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[],"
        f" ST_Transform(ST_GeomFromWKB(%s, {int(srid)}), 4326))"
    )
    values = (
        (
            run.id,
            run.ward_id,
            number,
            cell.rank,
            cell.label,
            cell.value,
            cell.expected,
            cell.score,
            cell.p,
            cell.p_adjusted,
            cell.class_code,
            Json(cell.properties),
            cell.members,
            shapely.to_wkb(cell.geometry),
        )
        for number, cell in enumerate(cells, start=1)
    )
    with conn.cursor() as cursor:
        execute_values(cursor, INSERT_CELLS, values, template, PAGE)


def cells(
    conn: connection, run: Run, *, lowest_class: int = -3, limit: int | None = None
) -> list[dict[str, Any]]:
    """Return the cells of a run by rank, from a class up, in degrees."""
    return db.rows(conn, CELLS, {"run": run.id, "lowest_class": lowest_class, "limit": limit})


def cell_members(conn: connection, ward: Ward, run_id: int, cell_no: int) -> list[int]:
    """Return the ids of the incidents behind one cell; RunNotFound where there is no such cell."""
    row = db.one(
        conn,
        "SELECT members FROM run_cell JOIN run ON run.id = run_cell.run_id"
        " WHERE run_cell.ward_id = %s AND run_id = %s AND cell_no = %s AND removed_at IS NULL",
        (ward.id, run_id, cell_no),
    )
    if row is None:
        raise RunNotFound(f"{run_id}:{cell_no}")
    return list(row["members"])


def run_geojson(conn: connection, run: Run) -> dict[str, object]:
    """Return a run as a GeoJSON FeatureCollection: every cell with every number, and its origin.

    Longitude and latitude, 7 decimals (a centimetre). Feature order is that of the ranks.
    """
    return {
        "type": "FeatureCollection",
        "features": [_feature(cell) for cell in cells(conn, run)],
        "run": run_json(run),
    }


def run_json(run: Run) -> dict[str, object]:
    """Return what is needed to judge a run and to do it again, as plain values."""
    return {
        "id": run.id,
        "method": run.method,
        "parameters": run.parameters,
        "seed": run.seed,
        "input": run.input,
        "rows": run.input_rows,
        "rows_sha256": run.input_sha256,
        "code_version": run.code_version,
        "summary": run.summary,
        "notes": run.notes,
    }


def run_document(conn: connection, run: Run) -> dict[str, object]:
    """Return a run with every statistic of every cell: `run_json`, and `units` by rank."""
    return {**run_json(run), "units": [_unit(cell) for cell in cells(conn, run)]}


_FIXED = ("rank", "label", "value", "expected", "score", "p", "p_adjusted", "class_code", "members")


def _feature(cell: dict[str, Any]) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": cell["cell_no"],
        "geometry": json.loads(cell["geometry"]),
        "properties": _numbers(cell),
    }


def _unit(cell: dict[str, Any]) -> dict[str, object]:
    return {**_numbers(cell), "geometry": json.loads(cell["geometry"])}


def _numbers(cell: dict[str, Any]) -> dict[str, object]:
    return {**cell["properties"], **{name: cell[name] for name in _FIXED}}
