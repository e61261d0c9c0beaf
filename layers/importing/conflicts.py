"""Compare staged rows with what the ward has: new, the same, or different."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from psycopg2 import sql
from psycopg2.extensions import connection

from geo.text import Text
from layers import db
from layers.day_words import short_day
from layers.importing.batch import Context
from layers.importing.issues import shorten
from layers.importing.moves import report_refused_moves
from layers.importing.rows import Rows
from layers.importing.spill import stored_columns
from layers.importing.staging import STAGING
from layers.importing.targets import Target

# A shape that went out in metres, or as a Shapefile, comes back within 1 mm and with its rings
# begun elsewhere: it is the same. Asked only where the bytes differ.
_MOVED = """
(s.geom IS DISTINCT FROM t.geom AND NOT coalesce(
  ST_NPoints(s.geom) = ST_NPoints(t.geom) AND ST_HausdorffDistance(s.geom, t.geom) < 1e-8, false))
"""


@dataclass(frozen=True)
class Conflicts:
    """`replaced` lines differ from the ward and may replace it, in the `compared` columns;
    `bad_lines` may not be written; `kept_as_is` counts differing rows of a file loaded before.
    `differing` are all lines that differ, whatever is to become of them.
    """

    compared: tuple[str, ...]
    replaced: tuple[int, ...]
    kept_as_is: int
    bad_lines: frozenset[int]
    differing: tuple[int, ...] = ()


def match_condition(target: Target) -> sql.Composable:
    """Say when staged row `s` and stored row `t` are the same thing."""
    key = [sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in target.key]
    layer = [sql.SQL("t.layer = %(layer)s")] if target.table == "feature" else []
    return sql.SQL(" AND ").join([sql.SQL("t.ward_id = %(ward)s"), *layer, *key])


def find_conflicts(conn: connection, rows: Rows, context: Context, sha256: str) -> Conflicts:
    """Find rows that exist; those with other content become issues unless they may be replaced."""
    target, values = context.target, _values(context)
    _report_overlaps(conn, rows, context, values)
    compared = _compared(rows, target)
    is_filled = has_rows(conn, context)
    lines = _differing(conn, joined(target), compared, values) if is_filled else ()
    again = was_loaded(conn, context, sha256)
    if lines and not context.options.update and not again:
        _report_differing(conn, rows, compared, lines, values, target)
    if lines and context.options.update and target.table == "incident" and "state" in compared:
        report_refused_moves(conn, rows, context, lines)
    bad = frozenset(rows.issues.bad_lines)
    return Conflicts(
        compared,
        replaced=tuple(line for line in lines if line not in bad) if context.options.update else (),
        kept_as_is=len(lines) if again and not context.options.update else 0,
        bad_lines=bad,
        differing=lines,
    )


def count_staged(conn: connection, context: Context) -> tuple[int, int]:
    """Count the staged rows, and those of them whose key the ward has."""
    staged = db.value(conn, sql.SQL("SELECT count(*) FROM {}").format(STAGING))
    if not has_rows(conn, context):
        return int(staged), 0
    query = sql.SQL("SELECT count(*) FROM {}").format(joined(context.target))
    return int(staged), int(db.value(conn, query, _values(context)))


def has_rows(conn: connection, context: Context) -> bool:
    """Say whether the ward has anything that staged rows could be compared with."""
    target = context.target
    layer = sql.SQL(" AND layer = %(layer)s" if target.table == "feature" else "")
    query = sql.SQL("SELECT EXISTS (SELECT FROM {} WHERE ward_id = %(ward)s{})").format(
        sql.Identifier(target.table), layer
    )
    return bool(db.value(conn, query, _values(context)))


def _values(context: Context) -> dict[str, Any]:
    return {"ward": context.ward.id, "layer": context.target.layer}


def joined(target: Target) -> sql.Composable:
    """Return staged rows `s` beside the stored rows `t` that are the same thing."""
    return sql.SQL("{staging} AS s JOIN {table} AS t ON {match}").format(
        staging=STAGING, table=sql.Identifier(target.table), match=match_condition(target)
    )


def _compared(rows: Rows, target: Target) -> tuple[str, ...]:
    """Compare what the file says: not defaults, and nothing that people change in the ward."""
    given = rows.found.given | {"properties", "geom"}
    if target.table == "incident":
        given |= {"field_code"}
    return tuple(
        name for name in stored_columns(target) if name in given and name not in target.key
    )


def _differing(
    conn: connection, joined: sql.Composable, compared: tuple[str, ...], values: dict[str, Any]
) -> tuple[int, ...]:
    """Find lines whose stored row says something else; properties the file lacks do not count."""
    tests = [
        sql.SQL("NOT (t.properties @> s.properties)")
        if name == "properties"
        else sql.SQL(_MOVED)
        if name == "geom"
        else sql.SQL("s.{0} IS DISTINCT FROM t.{0}").format(sql.Identifier(name))
        for name in compared
    ]
    query = sql.SQL("SELECT s.line FROM {} WHERE {} ORDER BY s.line").format(
        joined, sql.SQL(" OR ").join(tests)
    )
    return tuple(row["line"] for row in db.rows(conn, query, values))


def was_loaded(conn: connection, context: Context, sha256: str) -> bool:
    """Say whether this very file was loaded into this layer before."""
    found = db.value(
        conn,
        "SELECT true FROM import_run WHERE ward_id = %s AND layer = %s AND file_sha256 = %s"
        " AND undone_at IS NULL LIMIT 1",
        (context.ward.id, context.target.layer, sha256),
    )
    return bool(found)


def _report_differing(
    conn: connection,
    rows: Rows,
    compared: tuple[str, ...],
    lines: tuple[int, ...],
    values: dict[str, Any],
    target: Target,
) -> None:
    """Make an issue of each differing row, naming the first column that differs."""
    query = sql.SQL(
        "SELECT s.line, to_jsonb(s) AS staged, to_jsonb(t) AS stored FROM {} WHERE s.line ="
        " ANY(%(lines)s)"
        " ORDER BY s.line"
    ).format(joined(target))
    shown = {row["line"]: row for row in db.rows(conn, query, values | {"lines": list(lines[:50])})}
    for line in lines:
        row = shown.get(line)
        name, mine, theirs = _first_difference(row, compared) if row else (compared[0], "", "")
        key = "/".join(str(row["staged"][each]) for each in target.key) if row else ""
        rows.issues.add(
            line,
            name,
            "differs",
            mine,
            Text(
                f"Phường đã có '{key}' với {name} = '{theirs}', tệp ghi '{mine}'. Muốn thay:"
                " --update.",
                f"The ward has '{key}' with {name} = '{theirs}', the file says '{mine}'."
                " To replace it: --update.",
            ),
        )


def _first_difference(row: dict[str, Any], compared: tuple[str, ...]) -> tuple[str, str, str]:
    for name in compared:
        mine, theirs = row["staged"].get(name), row["stored"].get(name)
        if name == "properties":
            theirs = {key: theirs.get(key) for key in mine}
        if mine != theirs:
            return name, shorten(mine), shorten(theirs)
    return compared[-1], "", ""


def _report_overlaps(
    conn: connection, rows: Rows, context: Context, values: dict[str, Any]
) -> None:
    """Report codes that are in force already in an overlapping period of another beginning.

    A stored row that the file itself replaces has the period that the file gives it, unless that
    line is bad: so the stored ones are asked again as long as lines turn out to be.
    """
    target = context.target
    if not target.is_period:
        return
    codes = [name for name in target.key if name != "valid_from"]
    same = [sql.SQL("t.{0} = s.{0}").format(sql.Identifier(name)) for name in codes]
    query = sql.SQL(
        "SELECT s.line, s.code, s.valid_from, t.valid_from AS stored_from, t.valid_to AS stored_to"
        " FROM {staging} AS s JOIN {other} AS t ON {same} AND t.valid_from <> s.valid_from"
        " AND daterange(t.valid_from, t.valid_to, '[)') && daterange(s.valid_from,"
        " s.valid_to, '[)')"
        " {ours} ORDER BY s.line"
    )
    stays = sql.SQL(
        "WHERE t.ward_id = %(ward)s AND NOT (%(update)s AND EXISTS (SELECT FROM {} AS own"
        " WHERE {} AND own.valid_from = t.valid_from AND NOT own.line = ANY(%(bad)s::bigint[])))"
    ).format(
        STAGING,
        sql.SQL(" AND ").join(sql.SQL("own.{0} = t.{0}").format(sql.Identifier(n)) for n in codes),
    )
    table = query.format(
        staging=STAGING,
        other=sql.Identifier(target.table),
        same=sql.SQL(" AND ").join(same),
        ours=stays,
    )
    itself = query.format(
        staging=STAGING, other=STAGING, same=sql.SQL(" AND ").join(same), ours=sql.SQL("")
    )
    _tell_overlaps(rows, db.rows(conn, itself, values))
    told: set[tuple[int, date]] = set()
    while True:
        asked = {"update": context.options.update, "bad": list(rows.issues.bad_lines)}
        found = db.rows(conn, table, values | asked)
        fresh = [row for row in found if (row["line"], row["stored_from"]) not in told]
        if not fresh:
            return
        _tell_overlaps(rows, fresh)
        told |= {(row["line"], row["stored_from"]) for row in fresh}


def _tell_overlaps(rows: Rows, found: list[dict[str, Any]]) -> None:
    for row in found:
        since = short_day(row["stored_from"])
        until = short_day(row["stored_to"]) if row["stored_to"] else Text("…", "…")
        rows.issues.add(
            row["line"],
            "valid_from",
            "period_overlap",
            row["valid_from"],
            Text(
                f"Mã '{row['code']}' đã có hiệu lực {since.vi} – {until.vi}; hai thời"
                " kỳ không được"
                " chồng nhau.",
                f"Code '{row['code']}' is in force {since.en} – {until.en} already;"
                " periods of one"
                " code must not overlap.",
            ),
        )
