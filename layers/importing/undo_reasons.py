"""What speaks against undoing an import: rows changed since, and what was built on them."""

from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.day_words import short_moment
from layers.importing.targets import Target
from layers.queries.imports import ImportRecord
from layers.registers.about import standing_on
from layers.registers.scope import Reader

NAMED = 10

# What points at a row: table, the column that points, what a person calls it, how one is named.
BUILT_ON: dict[str, tuple[tuple[str, str, Text, str], ...]] = {
    "lane": (
        ("incident", "lane_id", Text("vụ", "incident"), "source_key"),
        ("lane_project", "lane_id", Text("dự án ngõ", "lane project"), "code"),
    ),
    "area": (
        ("incident", "group_id", Text("vụ", "incident"), "source_key"),
        ("area_lineage", "from_area_id", Text("quan hệ địa giới", "area lineage"), "id"),
        ("area_lineage", "to_area_id", Text("quan hệ địa giới", "area lineage"), "id"),
    ),
    "incident": (("incident_comment", "incident_id", Text("ý kiến", "comment"), "id"),),
}


def reasons_against(
    conn: connection, record: ImportRecord, target: Target, reader: Reader
) -> tuple[list[Text], int]:
    """Name the first rows that keep an import from being undone; and how many more there are.

    Rows of registers are named to a reader who may see them.

    Looks at the temporary table `undo_row`, which undo has filled.
    """
    found = _changed(conn, record, target)
    for table, column, word, name in BUILT_ON.get(target.table, ()):
        found += _built_on(conn, record, target, (table, column, word, name))
    if target.table == "lane":
        found += _noted(conn)
    new = db.rows(conn, "SELECT id FROM pg_temp.undo_row WHERE is_new")
    found += standing_on(conn, reader, target.table, [row["id"] for row in new])
    return found[:NAMED], max(0, len(found) - NAMED)


def _noted(conn: connection) -> list[Text]:
    """Find lanes of the import that rounds noted; which rounds is not said, some are hidden."""
    codes = db.rows(
        conn,
        "SELECT code FROM lane WHERE id IN (SELECT n.lane_id FROM inspection_round_lane AS n"
        "  JOIN pg_temp.undo_row AS u ON u.id = n.lane_id AND u.is_new) ORDER BY id",
    )
    return [
        Text(f"đợt kiểm tra đã ghi ngõ '{row['code']}'", f"rounds noted lane '{row['code']}'")
        for row in codes
    ]


def _label(target: Target) -> str:
    return "source_key" if target.column("source_key") else "code"


def _changed(conn: connection, record: ImportRecord, target: Target) -> list[Text]:
    """Find rows of the import that are not as it left them, and who changed each of them last.

    A row that a later import replaced and whose undo put back again is as it was left.
    """
    found = db.rows(
        conn,
        "SELECT latest.*"
        "  FROM undo_row AS u"
        "  JOIN LATERAL ("
        "    SELECT c.row_id, c.action, c.actor, c.at, c.after,"
        "           coalesce(c.before, c.after) ->> %(label)s AS name"
        "      FROM change_log AS c"
        "     WHERE c.table_name = %(table)s AND c.row_id = u.id::text AND c.id > %(last)s"
        "     ORDER BY c.id DESC LIMIT 1) AS latest ON true"
        " WHERE latest.after IS DISTINCT FROM u.after"
        " ORDER BY u.id",
        {"label": _label(target), "table": target.table, "last": record.changes_to},
    )
    return [_changed_words(row) for row in found]


def _changed_words(row: dict[str, Any]) -> Text:
    done = DONE.get(row["action"], EDITED)
    name, who, at = row["name"] or row["row_id"], row["actor"], short_moment(row["at"])
    return Text(f"'{name}' {done.vi} ({who}, {at.vi})", f"'{name}' {done.en} ({who}, {at.en})")


DONE = {
    "delete": Text("đã bị xóa", "has been removed"),
    "insert": Text("đã được đặt", "was placed"),
}
EDITED = Text("đã được sửa", "has been edited")


def _built_on(
    conn: connection, record: ImportRecord, target: Target, link: tuple[str, str, Text, str]
) -> list[Text]:
    """Find rows that came after the import and hang on a row it inserted."""
    table, column, word, name = link
    query = sql.SQL(
        "SELECT o.{name}::text AS name, t.{label} AS code"
        "  FROM {rows} AS u"
        "  JOIN {target} AS t ON t.id = u.id"
        "  JOIN {table} AS o ON o.{column} = u.id"
        " WHERE u.is_new AND ("
        "   import_of_origin(%(table)s, o.id, (to_jsonb(o) ->> 'import_id')::bigint) > %(import)s"
        "   OR EXISTS ("
        "   SELECT FROM change_log AS c"
        "    WHERE c.table_name = %(table)s AND c.row_id = o.id::text"
        "      AND c.action = 'insert' AND c.id > %(last)s))"
        " ORDER BY o.id"
    ).format(
        name=sql.Identifier(name),
        label=sql.Identifier(_label(target)),
        rows=sql.Identifier("pg_temp", "undo_row"),
        target=sql.Identifier(target.table),
        table=sql.Identifier(table),
        column=sql.Identifier(column),
    )
    return [
        Text(
            f"{word.vi} '{row['name']}' gắn với '{row['code']}'",
            f"{word.en} '{row['name']}' hangs on '{row['code']}'",
        )
        for row in db.rows(
            conn, query, {"table": table, "last": record.changes_to, "import": record.id}
        )
    ]
