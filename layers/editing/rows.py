"""Rows that are edited: read under a lock with their version, written, removed."""

from collections.abc import Mapping
from typing import Any

import psycopg2
import psycopg2.errors
import shapely
from psycopg2 import sql
from psycopg2.extensions import connection
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.text import Text, same
from layers import db
from layers.editing.choices import not_to_choose
from layers.editing.contract import Row
from layers.editing.editable import Subject
from layers.errors import NotFound
from layers.queries.wards import Ward
from layers.registers.reading import all_registers

_TABLES = {
    "incident": Text("vụ việc", "incidents"),
    "lane_project": Text("dự án ngõ", "lane projects"),
    "inspection_round_lane": Text("đợt kiểm tra đã ghi ngõ này", "rounds that noted this lane"),
    "parcel_shape": Text("hình thửa đất", "shapes of parcels"),
}


def read_row(
    conn: connection, ward: Ward, subject: Subject, row_id: int, *, lock: bool = False
) -> Row:
    """Read one row of a layer; NotFound where the ward has none. `lock`: nobody else writes it.

    The lock comes first and alone: a version read by the statement that waited would be old.
    """
    where = sql.SQL(
        "FROM {table} AS t WHERE t.ward_id = %(ward)s AND t.id = %(id)s AND {condition}"
    ).format(table=subject.table, condition=sql.SQL(subject.rule.condition))
    params = {"ward": ward.id, "id": row_id, "table": subject.target.table}
    if lock:
        db.execute(conn, sql.SQL("SELECT ") + where + sql.SQL(" FOR UPDATE"), params)
    columns = sql.SQL(", ").join(sql.Identifier("t", each.name) for each in subject.target.columns)
    query = (
        sql.SQL(
            "SELECT {columns}, {called} AS _called, ST_AsBinary(t.geom) AS _shape,"
            " (SELECT coalesce(max(c.id), 0) FROM change_log AS c"
            "   WHERE c.table_name = %(table)s AND c.row_id = t.id::text) AS _version "
        ).format(columns=columns, called=sql.SQL(subject.rule.called))
        + where
    )
    found = db.one(conn, query, params)
    if found is None:
        raise NotFound(subject.layer.title, row_id)
    shape, version = shapely.from_wkb(bytes(found.pop("_shape"))), int(found.pop("_version"))
    called = found.pop("_called")
    return Row(row_id, found, shape, version, called)


def write_row(
    conn: connection,
    ward: Ward,
    subject: Subject,
    row_id: int | None,
    values: Mapping[str, Any],
    shape: BaseGeometry,
) -> int:
    """Insert or change a row; return its id. InputError where the rules of the table say no."""
    given = {"ward_id": ward.id, **values}
    names, shown = list(given), [sql.Placeholder(f"v_{name}") for name in given]
    columns = sql.SQL(", ").join(map(sql.Identifier, [*names, "geom"]))
    placed = sql.SQL(", ").join([*shown, sql.SQL("ST_SetSRID(ST_GeomFromWKB(%(shape)s), 4326)")])
    if row_id is None:
        form = "INSERT INTO {table} ({columns}) VALUES ({placed}) RETURNING id"
    else:
        form = "UPDATE {table} SET ({columns}) = ROW({placed}) WHERE id = %(id)s RETURNING id"
    query = sql.SQL(form).format(table=subject.table, columns=columns, placed=placed)
    params = {f"v_{name}": value for name, value in given.items()}
    params |= {"shape": psycopg2.Binary(shapely.to_wkb(shape)), "id": row_id}
    try:
        return int(db.value(conn, query, params))
    except (psycopg2.errors.UniqueViolation, psycopg2.errors.ExclusionViolation) as error:
        raise _in_use(subject, values) from error
    except psycopg2.errors.CheckViolation as error:
        rule = error.diag.constraint_name or "?"
        raise InputError(
            Text(f"Trái quy tắc của lớp: {rule}.", f"Against a rule of the layer: {rule}."),
            field=rule,
        ) from error


def _in_use(subject: Subject, values: Mapping[str, Any]) -> InputError:
    for column in subject.rule.choices:  # somebody else has chosen the same at the same moment
        return not_to_choose(subject, column, values.get(column))
    code, title = values.get("code", ""), subject.title_of("code")
    period = (
        Text(" trong thời gian này", " in this period")
        if subject.target.is_period
        else Text("", "")
    )
    return InputError(
        Text(
            f"{title.vi} '{code}': mã này đã có{period.vi}; hãy dùng mã khác.",
            f"{title.en} '{code}': this code is in use already{period.en}; use another.",
        ),
        field="code",
        value=code,
    )


def remove_row(conn: connection, subject: Subject, row_id: int) -> None:
    """Remove a row; InputError where other data is still about it."""
    subject.rule.before_removal(conn, row_id)
    try:
        db.execute(conn, sql.SQL("DELETE FROM {} WHERE id = %s").format(subject.table), (row_id,))
    except psycopg2.errors.ForeignKeyViolation as error:
        raise still_used(_words_of(error.diag.table_name or "?")) from error


def _words_of(table: str) -> Text:
    """Return what people call the rows of a table that still name a record."""
    register = next((each for each in all_registers() if each.table == table), None)
    return register.title if register else _TABLES.get(table, same(table))


def still_used(what: Text) -> InputError:
    """Return the refusal to remove what `what` still names."""
    return InputError(
        Text(
            f"Không xóa được: dữ liệu khác còn dùng ({what.vi}).",
            f"It cannot be removed: other data still uses it ({what.en}).",
        ),
        field="id",
        value=what.vi,
    )
