"""Undo an import as a whole: what it inserted goes, what it changed is as it was before.

Refused, with the rows named, where anything was changed or built on them since. The undo itself
stands in the change log like every other change, and with the record of the import.
"""

from dataclasses import dataclass
from typing import Any

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import connection
from psycopg2.extras import Json

from geo.text import Text
from layers import db
from layers.cases.acting import undoing
from layers.cases.refusals import case_rules
from layers.errors import UndoRefused
from layers.importing.targets import Target, find_target
from layers.importing.undo_reasons import reasons_against
from layers.logged_rows import restorable_columns
from layers.queries.imports import ImportRecord, get_import
from layers.queries.sources import read_sql
from layers.queries.wards import Ward
from layers.registers.following import follow, give_back, hold_all, is_followed
from layers.registers.scope import Reader
from layers.roles import Role

ROWS = sql.Identifier("pg_temp", "undo_row")


@dataclass(frozen=True)
class Undone:
    """What an undo did: rows removed, rows put back, categories that nothing uses any more."""

    import_id: int
    layer: str
    removed: int
    restored: int
    categories: int

    def to_json(self) -> dict[str, Any]:
        return vars(self)


def undo_import(
    conn: connection, ward: Ward, import_id: int, actor: str, by: Role = Role.ADMIN
) -> Undone:
    """Take an import back in one transaction; ImportNotFound or UndoRefused, and nothing done.

    `by` is the role of who asks: of layers that it does not see there is nothing to undo.
    """
    record = get_import(conn, ward, import_id, by)
    target = find_target(conn, ward, record.layer)
    try:
        with case_rules(conn), db.acting_as(conn, actor):
            _lock(conn, ward)
            _require_undoable(get_import(conn, ward, import_id))
            hold_all(conn, ward, target.table)
            _find_rows(conn, ward, record, target)
            _give_back(conn, ward, target)
            _require_untouched(conn, record, target, Reader(ward, by, actor))
            undone = _take_back(conn, ward, record, target)
            _record(conn, undone, actor)
    except psycopg2.IntegrityError as error:
        raise UndoRefused(
            Text(
                f"Không hoàn tác được: dữ liệu khác còn dùng các dòng này ({_rule(error)}).",
                f"It cannot be undone: other data still uses these rows ({_rule(error)}).",
            )
        ) from error
    return undone


def _rule(error: psycopg2.Error) -> str:
    return error.diag.table_name or error.diag.constraint_name or "?"


def _lock(conn: connection, ward: Ward) -> None:
    """Wait for imports of this ward, as they wait for each other."""
    db.execute(conn, "SELECT pg_advisory_xact_lock(hashtext('diemnong.import'), %s)", (ward.id,))


def _require_undoable(record: ImportRecord) -> None:
    if record.undone_at is not None:
        raise UndoRefused(
            Text(
                f"Lần nạp {record.id} đã được hoàn tác.",
                f"Import {record.id} has been undone already.",
            )
        )
    if record.said.get("replace_all"):
        raise UndoRefused(
            Text(
                f"Lần nạp {record.id} đã thay toàn bộ dòng của lớp; muốn như cũ, nạp lại tệp"
                " trước.",
                f"Import {record.id} replaced all rows of the layer; to have them back, load the"
                " earlier file again.",
            )
        )
    if record.changes_from is None:
        raise UndoRefused(
            Text(
                f"Lần nạp {record.id} có từ trước khi hệ thống ghi đủ để hoàn tác.",
                f"Import {record.id} is from before enough was kept to undo it.",
            )
        )


def _find_rows(conn: connection, ward: Ward, record: ImportRecord, target: Target) -> None:
    """List the rows that the import wrote, each as it was before (NULL: not there) and after.

    What it replaced has an entry in the change log; what it inserted names it, today or in what
    the first change since then says it was before. `after` is NULL where nothing came since.
    """
    db.execute(conn, "SELECT scratch_table('undo_row')")
    query = sql.SQL(read_sql("undo_rows")).format(table=sql.Identifier(target.table))
    values = {
        "ward": ward.id,
        "first": record.changes_from,
        "last": record.changes_to,
        "table": target.table,
        "import": record.id,
    }
    db.execute(conn, query, values)
    db.execute(conn, "SELECT scratch_table_filled('undo_row')")


def _give_back(conn: connection, ward: Ward, target: Target) -> None:
    """Have rows of registers that went along with the import go back where they can."""
    if not is_followed(target.table):
        return
    found = db.rows(conn, "SELECT id, is_new, before FROM pg_temp.undo_row ORDER BY id")
    new = [row["id"] for row in found if row["is_new"]]
    give_back(conn, ward, target.table, new, [row["before"] for row in found if row["before"]])


def _require_untouched(
    conn: connection, record: ImportRecord, target: Target, reader: Reader
) -> None:
    reasons, more = reasons_against(conn, record, target, reader)
    if not reasons:
        return
    listed = [*reasons, Text(f"và {more} dòng nữa", f"and {more} more")] if more else reasons
    raise UndoRefused(
        Text(
            f"Không hoàn tác lần nạp {record.id}: sau đó đã có thay đổi. "
            + "; ".join(reason.vi for reason in listed)
            + ".",
            f"Import {record.id} is not undone: something was changed since. "
            + "; ".join(reason.en for reason in listed)
            + ".",
        ),
        tuple(listed),
    )


def _take_back(conn: connection, ward: Ward, record: ImportRecord, target: Target) -> Undone:
    _let_go(conn, target)
    # What came goes first: a code of the past may be in its place again.
    removed = db.execute(
        conn,
        sql.SQL("DELETE FROM {} AS t USING {} AS u WHERE u.id = t.id AND u.is_new").format(
            sql.Identifier(target.table), ROWS
        ),
    )
    with undoing(conn):
        restored = _restore(conn, target)
    if target.table == "incident":
        _forget_waiting(conn, ward, record)
    if target.table in ("lane", "area") or (target.table == "incident" and restored):
        db.execute(conn, "SELECT derive_incident_links(%s)", (ward.id,))
    follow(conn, ward, target.table)
    return Undone(record.id, record.layer, removed, restored, _drop_categories(conn, ward, record))


def _forget_waiting(conn: connection, ward: Ward, record: ImportRecord) -> None:
    """Remove what the import left waiting to be placed; what it placed itself has gone by now."""
    db.execute(
        conn,
        "DELETE FROM unplaced_incident"
        " WHERE ward_id = %s AND import_id = %s AND incident_id IS NULL",
        (ward.id, record.id),
    )


def _let_go(conn: connection, target: Target) -> None:
    """Take derived links off rows that go; they are worked out anew afterwards."""
    column = {"lane": "lane_id", "area": "group_id"}.get(target.table)
    if column:
        db.execute(
            conn,
            sql.SQL(
                "UPDATE incident AS i SET {0} = NULL FROM {1} AS u WHERE u.id = i.{0} AND u.is_new"
            ).format(sql.Identifier(column), ROWS),
        )


def _restore(conn: connection, target: Target) -> int:
    """Write back the columns that the change log holds; one it did not know yet stays."""
    columns = restorable_columns(conn, target.table)
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    earlier = sql.SQL(", ").join(sql.SQL("b.{}").format(sql.Identifier(name)) for name in columns)
    table = sql.Identifier(target.table)
    return db.execute(
        conn,
        sql.SQL(
            "UPDATE {table} AS t SET ({names}) = ROW({earlier})"
            "  FROM {rows} AS u"
            "  JOIN {table} AS now ON now.id = u.id"
            "  CROSS JOIN LATERAL jsonb_populate_record(now, u.before) AS b"
            " WHERE t.id = u.id AND NOT u.is_new"
        ).format(table=table, names=names, earlier=earlier, rows=ROWS),
    )


def _drop_categories(conn: connection, ward: Ward, record: ImportRecord) -> int:
    """Remove the categories that the import made, those that nothing uses."""
    return db.execute(
        conn,
        "DELETE FROM category AS c WHERE c.ward_id = %(ward)s AND c.code = ANY(%(codes)s)"
        " AND NOT EXISTS (SELECT FROM incident AS i"
        "                  WHERE i.ward_id = c.ward_id AND i.category_code = c.code)"
        " AND NOT EXISTS (SELECT FROM unplaced_incident AS u"
        "                  WHERE u.ward_id = c.ward_id AND u.category_code = c.code)",
        {"ward": ward.id, "codes": list(record.new_categories)},
    )


def _record(conn: connection, undone: Undone, actor: str) -> None:
    db.execute(
        conn,
        "UPDATE import_run SET undone_at = now(), undone_by = %s, undone = %s WHERE id = %s",
        (actor, Json(undone.to_json()), undone.import_id),
    )
    db.execute(
        conn,
        "UPDATE upload SET state = 'undone', changed_at = now()"
        " WHERE import_id = %s AND state = 'loaded'",
        (undone.import_id,),
    )
