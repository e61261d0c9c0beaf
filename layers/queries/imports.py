"""The imports of a ward: who brought which file when, and the rows that are of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.errors import NotFound
from layers.file_store import KeptFile
from layers.importing.targets import Target
from layers.queries.custom_layers import seen_in
from layers.queries.wards import Ward
from layers.roles import Role


class ImportNotFound(NotFound):
    def __init__(self, import_id: object) -> None:
        super().__init__(Text("lần nạp", "import"), import_id)


@dataclass(frozen=True)
class ImportRecord:
    """One import; `changes_from` and `changes_to` say where its entries in the change log lie."""

    id: int
    layer: str
    file_name: str
    file_sha256: str
    files: tuple[KeptFile, ...]
    options: Mapping[str, Any]
    issues: list[dict[str, Any]]
    rows_read: int
    rows_loaded: int
    actor: str
    finished_at: datetime
    changes_from: int | None
    changes_to: int | None
    undone_at: datetime | None
    undone_by: str | None
    undone: Mapping[str, Any] | None

    @property
    def new_categories(self) -> tuple[str, ...]:
        return tuple(self.options.get("found", {}).get("new_categories", ()))

    @property
    def said(self) -> Mapping[str, Any]:
        said: Mapping[str, Any] = self.options.get("said", {})
        return said


_COLUMNS = sql.SQL(
    "id, layer, file_name, file_sha256, files, options, issues, rows_read, rows_loaded, actor,"
    " finished_at, changes_from, changes_to, undone_at, undone_by, undone"
)


def get_import(
    conn: connection, ward: Ward, import_id: int, role: Role = Role.ADMIN
) -> ImportRecord:
    """Find an import of a ward; ImportNotFound also where its layer is not for this role."""
    is_seen, values = seen_in("import_run", role)
    query = sql.SQL(
        "SELECT {} FROM import_run WHERE ward_id = %(ward)s AND id = %(id)s AND {}"
    ).format(_COLUMNS, is_seen)
    row = db.one(conn, query, values | {"ward": ward.id, "id": import_id})
    if row is None:
        raise ImportNotFound(import_id)
    return _record(row)


def list_imports(
    conn: connection,
    ward: Ward,
    limit: int = 50,
    before: int | None = None,
    role: Role = Role.ADMIN,
) -> list[ImportRecord]:
    """List the imports that a role may see, newest first, from below the id `before` on."""
    is_seen, values = seen_in("import_run", role)
    query = sql.SQL(
        "SELECT {} FROM import_run"
        " WHERE ward_id = %(ward)s AND (%(before)s::bigint IS NULL OR id < %(before)s) AND {}"
        " ORDER BY id DESC LIMIT %(limit)s"
    ).format(_COLUMNS, is_seen)
    values |= {"ward": ward.id, "before": before, "limit": limit}
    return [_record(row) for row in db.rows(conn, query, values)]


@dataclass(frozen=True)
class ImportRows:
    """Rows of an import that are still as it wrote them, and where they lie.

    `waiting` incidents came with an address only, and lie nowhere yet.
    """

    columns: tuple[str, ...]
    rows: list[dict[str, Any]]
    total: int
    bounds: tuple[float, float, float, float] | None
    waiting: int = 0


def rows_of_import(
    conn: connection,
    record: ImportRecord,
    target: Target,
    hidden: frozenset[str] = frozenset(),
    limit: int = 100,
    offset: int = 0,
) -> ImportRows:
    """Read the rows that name this import, without the `hidden` columns."""
    columns = [c.name for c in target.columns if c.name not in hidden]
    is_generic = target.table == "feature"
    names = ["id", "source_key", "properties"] if is_generic else ["id", *columns]
    shown = sql.SQL(", ").join(map(sql.Identifier, names))
    table, values = sql.Identifier(target.table), {"import": record.id}
    page = sql.SQL(
        "SELECT {} FROM {} WHERE import_id = %(import)s ORDER BY id"
        " LIMIT %(limit)s OFFSET %(offset)s"
    ).format(shown, table)
    summary = db.one(
        conn,
        sql.SQL(
            "SELECT total, ST_XMin(box) AS west, ST_YMin(box) AS south,"
            "       ST_XMax(box) AS east, ST_YMax(box) AS north"
            "  FROM (SELECT count(*) AS total, ST_Extent(geom) AS box"
            "          FROM {} WHERE import_id = %(import)s) AS of_it"
        ).format(table),
        values,
    )
    rows = db.rows(conn, page, values | {"limit": limit, "offset": offset})
    if is_generic:
        rows = [_flat(row, columns) for row in rows]
    total, waiting = summary["total"] if summary else 0, _waiting(conn, record)
    return ImportRows(tuple(columns), rows, total, _box(summary), waiting)


def _waiting(conn: connection, record: ImportRecord) -> int:
    query = (
        "SELECT count(*) FROM unplaced_incident"
        " WHERE ward_id = (SELECT ward_id FROM import_run WHERE id = %(import)s)"
        " AND import_id = %(import)s AND incident_id IS NULL"
    )
    return int(db.value(conn, query, {"import": record.id}))


def hidden_from(role: Role, fields: Mapping[str, Role]) -> frozenset[str]:
    """Name the columns whose field asks for a higher role."""
    return frozenset(name for name, needed in fields.items() if needed > role)


def _flat(row: dict[str, Any], columns: list[str]) -> dict[str, Any]:
    properties = row.pop("properties")
    return row | {name: properties.get(name) for name in columns if name != "source_key"}


def _box(row: dict[str, Any] | None) -> tuple[float, float, float, float] | None:
    if row is None or row["west"] is None:
        return None
    return row["west"], row["south"], row["east"], row["north"]


def _record(row: dict[str, Any]) -> ImportRecord:
    return ImportRecord(**row | {"files": tuple(KeptFile(**each) for each in row["files"])})
